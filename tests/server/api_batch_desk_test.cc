// Batches as people see them, and what waits for a person.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ApiBatchDesk : public ApiTest {
 protected:
  std::vector<std::string> listed(const std::string& query = "",
                                  const std::string& client = "scan@p01") {
    const auto answer = send(get("/api/v1/batches" + query, client));
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::string> ids;
    const auto page = answer.json();
    for (const auto& batch : page.at("batches")) ids.push_back(batch.at("batch"));
    return ids;
  }
  void addBatch(const std::string& id, const std::string& unit = "p01",
                core::Lane lane = core::Lane::kCase) {
    clock_.advance(std::chrono::minutes(1));
    stores_.borrow()->createBatch({.id = id, .created = clock_.now(), .lane = lane, .unit = unit});
  }
  // A file that waits to be opened.
  core::Id addFile(const std::string& batch, const std::string& name) {
    const auto digest = core::sha256(batch + name);
    return stores_.borrow()
        ->addMaster(batch, "/srv/in/hop-7/" + name, name, digest, 10, clock_.now())
        .id;
  }
  // The next job fails for good.
  void hold(const char* code, const std::string& name, std::optional<int> page = {}) {
    const auto store = stores_.borrow();
    store->registerWorker("w", "h", 1, "l", clock_.now());
    const auto lease = store->claim("w", clock_.now());
    ASSERT_TRUE(lease);
    const auto at = page ? ", trang " + std::to_string(*page + 1) : "";
    const std::string tail = std::string(" [") + code + "]";
    store->quarantine(*lease,
                      {code, name + at + ": Ảnh hỏng; hãy quét lại." + tail,
                       name + ": Torn; scan it again." + tail, page},
                      clock_.now());
    static_cast<void>(store->workerGone("w", core::WorkerEnd::kInterrupted, clock_.now()));
  }
  Answer act(const std::string& path, const std::string& client = "archive@p01",
             const std::string& body = {}) {
    auto one = request("POST", "/api/v1/batches/" + path, client);
    if (!body.empty()) one.headers["content-type"] = "application/json";
    return send(one, body);
  }
  json quarantine(const std::string& batch, const std::string& query = "") {
    return send(get("/api/v1/batches/" + batch + "/quarantine" + query, "scan@p01")).json();
  }
  Answer signOff(const core::Operator& person, const std::string& key, const std::string& body) {
    auto one = post("/api/v1/batches/batch-p01/sign-offs", "application/json", "");
    logIn(person, one);
    one.headers["idempotency-key"] = key;
    return send(one, body);
  }
};

TEST_F(ApiBatchDesk, ListsTheBatchesOfOnesOfficesNewestFirst) {
  addBatch("b2");
  addBatch("b3", "p02");
  addBatch("b4");
  EXPECT_THAT(listed(), ElementsAre("b4", "b2", "batch-p01"));
  EXPECT_THAT(listed("", "scan@p02"), ElementsAre("b3"));
  EXPECT_THAT(listed("?unit=p02", "scan@tinh"), ElementsAre("b3"));
  EXPECT_THAT(listed("?unit=p02"), ElementsAre());
}

TEST_F(ApiBatchDesk, GoesOnBehindACursorAndTellsNothingOfAForeignOne) {
  addBatch("b2");
  addBatch("b3", "p02");
  addBatch("b4");
  const auto page = send(get("/api/v1/batches?limit=2", "scan@p01")).json();
  EXPECT_EQ(page.at("batches").size(), 2U);
  const std::string next = page.at("next");
  EXPECT_THAT(listed("?limit=2&cursor=" + next), ElementsAre("batch-p01"));
  for (const char* cursor : {"b3", "nothing"}) {
    const auto answer = send(get(std::string("/api/v1/batches?cursor=") + cursor, "scan@p01"));
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.type(), "urn:sohoa:problem:server.not_found");
  }
}

TEST_F(ApiBatchDesk, IsFilteredByStateAndLane) {
  addBatch("counter", "p01", core::Lane::kCounter);
  static_cast<void>(addFile("counter", "a.tif"));
  addBatch("held");
  static_cast<void>(addFile("held", "b.tif"));
  act("counter/pause");
  hold("scan.truncated", "b.tif");
  EXPECT_THAT(listed("?state=paused"), ElementsAre("counter"));
  EXPECT_THAT(listed("?state=held"), ElementsAre("held"));
  EXPECT_THAT(listed("?state=done"), ElementsAre("batch-p01"));
  EXPECT_THAT(listed("?lane=counter"), ElementsAre("counter"));
  act("counter/resume");
  EXPECT_THAT(listed("?state=working"), ElementsAre("counter"));
  for (const char* wrong : {"?state=odd", "?lane=odd", "?limit=0", "?limit=101"}) {
    EXPECT_EQ(send(get(std::string("/api/v1/batches") + wrong, "scan@p01")).status, 400);
  }
}

TEST_F(ApiBatchDesk, TellsOfABatchWhoseJobsAllWaitWhatForAndUntilWhen) {
  addBatch("b2");
  static_cast<void>(addFile("b2", "a.tif"));
  {
    const auto store = stores_.borrow();
    store->registerWorker("w", "h", 1, "l", clock_.now());
    const auto lease = store->claim("w", clock_.now());
    ASSERT_TRUE(lease);
    store->postpone(*lease, {"core.disk_full", "Đĩa đầy", "Disk full", {}},
                    clock_.now() + std::chrono::minutes(5));
  }
  const auto state = send(get("/api/v1/batches/b2/state", "scan@p01")).json();
  EXPECT_EQ(state.at("state"), "waiting");
  EXPECT_EQ(state.at("waits_for"), "core.disk_full");
  EXPECT_EQ(state.at("next_attempt"), core::formatIso8601(clock_.now() + std::chrono::minutes(5)));
}

TEST_F(ApiBatchDesk, ACancelledBatchWaitsInQuarantineAndGoesOnFromThere) {
  addBatch("b2");
  static_cast<void>(addFile("b2", "a.tif"));
  EXPECT_EQ(act("b2/cancel").json().at("cancelled"), 1);
  EXPECT_EQ(act("b2/cancel").json().at("cancelled"), 0);
  EXPECT_THAT(listed("?state=held"), ElementsAre("b2"));
  const auto done = act("b2/quarantine/retry", "archive@p01", R"({"all":true})").json();
  EXPECT_EQ(done.at("retried"), 1);
  EXPECT_THAT(listed("?state=working"), ElementsAre("b2"));
}

TEST_F(ApiBatchDesk, WhatWaitsIsToldByReasonInWordsWithoutWhereFilesLie) {
  addBatch("b2");
  for (const char* name : {"a.tif", "b.tif", "c.tif"}) {
    static_cast<void>(addFile("b2", name));
    hold(name[0] == 'c' ? "scan.too_large" : "scan.truncated", name);
  }
  const auto all = quarantine("b2");
  ASSERT_EQ(all.at("reasons").size(), 2U);
  EXPECT_EQ(all.at("reasons")[0],
            (json{{"code", "scan.truncated"}, {"count", 2}, {"reason", "Torn; scan it again."}}));
  EXPECT_EQ(all.at("items").size(), 3U);
  EXPECT_EQ(all.at("items")[0].at("name"), "a.tif");
  EXPECT_EQ(all.at("next"), nullptr);
  EXPECT_THAT(all.dump(), Not(HasSubstr("/srv")));
  const auto one = quarantine("b2", "?reason=scan.truncated&limit=1");
  EXPECT_EQ(one.at("items")[0].at("name"), "a.tif");
  const auto other = quarantine(
      "b2", "?reason=scan.truncated&limit=1&cursor=" + one.at("next").get<std::string>());
  EXPECT_EQ(other.at("items")[0].at("name"), "b.tif");
}

TEST_F(ApiBatchDesk, OfSecretsNothingIsToldButHowManyAndNothingIsRetried) {
  addBatch("b2");
  static_cast<void>(addFile("b2", "to-mat-so-1.tif"));
  hold("metadata.secret_held", "to-mat-so-1.tif");
  const auto all = quarantine("b2");
  EXPECT_EQ(all.at("secrets"), 1);
  EXPECT_THAT(all.dump(), Not(HasSubstr("to-mat")));
  const auto done = act("b2/quarantine/retry", "archive@p01", R"({"all":true})").json();
  EXPECT_EQ(done, (json{{"retried", 0}, {"started_again", 0}, {"left", json::array()}}));
  for (const char* format : {"json", "csv", "html"}) {
    const auto report =
        send(get(std::string("/api/v1/batches/b2/report?format=") + format, "archive@p01"));
    EXPECT_EQ(report.status, 200);
    EXPECT_THAT(report.body, Not(HasSubstr("to-mat")));
  }
}

TEST_F(ApiBatchDesk, OneItemOrAllOfAReasonGoAgain) {
  addBatch("b2");
  for (const char* name : {"a.tif", "b.tif", "c.tif"}) {
    static_cast<void>(addFile("b2", name));
    hold("scan.truncated", name);
  }
  const int first = quarantine("b2").at("items")[0].at("id");
  const auto body = json{{"items", {first}}}.dump();
  EXPECT_EQ(act("b2/quarantine/retry", "archive@p01", body).json().at("retried"), 1);
  EXPECT_EQ(act("b2/quarantine/retry", "archive@p01", body).json().at("retried"), 0);
  EXPECT_EQ(quarantine("b2").at("items").size(), 2U);
  act("b2/quarantine/retry", "archive@p01", R"({"reason":"scan.truncated"})");
  EXPECT_EQ(quarantine("b2").at("items").size(), 0U);
}

TEST_F(ApiBatchDesk, WithOtherSettingsFilesStartAnewUnderThese) {
  addBatch("b2");
  const auto master = addFile("b2", "a.tif");
  hold("scan.too_large", "a.tif");
  const auto done = act("b2/quarantine/retry", "archive@p01",
                        R"({"all":true,"settings":{"megapixels":400,"language":"vie+eng"}})");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.json().at("started_again"), 1);
  const auto store = stores_.borrow();
  store->registerWorker("w2", "h", 1, "l", clock_.now());
  const auto lease = store->claim("w2", clock_.now());
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->subject, master);
  EXPECT_THAT(ledgers_.borrow()->settingsFor(*lease),
              ElementsAre("ocr.language=\"vie+eng\"", "scan.max_megapixels=400"));
}

TEST_F(ApiBatchDesk, OnlySettingsThatAreOfferedAreTaken) {
  for (const char* body :
       {R"({"all":true,"settings":{"tessdata":"/etc"}})",
        R"({"all":true,"settings":{"language":"vie\"\nx=1"}})",
        R"({"all":true,"settings":{"dpi":"300"}})", R"({"all":true,"settings":{"dpi":1}})",
        R"({"all":true,"settings":[]})", R"({"all":false})", R"({})", R"({"items":[]})",
        R"({"items":["1"]})", R"({"items":[1],"all":true})", R"({"reason":"x","all":true})"}) {
    EXPECT_EQ(act("batch-p01/quarantine/retry", "archive@p01", body).status, 400) << body;
  }
}

TEST_F(ApiBatchDesk, AReportIsLoggedAndStaysWhenTheLogIsBroken) {
  const auto report = send(get("/api/v1/batches/batch-p01/report?format=csv", "archive@p01"));
  EXPECT_EQ(report.header("content-disposition"), "attachment; filename=\"batch-p01.csv\"");
  ASSERT_EQ(logged().size(), 1U);
  EXPECT_EQ(logged()[0].action, "getBatchReport");
  EXPECT_EQ(logged()[0].case_file, "batch-p01");
  book_.broken = true;
  EXPECT_EQ(send(get("/api/v1/batches/batch-p01/report", "archive@p01")).status, 503);
  book_.broken = false;
  EXPECT_EQ(send(get("/api/v1/batches/batch-p01/report?format=pdf", "archive@p01")).status, 400);
}

TEST_F(ApiBatchDesk, APersonAnswersForABalanceThatClosesAndIsNamed) {
  const auto person = addPerson("luu.tru", {core::Role::kArchive}, "p01");
  EXPECT_EQ(signOff(person, "k1", R"({"remark":"đủ"})").type(),
            "urn:sohoa:problem:store.balance_open");
  addPaper("c1");
  const auto done = signOff(person, "k2", R"({"remark":"đủ"})");
  ASSERT_EQ(done.status, 201) << done.body;
  EXPECT_EQ(done.json().at("person"), "Cán bộ");
  EXPECT_EQ(signOff(person, "k2", R"({"remark":"đủ"})").json(), done.json());
  EXPECT_EQ(signOff(person, "k2", R"({"remark":"khác"})").status, 422);
  const auto list = send(get("/api/v1/batches/batch-p01/sign-offs", "scan@p01")).json();
  EXPECT_EQ(list.at("sign_offs").size(), 1U);
}

}  // namespace
}  // namespace sohoa::server

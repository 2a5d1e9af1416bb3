// Scan sessions at the counter over HTTP.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class ApiScans : public ApiTest {
 protected:
  Answer postJson(const std::string& path, const nlohmann::json& body,
                  const std::string& client = "scan@p01", const std::string& key = "k") {
    auto request = post("/api/v1/scans" + path, "application/json", client);
    request.headers["idempotency-key"] = key;
    return send(std::move(request), body.dump());
  }
  Answer act(const std::string& path) {
    return send(request("POST", "/api/v1/scans" + path, "scan@p01"));
  }
  Answer see(const std::string& path, const std::string& client = "scan@p01") {
    return send(get("/api/v1/scans" + path, client));
  }
};

TEST_F(ApiScans, ASessionBelongsToItsOfficeAndIsBegunOnce) {
  const nlohmann::json order{
      {"case_file", "HS-9"}, {"device", "tray"}, {"source", "duplex"}, {"resolution", 200}};
  const auto begun = postJson("", order);
  ASSERT_EQ(begun.status, 201) << begun.body;
  const std::string name = begun.json().at("scan");
  EXPECT_EQ(begun.header("location"), "/api/v1/scans/" + name);
  EXPECT_EQ(begun.json().at("request").at("source"), "duplex");
  EXPECT_EQ(begun.json().at("unit"), "p01");
  EXPECT_EQ(postJson("", order).json().at("scan"), name);
  EXPECT_EQ(postJson("", {{"case_file", "HS-10"}}).status, 422);
  EXPECT_EQ(see("/" + name).status, 200);
  EXPECT_EQ(see("/" + name, "scan@tinh").status, 200);
  EXPECT_EQ(see("/" + name, "scan@p02").status, 404);
  EXPECT_EQ(see("/" + name, "scan@p02").body, see("/quet-none", "scan@p02").body);
  EXPECT_THAT(see("").json().at("scans"), SizeIs(1));
  EXPECT_THAT(see("", "scan@p02").json().at("scans"), SizeIs(0));
  EXPECT_EQ(postJson("", {{"case_file", "HS"}, {"unit", "p02"}}, "scan@p01", "k2").status, 403);
}

TEST_F(ApiScans, SessionsAreListedInPagesNewestFirst) {
  std::vector<std::string> begun;
  for (int i = 0; i < 5; ++i) {
    clock_.advance(std::chrono::seconds(i % 2));  // some in the same second
    begun.push_back(
        postJson("", {{"case_file", "H"}}, "scan@p01", std::to_string(i)).json().at("scan"));
    static_cast<void>(postJson("", {{"case_file", "H"}}, "scan@p02", std::to_string(i)));
  }
  std::vector<std::string> listed;
  std::string cursor;
  for (nlohmann::json next = ""; next != nullptr;) {
    const auto page = see("?limit=2" + cursor).json();
    EXPECT_LE(page.at("scans").size(), 2U);
    for (const auto& scan : page.at("scans")) listed.push_back(scan.at("scan"));
    next = page.at("next");
    if (next != nullptr) cursor = "&cursor=" + next.get<std::string>();
  }
  EXPECT_THAT(listed, testing::UnorderedElementsAreArray(begun));
  EXPECT_EQ(listed.front().substr(0, 20), begun.back().substr(0, 20));
  EXPECT_EQ(see("?limit=0").status, 400);
}

TEST_F(ApiScans, AnOrderThatIsNoneIsRefused) {
  int key = 0;
  for (const char* body :
       {R"({})", R"({"case_file":""})", R"({"case_file":"H","source":"tray"})",
        R"({"case_file":"H","resolution":1})", R"({"case_file":"H","profile":"none"})",
        R"({"case_file":"H","colour":3})", R"({"case_file":"H","path":"/etc/passwd"})"}) {
    EXPECT_EQ(postJson("", nlohmann::json::parse(body), "scan@p01", std::to_string(++key)).status,
              400)
        << body;
  }
  EXPECT_THAT(see("").json().at("scans"), SizeIs(0));
}

TEST_F(ApiScans, WhatAPageLooksLikeAndWhyTheScannerStoppedIsTold) {
  const auto name = "/" + addScan(2);
  auto seen = see(name).json();
  EXPECT_THAT(seen.at("pages")[0].at("flags"), ElementsAre("skewed", "low_resolution"));
  EXPECT_EQ(seen.at("pages")[0].at("skew_deg"), 2.5);
  EXPECT_EQ(seen.at("stop"), nullptr);
  EXPECT_EQ(postJson(name + "/feed", nlohmann::json::object()).status, 200);
  station_.seat(name.substr(1))->settle();
  seen = see(name).json();
  EXPECT_EQ(seen.at("state"), "idle");
  EXPECT_EQ(seen.at("stop").at("code"), "scanner.empty");
  EXPECT_EQ(seen.at("stop").at("trouble"), true);
  EXPECT_EQ(postJson(name + "/feed", {{"replace", "to-00077-a.tif"}}).status, 404);
  EXPECT_EQ(postJson(name + "/feed", {{"pages", 0}}).status, 400);
}

TEST_F(ApiScans, PagesAreOrderedTurnedPairedAndTakenOut) {
  const auto name = "/" + addScan(3);
  const auto change = [&](const nlohmann::json& what) { return postJson(name + "/changes", what); };
  EXPECT_THAT(change({{"change", "order"}, {"sheets", {3, 1, 2}}}).json().at("sheets"),
              ElementsAre(3, 1, 2));
  EXPECT_EQ(change({{"change", "turn"}, {"page", "to-00003-a.tif"}, {"quarters", 1}})
                .json()
                .at("pages")[0]
                .at("quarter_turns"),
            1);
  EXPECT_EQ(change({{"change", "pair"}, {"sheet", 2}, {"page", "to-00001-a.tif"}})
                .json()
                .at("pages")[2]
                .at("second_image_of"),
            "to-00001-a.tif");
  EXPECT_EQ(change({{"change", "unpair"}, {"sheet", 2}}).status, 200);
  EXPECT_THAT(change({{"change", "drop"}, {"sheet", 1}}).json().at("sheets"), ElementsAre(3, 2));
  EXPECT_EQ(change({{"change", "drop"}, {"sheet", 1}}).status, 409);
  EXPECT_EQ(change({{"change", "order"}, {"sheets", {1, 2, 3}}}).status, 409);
  EXPECT_EQ(change({{"change", "paint"}}).status, 400);
  EXPECT_EQ(change({{"change", "drop"}}).status, 400);
  EXPECT_EQ(change({{"change", "order"}, {"sheets", {"3", 2}}}).status, 400);
}

TEST_F(ApiScans, SheetsCountedByHandAreKeptAndToldWithTheBatch) {
  const auto name = "/" + addScan(2);
  const auto count = [&](const nlohmann::json& sheets) {
    return postJson(name + "/changes", {{"change", "count"}, {"counted", sheets}});
  };
  EXPECT_EQ(see(name).json().at("counted"), nullptr);
  EXPECT_EQ(count(4).json().at("counted"), 4);
  EXPECT_EQ(count(nullptr).json().at("counted"), nullptr);
  EXPECT_EQ(count(-1).status, 400);
  EXPECT_EQ(count("3").status, 400);
  EXPECT_EQ(count(3).status, 200);
  EXPECT_EQ(see(name).json().at("counted"), 3);
  EXPECT_EQ(act(name + "/finish").status, 200);
  station_.seat(name.substr(1))->settle();
  const std::string batch = see(name).json().at("batch");
  const nlohmann::json both{{"counted", 3}, {"scanned", 2}};
  const auto of = [&](const std::string& what) {
    return send(get("/api/v1/batches/" + batch + what, "scan@p01"));
  };
  EXPECT_EQ(of("/state").json().at("hand_count"), both);
  EXPECT_EQ(of("/report").json().at("hand_count"), both);
  EXPECT_THAT(of("/report?format=html&language=vi").body, HasSubstr("đếm tay 3, quét 2"));
}

TEST_F(ApiScans, TheLanguageOfAnAddressGoesBeforeThatOfTheHeader) {
  const auto title = [&](const std::string& language) {
    return see("/quet-none" + language).json().at("title").get<std::string>();
  };
  EXPECT_EQ(title("?language=en"), title("")) << "the header says English";
  EXPECT_NE(title("?language=vi"), title(""));
  EXPECT_EQ(see("/quet-none?language=fr").status, 400);
  const auto nowhere = [&](const std::string& language) {
    return send(get("/api/v1/nowhere" + language)).json().at("title").get<std::string>();
  };
  EXPECT_NE(nowhere("?language=vi"), nowhere(""));
}

TEST_F(ApiScans, PicturesAreOfTheSessionsOwnPagesOnly) {
  const auto name = "/" + addScan(1);
  const auto image = see(name + "/images/to-00001-a.tif?width=300&turns=1");
  EXPECT_EQ(image.status, 200);
  EXPECT_EQ(image.header("content-type"), "image/jpeg");
  EXPECT_EQ(image.body, "to-00001-a.tif 1 300");
  for (const char* other : {"phien.jsonl", "to-00002-a.tif"}) {
    EXPECT_EQ(see(name + "/images/" + other).status, 404) << other;
  }
  for (const char* other : {"..", "%2e%2e%2fquet-1%2fphien.jsonl"}) {
    EXPECT_EQ(see(name + "/images/" + other).status, 400) << other;
  }
  EXPECT_EQ(see(name + "/images/to-00001-a.tif?width=100000").status, 400);
  EXPECT_EQ(see(name + "/images/to-00001-a.tif", "scan@p02").status, 404);
}

TEST_F(ApiScans, AFileOfOnesOwnLiesBesideTheSheets) {
  const auto name = "/" + addScan(1);
  const auto mine = addUpload("scan@p01", true);
  const auto added = postJson(name + "/files", {{"upload", mine}});
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(added.json().at("files")[0].at("name"), "scan.pdf");
  EXPECT_EQ(added.json().at("files")[0].at("pages"), 2);
  EXPECT_EQ(postJson(name + "/files", {{"upload", mine}}).status, 404);
  EXPECT_EQ(postJson(name + "/files", {{"upload", addUpload("scan@p02", true)}}).status, 404);
  EXPECT_EQ(postJson(name + "/files", {{"upload", addUpload("scan@p01", false)}}).status, 400);
  // It came from outside: its bytes are looked into where a parser that breaks harms nobody.
  EXPECT_EQ(see(name + "/images/tep-00001.pdf").status, 404);
  EXPECT_THAT(
      postJson(name + "/changes", {{"change", "drop_file"}, {"number", 1}}).json().at("files"),
      SizeIs(0));
}

TEST_F(ApiScans, AStreamEndsWithTheRightToIt) {
  const auto name = "/" + addScan(2);
  auto stream = see(name + "/events").events;
  clock_.advance(std::chrono::seconds(6));
  EXPECT_FALSE(stream().last);
  book_.changeClient("scan@p01", [](auto& client) { client.name = "another name"; });
  clock_.advance(std::chrono::seconds(6));
  EXPECT_FALSE(stream().last);
  book_.changeClient("scan@p01", [](auto& client) { client.roles.insert(core::Role::kRead); });
  EXPECT_FALSE(stream().last);  // looked at every few seconds
  clock_.advance(std::chrono::seconds(6));
  EXPECT_TRUE(stream().last);
  stream = see(name + "/events").events;
  book_.changeClient("scan@p01", [](auto& client) { client.disabled = true; });
  clock_.advance(std::chrono::seconds(6));
  const auto end = stream();
  EXPECT_TRUE(end.last);
  EXPECT_EQ(end.text, "");
}

TEST_F(ApiScans, AStreamEndsWithTheSessionOfWhoWatches) {
  const auto name = addScan(1);
  const auto person = addPerson("ban", {core::Role::kScan}, "p01");
  auto ask = get("/api/v1/scans/" + name + "/events", "");
  ask.headers.erase("authorization");
  logIn(person, ask);
  auto stream = send(ask).events;
  ASSERT_TRUE(stream);
  clock_.advance(std::chrono::seconds(6));
  EXPECT_FALSE(stream().last);
  operators_.endSessions(person.id);
  clock_.advance(std::chrono::seconds(6));
  EXPECT_TRUE(stream().last);
}

TEST_F(ApiScans, AfterTheEndThereIsABatchASlipAndNothingToChange) {
  const auto name = "/" + addScan(2);
  EXPECT_EQ(see(name + "/slip").status, 409);
  EXPECT_THAT(see(name + "/events").body, HasSubstr("event: scan\n"));
  EXPECT_EQ(act(name + "/finish").status, 200);
  station_.seat(name.substr(1))->settle();
  const auto taken = see(name).json();
  EXPECT_EQ(taken.at("state"), "taken");
  const std::string batch = taken.at("batch");
  EXPECT_EQ(send(get("/api/v1/batches/" + batch, "scan@p01")).status, 200);
  EXPECT_EQ(send(get("/api/v1/batches/" + batch, "scan@p02")).status, 404);
  EXPECT_EQ(see(name + "/slip").body, "Phường 1 HS-p01-" + name.substr(1) + " 1");
  EXPECT_EQ(postJson(name + "/feed", nlohmann::json::object()).status, 409);
  EXPECT_EQ(postJson(name + "/changes", {{"change", "drop"}, {"sheet", 1}}).status, 409);
  EXPECT_EQ(act(name + "/finish").status, 200);
}

TEST_F(ApiScans, ASessionIsThrownAwayByWhoSawAllOfIt) {
  const auto name = "/" + addScan(2);
  const auto abandon = [&](const std::string& query, const std::string& client) {
    return send(request("DELETE", "/api/v1/scans" + name + query, client)).status;
  };
  EXPECT_EQ(abandon("", "scan@p01"), 400);
  EXPECT_EQ(abandon("?pages=1", "scan@p01"), 409);
  EXPECT_EQ(abandon("?pages=2", "scan@p02"), 404);
  EXPECT_EQ(see(name).status, 200);
  EXPECT_EQ(abandon("?pages=2", "scan@p01"), 204);
  EXPECT_EQ(see(name).status, 404);
}

TEST_F(ApiScans, SeparatorSheetsAreCountedAndNamed) {
  const auto sheets = send(get("/api/v1/separators?count=3&case_file=HS-1", "scan@p01"));
  EXPECT_EQ(sheets.body, "3 HS-1");
  EXPECT_EQ(sheets.header("content-type"), "application/pdf");
  EXPECT_EQ(send(get("/api/v1/separators?count=101", "scan@p01")).status, 400);
  EXPECT_EQ(send(get("/api/v1/separators", "read@p01")).status, 403);
  EXPECT_THAT(send(get("/api/v1/scanners", "scan@p01")).body, HasSubstr("\"tray\""));
}

}  // namespace
}  // namespace sohoa::server

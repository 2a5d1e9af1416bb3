// From a clerk's wish to a certified copy, and all that must not happen on the way.
#include <future>

#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ApiCertifications : public ApiTest {
 protected:
  ApiCertifications() {
    addPaper("c1");
    officer_ = addPerson("can.bo", {core::Role::kCertify}, "p01");
    other_ = addPerson("can.bo.hai", {core::Role::kCertify}, "p01");
    stranger_ = addPerson("phuong.hai", {core::Role::kCertify}, "p02");
  }
  Answer ask(const std::string& key, const std::string& body,
             const std::string& client = "scan@p01") {
    auto one = post("/api/v1/certifications", "application/json", client);
    one.headers["idempotency-key"] = key;
    return send(one, body);
  }
  Answer as(const core::Operator& person, const std::string& method, const std::string& path,
            const std::string& body = {}, const std::string& key = {}) {
    auto one = request(method, path, "");
    logIn(person, one);
    if (!body.empty()) one.headers["content-type"] = "application/json";
    one.headers["idempotency-key"] = key.empty() ? "k" + std::to_string(++keys_) : key;
    session_ = one.headers.at("cookie");
    return send(one, body);
  }
  static json order(const std::vector<std::int64_t>& requests, const std::string& pin = "123456") {
    json items = json::array();
    for (const auto number : requests) {
      items.push_back({{"certification", number}, {"checks", checked(number).checks}});
    }
    return {{"items", std::move(items)}, {"pin", pin}};
  }
  Answer start(const core::Operator& person, const json& order, const std::string& key = {}) {
    return as(person, "POST", "/api/v1/certification-runs", order.dump(), key);
  }
  // How the run ended.
  json ended(const core::Operator& person, const Answer& started) {
    EXPECT_EQ(started.status, 202) << started.body;
    desk_.settle();
    return as(person, "GET",
              "/api/v1/certification-runs/" + started.json().at("run").get<std::string>())
        .json();
  }
  core::CertificationRequest request_(std::int64_t number) {
    return *queue_.find(number, clock_.now());
  }
  // Another copy of p01 made from paper.
  void addCopy(const std::string& id) {
    deliver(id, "p01", "%PDF-1.7 of " + id);
    addPaper(id);
  }

  core::Operator officer_;
  core::Operator other_;
  core::Operator stranger_;
  std::string session_;
  int keys_ = 0;
};

TEST_F(ApiCertifications, AClerkAsksOnceHoweverOftenItIsSent) {
  const auto first = ask("a", R"({"copy":"c1","case_file":"HS-7"})");
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.json().at("state"), "waiting");
  EXPECT_EQ(first.json().at("title"), "Giấy khai sinh");
  const auto number = first.json().at("certification");
  EXPECT_EQ(ask("a", R"({"copy":"c1","case_file":"HS-7"})").json().at("certification"), number);
  EXPECT_EQ(ask("b", R"({"copy":"c1","case_file":"HS-8"})").json().at("certification"), number);
  EXPECT_EQ(ask("a", R"({"copy":"c1","case_file":"HS-8"})").status, 422);
}

TEST_F(ApiCertifications, OnlyACopyFromPaperOfOnesOwnOfficeCanBeAskedFor) {
  EXPECT_EQ(ask("a", R"({"copy":"c2","case_file":"H"})").status, 404);
  EXPECT_EQ(ask("b", R"({"copy":"none","case_file":"H"})").status, 404);
  deliver("bare", "p01", "%PDF-1.7 from elsewhere");
  EXPECT_EQ(ask("c", R"({"copy":"bare","case_file":"H"})").status, 422);
  EXPECT_EQ(ask("d", R"({"copy":"c1"})").status, 400);
  EXPECT_EQ(ask("e", R"({"copy":"c1","case_file":"H"})", "certify@p01").status, 403);
}

TEST_F(ApiCertifications, AnOfficerSeesTheQueueOfHisOfficesAClerkWhatHeAskedFor) {
  const auto number = addRequest("c1", "scan@p01");
  const auto count = [&](const std::string& client) {
    return send(get("/api/v1/certifications?state=waiting", client))
        .json()
        .at("certifications")
        .size();
  };
  EXPECT_EQ(count("certify@p01"), 1U);
  EXPECT_EQ(count("certify@tinh"), 1U);
  EXPECT_EQ(count("certify@p02"), 0U);
  EXPECT_EQ(count("scan@p01"), 1U);
  EXPECT_EQ(count("review@p01"), 0U);
  const auto path = "/api/v1/certifications/" + std::to_string(number);
  EXPECT_EQ(send(get(path, "certify@p02")).status, 404);
  EXPECT_EQ(send(get(path, "scan@p01")).status, 403);
}

TEST_F(ApiCertifications, AnItemShowsWhatToCompareAndTheNumberThatItWillLikelyGet) {
  static_cast<void>(entries_.open("p01", "another", clock_.now()));
  const auto number = addRequest("c1");
  const auto item = as(officer_, "GET", "/api/v1/certifications/" + std::to_string(number)).json();
  EXPECT_EQ(item.at("preview"),
            (json{{"number", 2}, {"year", 2026}, {"book", "01/2026-SCT/BS"}, {"kept", false}}));
  EXPECT_EQ(item.at("page_numbers"), json::array({0}));
  EXPECT_EQ(item.at("batch"), "batch-p01");
  EXPECT_EQ(item.at("wanted_checks").size(), 5U);
  ASSERT_EQ(logged().size(), 1U);
  EXPECT_EQ(logged()[0].purpose, "chung-thuc");
  EXPECT_EQ(logged()[0].copy, "c1");
  EXPECT_TRUE(entries_.ofSource("c1").empty());  // looking costs no number
  book_.broken = true;
  EXPECT_EQ(as(officer_, "GET", "/api/v1/certifications/" + std::to_string(number)).status, 503);
}

TEST_F(ApiCertifications, ManyAreCertifiedWithOnePinAndTheTicksStayAsEvidence) {
  addCopy("c3");
  const auto one = addRequest("c1");
  const auto two = addRequest("c3");
  const auto run = ended(officer_, start(officer_, order({one, two})));
  EXPECT_EQ(run.at("state"), "ended");
  EXPECT_EQ(run.at("problem"), nullptr);
  EXPECT_EQ(run.at("items")[0].at("number"), 1);
  EXPECT_EQ(run.at("items")[1].at("number"), 2);
  EXPECT_EQ(key_.opened, 1);
  const auto kept = request_(one);
  EXPECT_EQ(kept.state, core::RequestState::kCertified);
  EXPECT_EQ(kept.officer, officer_.id);
  EXPECT_EQ(kept.copy, entries_.ofSource("c1").at(0).copy_id);
  EXPECT_THAT(kept.checks,
              ElementsAre("original_presented", "complete", "legible", "colours", "nothing_added"));
  const auto listed =
      send(get("/api/v1/certifications?state=certified", "scan@p01")).json().at("certifications");
  EXPECT_EQ(listed.at(1).at("number"), 1);  // whoever asked sees it
}

TEST_F(ApiCertifications, ACopyThatFailsKeepsItsNumberAndStopsNoOther) {
  addCopy("c3");
  const auto one = addRequest("c1");
  const auto two = addRequest("c3");
  key_.before = [](const std::string& source) {
    if (source == "c1") throw core::Error(core::kDiskFull, {});
  };
  const auto run = ended(officer_, start(officer_, order({one, two})));
  EXPECT_EQ(run.at("items")[0].at("state"), "failed");
  EXPECT_EQ(run.at("items")[0].at("problem").at("code"), "core.disk_full");
  EXPECT_EQ(run.at("items")[1].at("state"), "certified");
  EXPECT_EQ(request_(one).failure, "core.disk_full");
  EXPECT_FALSE(request_(one).held);
  const auto item = as(officer_, "GET", "/api/v1/certifications/" + std::to_string(one)).json();
  EXPECT_EQ(item.at("preview").at("number"), 1);
  EXPECT_EQ(item.at("preview").at("kept"), true);
  key_.before = [](const std::string&) {};
  const auto again = ended(officer_, start(officer_, order({one})));
  EXPECT_EQ(again.at("items")[0].at("number"), 1);
}

TEST_F(ApiCertifications, AWrongPinIsToldOnceAndNothingIsTouched) {
  const auto one = addRequest("c1");
  const auto run = ended(officer_, start(officer_, order({one}, "000000")));
  EXPECT_EQ(run.at("problem").at("code"), kScriptedPin.slug);
  EXPECT_EQ(run.at("items")[0].at("state"), "waiting");
  EXPECT_EQ(key_.opened, 1);
  EXPECT_TRUE(entries_.all().empty());
  EXPECT_EQ(request_(one).state, core::RequestState::kWaiting);
  EXPECT_FALSE(request_(one).held);
}

TEST_F(ApiCertifications, WhoGuessesPinsHasToWait) {
  const auto one = addRequest("c1");
  int refused = 0;
  for (int i = 0; i < 8; ++i) {
    const auto answer = start(officer_, order({one}, "guess"));
    refused += answer.status == 429 ? 1 : 0;
    desk_.settle();
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(key_.opened, 8);
  EXPECT_EQ(start(other_, order({one})).status, 202);  // another's guesses are not his
}

TEST_F(ApiCertifications, ThePinStandsInNoAnswerLogOrFile) {
  const auto one = addRequest("c1");
  const auto pin = std::string("bí-mật-PIN-73519");
  auto started = start(officer_, order({one}, pin), "same");
  const auto run = ended(officer_, started);
  EXPECT_THAT(started.body + run.dump(), Not(HasSubstr("73519")));
  for (const auto& line : lines_) EXPECT_THAT(line, Not(HasSubstr("73519")));
  EXPECT_THAT(start(officer_, {{"items", "x"}, {"pin", pin}}).body, Not(HasSubstr("73519")));
  const auto digest = core::sha256(order({one}, pin).dump()).hex();
  const auto kept = book_.remembered(officer_.id, "certification run same");
  ASSERT_TRUE(kept);
  EXPECT_NE(kept->fingerprint, digest);  // a digest of few digits tells them
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
    if (!file.is_regular_file()) continue;
    EXPECT_THAT(core::readText(file.path()), Not(HasSubstr("73519"))) << file.path();
  }
}

TEST_F(ApiCertifications, ARequestSentAgainStartsNoSecondRun) {
  const auto one = addRequest("c1");
  const auto first = start(officer_, order({one}), "same");
  desk_.settle();
  const auto again = start(officer_, order({one}), "same");
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.json(), first.json());
  desk_.settle();
  EXPECT_EQ(key_.opened, 1);
  EXPECT_EQ(start(officer_, order({one, addRequest("c1")}), "same").status, 422);
}

TEST_F(ApiCertifications, OfTwoOfficersOneCertifiesAndTheOtherIsTold) {
  const auto one = addRequest("c1");
  std::promise<void> signing;
  std::promise<void> go_on;
  key_.before = [&](const std::string&) {
    signing.set_value();
    go_on.get_future().wait();
  };
  const auto first = start(officer_, order({one}));
  signing.get_future().wait();
  EXPECT_EQ(start(other_, order({one})).type(), "urn:sohoa:problem:certification.busy");
  EXPECT_EQ(as(other_, "GET", "/api/v1/certification-runs/current").json(),
            (json{{"run", nullptr}, {"busy", true}}));
  const auto refusal =
      as(other_, "POST", "/api/v1/certifications/" + std::to_string(one) + "/refusal",
         R"({"reason":"mờ"})");
  EXPECT_EQ(refusal.type(), "urn:sohoa:problem:certification.taken");
  EXPECT_EQ(as(officer_, "GET", "/api/v1/certification-runs/current").json().at("run").at("state"),
            "signing");
  go_on.set_value();
  EXPECT_EQ(ended(officer_, first).at("items")[0].at("state"), "certified");
  EXPECT_EQ(start(other_, order({one})).type(), "urn:sohoa:problem:certification.closed");
  EXPECT_EQ(entries_.all().size(), 1U);
}

TEST_F(ApiCertifications, ARunEndsAfterTheCopyInHandWhenItsOfficerIsGone) {
  addCopy("c3");
  const auto one = addRequest("c1");
  const auto two = addRequest("c3");
  key_.before = [&](const std::string&) { operators_.endSessions(officer_.id); };
  const auto run = ended(officer_, start(officer_, order({one, two})));
  EXPECT_EQ(run.at("items")[0].at("state"), "certified");
  EXPECT_EQ(run.at("items")[1].at("state"), "waiting");
  EXPECT_EQ(run.at("problem").at("code"), "certification.officer_gone");
  EXPECT_EQ(request_(two).state, core::RequestState::kWaiting);
}

TEST_F(ApiCertifications, AnOfficerWhoseRoleIsTakenAwayCertifiesNoFurther) {
  addCopy("c3");
  const auto one = addRequest("c1");
  const auto two = addRequest("c3");
  key_.before = [&](const std::string&) {
    operators_.changeOperator(officer_.id,
                              [](core::Operator& person) { person.roles = {core::Role::kRead}; });
  };
  static_cast<void>(start(officer_, order({one, two})));
  desk_.settle();
  EXPECT_EQ(request_(two).state, core::RequestState::kWaiting);
}

TEST_F(ApiCertifications, ARunIsStoppedAfterTheCopyInHand) {
  addCopy("c3");
  const auto one = addRequest("c1");
  const auto two = addRequest("c3");
  std::promise<void> signing;
  std::promise<void> go_on;
  key_.before = [&](const std::string&) {
    signing.set_value();
    go_on.get_future().wait();
  };
  const auto started = start(officer_, order({one, two}));
  signing.get_future().wait();
  const auto path =
      "/api/v1/certification-runs/" + started.json().at("run").get<std::string>() + "/stop";
  EXPECT_EQ(as(other_, "POST", path).status, 404);
  EXPECT_EQ(as(officer_, "POST", path).json().at("state"), "stopping");
  go_on.set_value();
  const auto run = ended(officer_, started);
  EXPECT_EQ(run.at("items")[0].at("state"), "certified");
  EXPECT_EQ(run.at("items")[1].at("state"), "waiting");
}

TEST_F(ApiCertifications, NothingIsCertifiedThatWasNotComparedInEveryPoint) {
  const auto one = addRequest("c1");
  auto partial = order({one});
  partial["items"][0]["checks"].erase(2);
  EXPECT_EQ(start(officer_, partial).type(), "urn:sohoa:problem:certification.unchecked");
  auto odd = order({one});
  odd["items"][0]["checks"].push_back("looks fine");
  EXPECT_EQ(start(officer_, odd).status, 400);
  EXPECT_EQ(key_.opened, 0);
}

TEST_F(ApiCertifications, AForeignOfficersRunNamesNothingOfOurs) {
  const auto one = addRequest("c1");
  const auto answer = start(stranger_, order({one}));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.type(), "urn:sohoa:problem:server.not_found");
  EXPECT_EQ(key_.opened, 0);
}

TEST_F(ApiCertifications, ARefusalHasAReasonThatWhoeverAskedReads) {
  const auto one = addRequest("c1");
  const auto path = "/api/v1/certifications/" + std::to_string(one) + "/refusal";
  EXPECT_EQ(as(officer_, "POST", path, R"({"reason":" "})").status, 400);
  ASSERT_EQ(as(officer_, "POST", path, R"({"reason":"Trang 2 mờ"})").status, 200);
  EXPECT_EQ(as(other_, "POST", path, R"({"reason":"x"})").status, 409);
  EXPECT_EQ(start(other_, order({one})).status, 409);
  const auto seen =
      send(get("/api/v1/certifications?state=refused", "scan@p01")).json().at("certifications");
  EXPECT_EQ(seen.at(0).at("reason"), "Trang 2 mờ");
  EXPECT_EQ(seen.at(0).at("officer"), "Cán bộ");
  EXPECT_NE(addRequest("c1"), one);  // it can be asked for anew
}

TEST_F(ApiCertifications, WhatARunThatDiedCertifiedIsItsOfficersAndNotCertifiedAgain) {
  const auto one = addRequest("c1");
  queue_.take(
      one, {"died", officer_.id, "Cán bộ", {"complete"}, clock_.now() + std::chrono::minutes(15)},
      clock_.now());
  clock_.advance(std::chrono::minutes(1));
  auto entry = entries_.open("p01", "c1", clock_.now());
  entry.content = core::sha256(std::string_view("x"));
  entries_.issue(entry, clock_.now());
  clock_.advance(std::chrono::minutes(15));
  const auto run = ended(other_, start(other_, order({one})));
  EXPECT_EQ(run.at("items")[0].at("copy"), entry.copy_id);
  EXPECT_EQ(entries_.all().size(), 1U);
  EXPECT_EQ(request_(one).officer, officer_.id);
  EXPECT_THAT(request_(one).checks, testing::ElementsAre("complete"));
}

TEST_F(ApiCertifications, WhatWasCertifiedOutsideOfTheQueueIsNotPutDownToWhoAsksNext) {
  const auto one = addRequest("c1");
  clock_.advance(std::chrono::minutes(1));
  auto entry = entries_.open("p01", "c1", clock_.now());
  entry.certifier = "Người ký khác";
  entry.content = core::sha256(std::string_view("x"));
  entries_.issue(entry, clock_.now());
  const auto run = ended(officer_, start(officer_, order({one})));
  EXPECT_EQ(run.at("items")[0].at("problem").at("code"), "certification.elsewhere");
  EXPECT_EQ(request_(one).state, core::RequestState::kCertified);
  EXPECT_EQ(request_(one).copy, entry.copy_id);
  EXPECT_EQ(request_(one).officer, "");
  EXPECT_EQ(request_(one).officer_name, "Người ký khác");
  EXPECT_THAT(request_(one).checks, testing::IsEmpty());
  EXPECT_EQ(entries_.all().size(), 1U);
}

TEST_F(ApiCertifications, AKeyThatCannotBeAskedCountsNoGuesses) {
  const auto one = addRequest("c1");
  key_.broken = true;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(ended(officer_, start(officer_, order({one}))).at("problem").at("code"),
              core::kIo.slug);
  }
  key_.broken = false;
  EXPECT_EQ(ended(officer_, start(officer_, order({one}))).at("items")[0].at("state"), "certified");
}

}  // namespace
}  // namespace sohoa::server

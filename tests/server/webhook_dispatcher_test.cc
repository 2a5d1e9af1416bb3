// Messages of webhooks on their way to a real receiver, which checks them by other means than ours.
#include "server/webhook_dispatcher.h"

#include <set>
#include <thread>

#include "net/curl_http_client.h"
#include "pipeline/steady_thread.h"
#include "tests/server/api_fixture.h"
#include "tests/support/python_server.h"

namespace sohoa::server {
namespace {

using core::MessageState;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::Not;

constexpr const char* kSecret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

class WebhookTest : public ApiTest {
 protected:
  void listen(const std::string& path, const std::string& unit = "p01",
              std::set<std::string> events = webhookEvents(), const std::string& id = "w1") {
    webhooks_.add({.id = id,
                   .owner = "admin@" + unit,
                   .unit = unit,
                   .url = receiver_.url(path),
                   .events = std::move(events),
                   .secret = kSecret,
                   .created = clock_.now()});
  }
  WebhookDispatcher dispatcher(core::HttpClient& http) {
    WebhookRules rules;
    rules.timeout = std::chrono::milliseconds(5000);
    return {{catalogue_, versions_, webhooks_, book_, operators_, stores_, http, clock_},
            units_,
            rules};
  }
  void sendAll(WebhookDispatcher& sender) {
    sender.gather();
    while (sender.sendOne()) {
    }
  }
  [[nodiscard]] nlohmann::json got(const std::string& path = "/seen") {
    core::HttpRequest request;
    request.url = receiver_.url(path);
    const auto response = http_.send(request);
    return nlohmann::json::parse(response.body.begin(), response.body.end());
  }
  [[nodiscard]] std::vector<core::WebhookMessage> messages(const std::string& id = "w1") const {
    return webhooks_.messages(id, {}, 0, 100);
  }

  core::UnitTree units_{
      {{"tinh", "Tỉnh", ""}, {"p01", "Phường 1", "tinh"}, {"p02", "Phường 2", "tinh"}}};
  test::PythonServer receiver_{std::string(SOHOA_SOURCE_DIR) + "/tests/server/webhook_receiver.py",
                               {kSecret}};
  net::CurlHttpClient http_;
  WebhookDispatcher sender_ = dispatcher(http_);
};

TEST_F(WebhookTest, TellsOfWhatComesAndOfNothingThatWasThere) {
  listen("/ok");
  sendAll(sender_);
  EXPECT_TRUE(got().empty());
  const auto content = deliver("c3", "p01", "%PDF of c3");
  sendAll(sender_);
  sendAll(sender_);
  const auto seen = got();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("right"), true);
  EXPECT_EQ(seen[0].at("type"), "application/json");
  EXPECT_EQ(seen[0].at("timestamp"), clock_.now().time_since_epoch().count() / 1000);
  const auto& body = seen[0].at("body");
  EXPECT_EQ(body.at("type"), "copy.created");
  EXPECT_EQ(body.at("data").at("copy"), "c3");
  EXPECT_EQ(body.at("data").at("href"), "/api/v1/copies/c3");
  EXPECT_EQ(body.at("data").at("sha256"), content.hex());
  for (const char* word : {kPerson, kName, "12/KS", "hs1", "khai sinh"}) {
    EXPECT_THAT(body.dump(), Not(HasSubstr(word)));
  }
  ASSERT_EQ(messages().size(), 1U);
  EXPECT_EQ(messages()[0].state, MessageState::kDelivered);
  EXPECT_EQ(messages()[0].status, 204);
}

TEST_F(WebhookTest, TellsOfPapersOfItsOfficesAndEventsOnly) {
  listen("/own", "p01");
  listen("/above", "tinh", webhookEvents(), "w2");
  listen("/all", "*", {"copy.replaced"}, "w3");
  sendAll(sender_);
  deliver("c3", "p01", "3");
  deliver("c4", "p02", "4");
  deliver("c5", "elsewhere", "5");
  sendAll(sender_);
  std::multiset<std::string> told;
  for (const auto& one : got()) {
    told.insert(one.at("path").get<std::string>() + " " +
                one.at("body").at("data").at("copy").get<std::string>());
  }
  EXPECT_EQ(told, (std::multiset<std::string>{"/above c3", "/above c4", "/own c3"}));
}

TEST_F(WebhookTest, TellsOfANewVersionAndOfABatchThatIsDone) {
  listen("/ok");
  sendAll(sender_);
  addPaper("c9");
  static_cast<void>(versions_.add({.copy = "c1",
                                   .content = core::sha256(std::string_view("new")),
                                   .size = 3,
                                   .level = "B-LTA",
                                   .reason = "augmented",
                                   .created = clock_.now()}));
  static_cast<void>(versions_.add({.copy = "not here", .content = {}, .reason = "augmented"}));
  sendAll(sender_);
  sendAll(sender_);
  const auto seen = got();
  ASSERT_EQ(seen.size(), 2U);
  std::map<std::string, nlohmann::json> by_type;
  for (const auto& one : seen) by_type[one.at("body").at("type")] = one.at("body").at("data");
  EXPECT_EQ(by_type["copy.replaced"].at("copy"), "c1");
  EXPECT_EQ(by_type["copy.replaced"].at("version"), 2);
  EXPECT_EQ(by_type["copy.replaced"].at("reason"), "augmented");
  EXPECT_EQ(by_type["batch.done"].at("batch"), "batch-p01");
  EXPECT_EQ(by_type["batch.done"].at("pages"), 1);
  // Another process knows as well.
  auto other = dispatcher(http_);
  sendAll(other);
  EXPECT_EQ(got().size(), 2U);
}

TEST_F(WebhookTest, ABatchIsToldOfWhenItIsDoneAndNotWhileItBegins) {
  listen("/ok");
  clock_.advance(std::chrono::hours(2));  // "batch-p01" is nothing new
  sendAll(sender_);
  stores_.borrow()->createBatch(
      {.id = "new", .created = clock_.now(), .lane = core::Lane::kCase, .unit = "p01"});
  sendAll(sender_);
  EXPECT_TRUE(got().empty());  // its files may be on their way
  clock_.advance(std::chrono::hours(2));
  sendAll(sender_);  // nothing of it could be taken in
  sendAll(sender_);
  ASSERT_EQ(got().size(), 1U);
  EXPECT_EQ(got()[0].at("body").at("data").at("batch"), "new");
  EXPECT_EQ(got()[0].at("body").at("data").at("pages"), 0);
}

TEST_F(WebhookTest, ABatchIsNotDoneWhileMoreOfItsFilesAreToCome) {
  listen("/ok");
  sendAll(sender_);
  stores_.borrow()->createBatch({.id = "batch-p01", .created = clock_.now(), .taking = true});
  stores_.borrow()->createBatch(
      {.id = "killed", .created = clock_.now(), .unit = "p01", .taking = true});
  addPaper("c9");  // the first is through
  sendAll(sender_);
  EXPECT_TRUE(got().empty());
  stores_.borrow()->endTaking("batch-p01");
  sendAll(sender_);
  ASSERT_EQ(got().size(), 1U);
  EXPECT_EQ(got()[0].at("body").at("data").at("batch"), "batch-p01");
  clock_.advance(std::chrono::hours(1));
  sendAll(sender_);
  EXPECT_EQ(got().size(), 2U);  // whoever took that one in is no more
}

TEST_F(WebhookTest, WhatIsNotTakenComesAgainUnderItsIdLaterAndLater) {
  listen("/fail/3");
  sendAll(sender_);
  deliver("c3", "p01", "3");
  sendAll(sender_);
  for (int failures = 1; failures <= 3; ++failures) {
    SCOPED_TRACE(failures);
    const auto held = messages().at(0);
    EXPECT_EQ(held.attempts, failures);
    EXPECT_EQ(held.status, 500);
    EXPECT_EQ(held.problem, kWebhookRefused.slug);
    const auto most = std::chrono::seconds(10) * (1 << (failures - 1));
    EXPECT_THAT(held.due - clock_.now(), AllOf(Ge(most / 2), Le(most)));
    EXPECT_FALSE(sender_.sendOne());  // not before its time
    clock_.advance(held.due - clock_.now());
    EXPECT_TRUE(sender_.sendOne());
  }
  EXPECT_EQ(messages()[0].state, MessageState::kDelivered);
  const auto seen = got();
  ASSERT_EQ(seen.size(), 4U);
  std::set<std::string> ids;
  std::set<int> times;
  for (const auto& one : seen) {
    ids.insert(one.at("id"));
    times.insert(one.at("timestamp").get<int>());
    EXPECT_EQ(one.at("right"), true);  // signed anew, for the time it is sent
  }
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(times.size(), 4U);
}

TEST_F(WebhookTest, ABrokenLineASilentReceiverARedirectAndAFloodAreNoReceipt) {
  const std::vector<std::pair<std::string, std::string>> faults{{"/cut", "net.no_response"},
                                                                {"/redirect", "webhook.refused"},
                                                                {"/huge", "net.response_too_large"},
                                                                {"/hang", "net.no_response"}};
  for (const auto& [path, problem] : faults) listen(path, "p01", {"copy.created"}, "w" + path);
  sendAll(sender_);
  deliver("c3", "p01", "3");
  WebhookRules rules;
  rules.timeout = std::chrono::milliseconds(200);
  WebhookDispatcher hasty(
      {catalogue_, versions_, webhooks_, book_, operators_, stores_, http_, clock_}, units_, rules);
  sendAll(hasty);
  for (const auto& [path, problem] : faults) {
    const auto held = messages("w" + path).at(0);
    EXPECT_NE(held.state, MessageState::kDelivered) << path;
    EXPECT_EQ(held.problem, problem) << path;
  }
  for (const auto& one : got()) EXPECT_NE(one.at("path"), "/ok");  // where the redirect leads
}

TEST_F(WebhookTest, AMessageDiesAfterDaysOrWhenTheAddressIsGoneAndIsReplayed) {
  listen("/fail/7");
  listen("/gone", "p01", {"copy.created"}, "w2");
  sendAll(sender_);
  deliver("c3", "p01", "3");
  sendAll(sender_);
  EXPECT_EQ(messages("w2").at(0).state, MessageState::kDead);
  EXPECT_EQ(messages("w2").at(0).problem, kWebhookGone.slug);
  EXPECT_EQ(messages("w2").at(0).status, 410);
  for (int i = 0; i < 5; ++i) {
    clock_.advance(std::chrono::hours(12));
    EXPECT_TRUE(sender_.sendOne());
  }
  EXPECT_EQ(messages().at(0).state, MessageState::kWaiting);
  clock_.advance(std::chrono::hours(12));
  EXPECT_TRUE(sender_.sendOne());
  const auto dead = messages().at(0);
  EXPECT_EQ(dead.state, MessageState::kDead);
  EXPECT_EQ(dead.attempts, 7);
  EXPECT_EQ(dead.problem, kWebhookRefused.slug);
  clock_.advance(std::chrono::hours(100));
  EXPECT_FALSE(sender_.sendOne());
  const auto again =
      send(request("POST", "/api/v1/webhooks/w1/deliveries/" + dead.id + "/replay", "admin@p01"));
  EXPECT_EQ(again.status, 202);
  EXPECT_TRUE(sender_.sendOne());
  EXPECT_EQ(messages().at(0).state, MessageState::kDelivered);
  std::set<std::string> ids;
  for (const auto& one : got()) {
    if (one.at("path") == "/fail/7") ids.insert(one.at("id"));
  }
  EXPECT_EQ(ids, std::set<std::string>{dead.id});
}

TEST_F(WebhookTest, TellsOfACopyThatRetentionTookAway) {
  listen("/ok");
  listen("/other", "p02", {"copy.removed"}, "w2");
  sendAll(sender_);
  const auto content = catalogue_.find("c1")->content;
  catalogue_.remove("c1", {"rule 5", "12/QĐ", "somebody"}, clock_.now());
  sendAll(sender_);
  sendAll(sender_);
  const auto seen = got();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("body").at("type"), "copy.removed");
  const auto& data = seen[0].at("body").at("data");
  EXPECT_EQ(data.at("copy"), "c1");
  EXPECT_EQ(data.at("sha256"), content.hex());
  EXPECT_EQ(data.at("rule"), "rule 5");
  EXPECT_EQ(data.at("removed"), core::formatIso8601(clock_.now()));
  EXPECT_THAT(data.dump(), Not(HasSubstr("somebody")));
}

TEST_F(WebhookTest, AWebhookWhoseOwnerMayNotAskForItAnyMoreGetsNothing) {
  addPerson("quan.tri", {core::Role::kAdmin}, "p01");
  addPerson("nguoi.khac", {core::Role::kAdmin}, "p01");  // or the first could not step down
  const std::string person = "op:quantri";
  listen("/ok", "p01", {"copy.created"}, "by program");
  webhooks_.add({.id = "by person",
                 .owner = person,
                 .unit = "p01",
                 .url = receiver_.url("/ok"),
                 .events = {"copy.created"},
                 .secret = kSecret,
                 .created = clock_.now()});
  webhooks_.add({.id = "by nobody",
                 .owner = "gone",
                 .unit = "p01",
                 .url = receiver_.url("/ok"),
                 .events = {"copy.created"},
                 .secret = kSecret,
                 .created = clock_.now()});
  sendAll(sender_);
  deliver("c3", "p01", "3");
  sender_.gather();
  EXPECT_TRUE(messages("by nobody").empty());
  // What was gathered before does not go out either.
  book_.changeClient("admin@p01", [](core::ApiClient& client) { client.disabled = true; });
  operators_.changeOperator(person, [](core::Operator& one) { one.roles = {core::Role::kRead}; });
  sendAll(sender_);
  deliver("c4", "p01", "4");
  sendAll(sender_);
  EXPECT_TRUE(got().empty());
  for (const char* id : {"by program", "by person"}) {
    ASSERT_EQ(messages(id).size(), 1U) << id;
    EXPECT_EQ(messages(id)[0].problem, kWebhookOrphaned.slug) << id;
  }
  book_.changeClient("admin@p01", [](core::ApiClient& client) {
    client.disabled = false;
    client.sees = "p02";
  });
  deliver("c5", "p01", "5");
  sendAll(sender_);
  EXPECT_TRUE(got().empty());
  book_.changeClient("admin@p01", [](core::ApiClient& client) { client.sees = "tinh"; });
  deliver("c6", "p01", "6");
  sendAll(sender_);
  EXPECT_EQ(got().size(), 1U);
}

TEST_F(WebhookTest, AReceiverWithoutAnAnswerRestsWithAllItsMessages) {
  listen("/hang", "p01", {"copy.created"}, "silent");
  listen("/ok", "p01", {"copy.created"}, "other");
  sendAll(sender_);
  for (int i = 0; i < 5; ++i) deliver("n" + std::to_string(i), "p01", std::to_string(i));
  WebhookRules rules;
  rules.timeout = std::chrono::milliseconds(100);
  WebhookDispatcher hasty(
      {catalogue_, versions_, webhooks_, book_, operators_, stores_, http_, clock_}, units_, rules);
  const auto tried = [&] {
    int attempts = 0;
    for (const auto& one : messages("silent")) attempts += one.attempts;
    return attempts;
  };
  sendAll(hasty);
  EXPECT_EQ(tried(), 1);
  for (const auto& one : messages("other")) EXPECT_EQ(one.state, MessageState::kDelivered);
  for (int silences = 2; silences <= 4; ++silences) {
    clock_.advance(rules.first_pause * (1 << (silences - 2)));
    sendAll(hasty);
    EXPECT_EQ(tried(), silences);
    EXPECT_EQ(webhooks_.find("silent")->silences, silences);
  }
}

TEST_F(WebhookTest, SettledMessagesAreForgottenAfterAMonth) {
  listen("/ok");
  listen("/gone", "p01", {"copy.created"}, "w2");
  listen("/fail/9", "p01", {"copy.created"}, "w3");
  clock_.advance(std::chrono::hours(2));  // "batch-p01" is nothing new
  sendAll(sender_);
  deliver("c3", "p01", "3");
  sendAll(sender_);
  clock_.advance(std::chrono::hours(29 * 24));
  sender_.gather();
  EXPECT_EQ(messages().size() + messages("w2").size(), 2U);
  clock_.advance(std::chrono::hours(25));
  sender_.gather();
  EXPECT_EQ(messages().size() + messages("w2").size(), 0U);
  EXPECT_EQ(messages("w3").size(), 1U);
}

TEST_F(WebhookTest, NothingGoesToAddressesInsideTheHouse) {
  net::HttpOptions options;
  options.public_only = true;
  net::CurlHttpClient outside(options);
  auto sender = dispatcher(outside);
  listen("/ok");
  sendAll(sender);
  deliver("c3", "p01", "3");
  sendAll(sender);
  EXPECT_TRUE(got().empty());
  EXPECT_EQ(messages().at(0).state, MessageState::kDead);
  EXPECT_EQ(messages().at(0).problem, "net.private_address");
}

TEST_F(WebhookTest, ServersSideBySideTellEverythingOnce) {
  constexpr int kCopies = 30;
  listen("/ok");
  sendAll(sender_);
  for (int i = 0; i < kCopies; ++i) deliver("n" + std::to_string(i), "p01", std::to_string(i));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      store::SqlWebhookBook book(folder_.path() / "access.db");
      WebhookDispatcher own(
          {catalogue_, versions_, book, book_, operators_, stores_, http_, clock_}, units_, {});
      sendAll(own);
    });
  }
  for (auto& thread : threads) thread.join();
  sendAll(sender_);
  std::set<std::string> ids;
  const auto seen = got();
  for (const auto& one : seen) ids.insert(one.at("body").at("data").at("copy"));
  EXPECT_EQ(seen.size(), std::size_t{kCopies});
  EXPECT_EQ(ids.size(), std::size_t{kCopies});
}

TEST_F(WebhookTest, AThreadTellsByItselfUntilItIsStopped) {
  listen("/ok");
  sendAll(sender_);
  auto own = dispatcher(http_);
  {
    const pipeline::SteadyThread thread(
        [&] {
          own.gather();
          return own.sendOne();
        },
        std::chrono::milliseconds(5));
    deliver("c3", "p01", "3");
    EXPECT_EQ(got("/wait/1").size(), 1U);
  }
  deliver("c4", "p01", "4");
  EXPECT_EQ(got().size(), 1U);
}

TEST(WebhookSignature, IsTheOneOfTheStandard) {
  // The example of https://www.standardwebhooks.com.
  EXPECT_EQ(webhookSignature("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                             1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

// --- the calls

class WebhookCalls : public ApiTest {
 protected:
  Answer ask(const std::string& body, const std::string& client = "admin@p01") {
    return send(post("/api/v1/webhooks", "application/json", client), body);
  }
  static std::string order(const std::string& url, const std::string& more = "") {
    return R"({"url":")" + url + R"(","events":["copy.created"])" + more + "}";
  }
};

TEST_F(WebhookCalls, TheSecretIsShownOnce) {
  const auto made = ask(order("https://partner.test/in?a=b"));
  EXPECT_EQ(made.status, 201);
  const std::string secret = made.json().at("secret");
  EXPECT_EQ(secret.substr(0, 6), "whsec_");
  EXPECT_EQ(webhooks_.find(made.json().at("id"))->secret, secret.substr(6));
  const auto list = send(get("/api/v1/webhooks", "admin@p01"));
  ASSERT_EQ(list.json().at("webhooks").size(), 1U);
  EXPECT_THAT(list.body, Not(HasSubstr("secret")));
  EXPECT_EQ(list.json().at("webhooks")[0].at("unit"), "p01");
  EXPECT_EQ(send(get("/api/v1/webhooks", "admin@p02")).json().at("webhooks").size(), 0U);
  EXPECT_EQ(send(get("/api/v1/webhooks", "admin@tinh")).json().at("webhooks").size(), 1U);
}

TEST_F(WebhookCalls, AnAccountAsksForPapersItMaySeeOnly) {
  EXPECT_EQ(ask(order("https://partner.test/", R"(,"unit":"p02")")).status, 403);
  EXPECT_EQ(ask(order("https://partner.test/", R"(,"unit":"*")")).status, 403);
  EXPECT_EQ(ask(order("https://partner.test/", R"(,"unit":"p02")"), "admin@tinh").status, 201);
  EXPECT_EQ(ask(order("https://partner.test/", R"(,"unit":"*")"), "admin@*").status, 201);
}

TEST_F(WebhookCalls, AnAddressIsHttpsWithoutAnythingThatMisleads) {
  for (const std::string url :
       {"http://partner.test/", "ftp://partner.test/", "file:///etc/passwd", "//partner.test/",
        "partner.test", "https://", "https:///x", "https://user:pass@partner.test/",
        "https://partner.test@evil.test/", "https://partner.test/#x", "https://partner.test/ x",
        "https://đ.test/", "gopher://x/", ""}) {
    EXPECT_EQ(ask(order(url)).status, 400) << url;
  }
  for (const char* events : {"[]", R"(["copy.gone"])", "[1]", R"("copy.created")", "null"}) {
    EXPECT_EQ(ask(std::string(R"({"url":"https://p.test/","events":)") + events + "}").status, 400);
  }
}

TEST_F(WebhookCalls, DeliveriesAreListedByStateAndPage) {
  const std::string id = ask(order("https://partner.test/")).json().at("id");
  std::vector<core::WebhookMessage> many(3);
  for (int i = 0; i < 3; ++i) {
    auto& one = many[static_cast<std::size_t>(i)];
    one.id = "m" + std::to_string(i);
    one.webhook = id;
    one.event = "copy.created";
    one.body = R"({"type":"copy.created"})";
    one.created = one.due = clock_.now();
  }
  ASSERT_TRUE(webhooks_.record("copies", {}, 1, many));
  webhooks_.died(*webhooks_.claim(clock_.now(), clock_.now()), 500, "webhook.refused",
                 clock_.now());
  const auto path = "/api/v1/webhooks/" + id + "/deliveries";
  EXPECT_EQ(send(get(path, "admin@p01")).json().at("deliveries").size(), 3U);
  const auto dead = send(get(path + "?state=dead", "admin@p01")).json().at("deliveries");
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].at("problem"), "webhook.refused");
  const auto page = send(get(path + "?limit=2", "admin@p01")).json();
  const std::string next = page.at("next");
  EXPECT_EQ(send(get(path + "?limit=2&cursor=" + next, "admin@p01")).json().at("deliveries").size(),
            1U);
  EXPECT_EQ(send(get(path + "?state=lost", "admin@p01")).status, 400);
  EXPECT_EQ(send(get(path, "admin@p02")).status, 404);
  EXPECT_EQ(send(request("POST", path + "/nothing/replay", "admin@p01")).status, 404);
  EXPECT_EQ(send(request("DELETE", "/api/v1/webhooks/" + id, "admin@p02")).status, 404);
  EXPECT_EQ(send(request("DELETE", "/api/v1/webhooks/" + id, "admin@p01")).status, 204);
  EXPECT_EQ(send(get(path, "admin@p01")).status, 404);
}

}  // namespace
}  // namespace sohoa::server

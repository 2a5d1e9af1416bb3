// People who log in: what they are told, what their browser holds, and what those find who guess,
// replay, plant or forge.
#include <set>

#include "core/digest.h"
#include "server/totp.h"
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class SessionTest : public ApiTest {
 protected:
  SessionTest() { person_ = addPerson("thu.ha", {core::Role::kRead}, "p01"); }

  [[nodiscard]] static Request withoutToken(Request request) {
    request.headers.erase("authorization");
    request.encrypted = true;
    request.headers["host"] = "sohoa.test";
    return request;
  }
  Answer login(const std::string& name, const std::string& password,
               std::map<std::string, std::string> headers = {}) {
    auto one = withoutToken(post("/api/v1/session", "application/json", ""));
    one.address = address_;
    one.headers.merge(headers);
    return send(one, nlohmann::json{{"login", name}, {"password", password}}.dump());
  }
  struct Browser {
    std::string cookie;
    std::string csrf;
  };
  [[nodiscard]] static Browser browserOf(const Answer& answer) {
    const auto set = answer.header("set-cookie");
    return {set.substr(0, set.find(';')), answer.json().at("csrf_token")};
  }
  Browser loggedIn(const std::string& name = "thu.ha", const std::string& password = kPassword) {
    return browserOf(login(name, password));
  }
  [[nodiscard]] Request from(const Browser& browser, const std::string& method,
                             const std::string& target) const {
    auto one = withoutToken(request(method, target, ""));
    one.headers["cookie"] = browser.cookie;
    if (method != "GET") one.headers["x-csrf-token"] = browser.csrf;
    if (method == "POST") one.headers["content-type"] = "application/json";
    return one;
  }
  Answer whoAmI(const Browser& browser) { return send(from(browser, "GET", "/api/v1/session")); }
  Answer giveCode(const Browser& browser, const std::string& code) {
    return send(from(browser, "POST", "/api/v1/session/code"),
                nlohmann::json{{"code", code}}.dump());
  }
  Answer change(const Browser& browser, const std::string& now, const std::string& wanted) {
    return send(from(browser, "POST", "/api/v1/session/password"),
                nlohmann::json{{"current", now}, {"new", wanted}}.dump());
  }
  std::string enrol() {
    person_.totp = newTotpSecret();
    operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
    return person_.totp;
  }
  [[nodiscard]] std::string code(int steps = 0) const {
    const auto now =
        std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    return totpCode(person_.totp, now / 30 + steps);
  }

  core::Operator person_;
  std::string address_ = "192.0.2.1";
};

TEST_F(SessionTest, WhoLogsInIsToldWhoItIsAndWhatItMay) {
  const auto answer = login("thu.ha", kPassword);
  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(
      answer.header("set-cookie"),
      AllOf(StartsWith("__Host-sohoa="), HasSubstr("; Secure"), HasSubstr("; HttpOnly"),
            HasSubstr("; SameSite=Strict"), HasSubstr("; Path=/"), Not(HasSubstr("Domain"))));
  const auto told = answer.json();
  EXPECT_EQ(told.at("operator"), person_.id);
  EXPECT_EQ(told.at("stage"), "full");
  EXPECT_EQ(told.at("roles"), nlohmann::json({"read"}));
  EXPECT_EQ(told.at("units"), nlohmann::json({"p01"}));
  const auto again = whoAmI(browserOf(answer));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.json(), told);
}

TEST_F(SessionTest, TheLoginIsTakenInEitherCase) {
  EXPECT_EQ(login("Thu.HA", kPassword).status, 201);
}

TEST_F(SessionTest, OverPlainHttpOnlyThisMachineLogsIn) {
  auto one = withoutToken(post("/api/v1/session", "application/json", ""));
  one.encrypted = false;
  const auto body = nlohmann::json{{"login", "thu.ha"}, {"password", kPassword}}.dump();
  const auto far = send(one, body);
  EXPECT_EQ(far.status, 403);
  EXPECT_EQ(far.type(), "urn:sohoa:problem:access.needs_tls");
  EXPECT_EQ(far.header("set-cookie"), "");
  for (const char* address : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
    one.address = address;
    const auto near = send(one, body);
    EXPECT_EQ(near.status, 201);
    EXPECT_THAT(near.header("set-cookie"), AllOf(StartsWith("sohoa="), Not(HasSubstr("Secure"))));
  }
}

TEST_F(SessionTest, AWrongPasswordAnUnknownLoginAndAClosedAccountAreAnsweredAlike) {
  auto closed = addPerson("da.nghi", {core::Role::kRead}, "p01");
  closed.disabled = true;
  operators_.changeOperator(closed.id, [&](core::Operator& now) { now = closed; });
  auto without = addPerson("mot.lan", {core::Role::kRead}, "p01");
  without.password = "";
  operators_.changeOperator(without.id, [&](core::Operator& now) { now = without; });
  const auto wrong = login("thu.ha", "not the password");
  EXPECT_EQ(wrong.status, 401);
  for (const auto& other : {login("nobody", kPassword), login("da.nghi", kPassword),
                            login("mot.lan", kPassword), login("mot.lan", "nobody")}) {
    EXPECT_EQ(other.status, wrong.status);
    EXPECT_EQ(other.body, wrong.body);
    EXPECT_EQ(other.headers.size(), wrong.headers.size());
    EXPECT_EQ(other.header("set-cookie"), "");
  }
}

TEST_F(SessionTest, GuessesMakeAnAccountWaitLongerAndLongerAlsoOneThatIsNotThere) {
  for (const std::string name : {"thu.ha", "nobody"}) {
    SCOPED_TRACE(name);
    address_ = "192.0.2.10" + std::to_string(name.size());
    for (int i = 0; i < 5; ++i) EXPECT_EQ(login(name, "guess").status, 401);
    auto waiting = login(name, kPassword);  // the right one waits too
    EXPECT_EQ(waiting.status, 429);
    EXPECT_EQ(waiting.header("retry-after"), "30");
    clock_.advance(std::chrono::seconds(30));
    EXPECT_EQ(login(name, "guess").status, 401);
    EXPECT_EQ(login(name, "guess").header("retry-after"), "60");
    clock_.advance(std::chrono::hours(1));
    for (int i = 0; i < 20; ++i) {
      address_ = "192.0.2." + std::to_string(i);  // which waits longest for itself
      static_cast<void>(login(name, "guess"));
      clock_.advance(std::chrono::minutes(15));
    }
    EXPECT_EQ(login(name, "guess").status, 401);
    EXPECT_EQ(login(name, "guess").header("retry-after"), "900");
    clock_.advance(std::chrono::minutes(15));
  }
  address_ = "192.0.2.200";
  EXPECT_EQ(login("thu.ha", kPassword).status, 201);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(login("thu.ha", "guess").status, 401);
  EXPECT_EQ(login("thu.ha", kPassword).status, 201);  // anew after each success
}

TEST_F(SessionTest, AnAddressThatTriesManyNamesWaits) {
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    refused += login("name" + std::to_string(i), "guess").status == 429 ? 1 : 0;
  }
  EXPECT_EQ(refused, 10);
  EXPECT_EQ(login("thu.ha", kPassword).status, 429);
  auto elsewhere = withoutToken(post("/api/v1/session", "application/json", ""));
  elsewhere.address = "192.0.2.77";
  EXPECT_EQ(
      send(elsewhere, nlohmann::json{{"login", "thu.ha"}, {"password", kPassword}}.dump()).status,
      201);
}

// --- the second factor

TEST_F(SessionTest, TheSecondFactorIsAskedForBeforeAnythingElse) {
  enrol();
  const auto first = login("thu.ha", kPassword);
  EXPECT_EQ(first.json().at("stage"), "code");
  const auto half = browserOf(first);
  const auto refused = send(from(half, "GET", "/api/v1/copies/c1"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.type(), "urn:sohoa:problem:access.login_unfinished");
  EXPECT_EQ(change(half, kPassword, "another long password").status, 403);
  const auto done = giveCode(half, code());
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.json().at("stage"), "full");
  const auto whole = browserOf(done);
  EXPECT_NE(whole.cookie, half.cookie);  // a new id with new rights
  EXPECT_EQ(whoAmI(half).status, 401);
  EXPECT_EQ(send(from(whole, "GET", "/api/v1/copies/c1")).status, 200);
}

TEST_F(SessionTest, ACodeIsGoodOnceAndNeverAnEarlierOne) {
  enrol();
  EXPECT_EQ(giveCode(loggedIn(), code()).status, 200);
  EXPECT_EQ(giveCode(loggedIn(), code()).status, 401);
  EXPECT_EQ(giveCode(loggedIn(), code(-1)).status, 401);
  EXPECT_EQ(giveCode(loggedIn(), code(1)).status, 200);
}

TEST_F(SessionTest, ATelephonesClockMayBeOneStepOff) {
  enrol();
  EXPECT_EQ(giveCode(loggedIn(), code(-2)).status, 401);
  EXPECT_EQ(giveCode(loggedIn(), code(2)).status, 401);
  EXPECT_EQ(giveCode(loggedIn(), code(-1)).status, 200);
  EXPECT_EQ(giveCode(loggedIn(), code(0)).status, 200);
  EXPECT_EQ(giveCode(loggedIn(), code(1)).status, 200);
}

TEST_F(SessionTest, ARecoveryCodeIsGoodOnce) {
  enrol();
  const auto codes = newRecoveryCodes();
  operators_.setRecoveryCodes(person_.id, {recoveryDigest(codes[0]), recoveryDigest(codes[1])});
  EXPECT_EQ(giveCode(loggedIn(), codes[0]).status, 200);
  EXPECT_EQ(giveCode(loggedIn(), codes[0]).status, 401);
  EXPECT_EQ(giveCode(loggedIn(), codes[2]).status, 401);
  EXPECT_EQ(giveCode(loggedIn(), core::toLower(codes[1])).status, 200);
}

TEST_F(SessionTest, WhoKnowsThePasswordCannotGuessCodesWithoutEnd) {
  enrol();
  int guesses = 0;
  for (int i = 0; i < 50; ++i) {
    const auto first = login("thu.ha", kPassword);
    if (first.status != 201) continue;
    guesses += giveCode(browserOf(first), "00000" + std::to_string(i % 10)).status == 401 ? 1 : 0;
  }
  EXPECT_EQ(guesses, 5);
}

TEST_F(SessionTest, TheTimeToTypeACodeIsShort) {
  enrol();
  const auto half = loggedIn();
  clock_.advance(std::chrono::minutes(5));
  EXPECT_EQ(giveCode(half, code()).status, 401);
}

// --- passwords

TEST_F(SessionTest, ADuePasswordIsSetBeforeAnythingElse) {
  person_.must_change = true;
  operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
  const auto first = login("thu.ha", kPassword);
  EXPECT_EQ(first.json().at("stage"), "password");
  const auto half = browserOf(first);
  EXPECT_EQ(send(from(half, "GET", "/api/v1/copies/c1")).status, 403);
  const auto done = change(half, kPassword, "con đường xanh mát");
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.json().at("stage"), "full");
  EXPECT_EQ(send(from(browserOf(done), "GET", "/api/v1/copies/c1")).status, 200);
  EXPECT_EQ(whoAmI(half).status, 401);
  EXPECT_EQ(login("thu.ha", kPassword).status, 401);
  EXPECT_EQ(loggedIn("thu.ha", "con đường xanh mát").cookie.size(), 56U);
}

TEST_F(SessionTest, ANewPasswordEndsTheSessionsThereWere) {
  const auto here = loggedIn();
  const auto there = loggedIn();
  const auto done = change(here, kPassword, "another long password");
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(whoAmI(here).status, 401);
  EXPECT_EQ(whoAmI(there).status, 401);
  EXPECT_EQ(whoAmI(browserOf(done)).status, 200);
}

TEST_F(SessionTest, ANewPasswordUndoesNothingThatAnotherChangedMeanwhile) {
  const auto body = nlohmann::json{{"current", kPassword}, {"new", "another long password"}}.dump();
  const auto changeAround = [&](const std::function<void(core::Operator&)>& meanwhile) {
    auto one = from(loggedIn(), "POST", "/api/v1/session/password");
    one.length = body.size();
    const auto exchange = api_.open(std::move(one));
    EXPECT_FALSE(exchange->early());
    operators_.changeOperator(person_.id, meanwhile);
    EXPECT_FALSE(exchange->receive(
        std::span(reinterpret_cast<const std::uint8_t*>(body.data()), body.size())));
    const auto status = exchange->finish().status;
    exchange->sent(status, 0);
    return status;
  };
  EXPECT_EQ(changeAround([](core::Operator& now) { now.name = "Tên mới"; }), 200);
  EXPECT_EQ(operators_.operatorById(person_.id)->name, "Tên mới");
  operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
  EXPECT_EQ(changeAround([](core::Operator& now) { now.disabled = true; }), 401);
  EXPECT_TRUE(operators_.operatorById(person_.id)->disabled);
  operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
  EXPECT_EQ(changeAround([](core::Operator& now) { now.password = "set by a manager"; }), 401);
  EXPECT_EQ(operators_.operatorById(person_.id)->password, "set by a manager");
}

TEST_F(SessionTest, APasswordThatIsEasilyGuessedIsRefused) {
  const auto browser = loggedIn();
  for (const std::string weak : {"short", "aaaaaaaaaaaaaaaaaaa", "xx thu.ha 2026 xx", kPassword}) {
    const auto answer = change(browser, kPassword, weak);
    EXPECT_EQ(answer.status, 422) << weak;
    EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.weak_password");
  }
  EXPECT_EQ(change(browser, "wrong", "another long password").status, 401);
  EXPECT_EQ(whoAmI(browser).status, 200);
}

// --- the session

TEST_F(SessionTest, ABrowserLeftAloneIsLoggedOutAndABusyOneAtTheEndOfTheDay) {
  const auto idle = loggedIn();
  clock_.advance(std::chrono::minutes(15));
  EXPECT_EQ(whoAmI(idle).status, 401);
  const auto busy = loggedIn();
  for (int i = 0; i < 59; ++i) {
    clock_.advance(std::chrono::minutes(10));
    EXPECT_EQ(whoAmI(busy).status, 200);
  }
  clock_.advance(std::chrono::minutes(10));
  EXPECT_EQ(whoAmI(busy).status, 401);
}

TEST_F(SessionTest, LoggingOutEndsTheSessionForWhoeverHoldsTheCookie) {
  const auto browser = loggedIn();
  const auto out = send(from(browser, "DELETE", "/api/v1/session"));
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.header("set-cookie"),
              AllOf(StartsWith("__Host-sohoa=;"), HasSubstr("Max-Age=0")));
  EXPECT_EQ(whoAmI(browser).status, 401);
}

TEST_F(SessionTest, WhoIsShutOutOrLosesARoleIsOutWithTheNextRequest) {
  const auto browser = loggedIn();
  EXPECT_EQ(send(from(browser, "GET", "/api/v1/copies/c1")).status, 200);
  person_.roles = {core::Role::kScan};
  operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
  EXPECT_EQ(send(from(browser, "GET", "/api/v1/copies/c1")).status, 403);
  person_.disabled = true;
  operators_.changeOperator(person_.id, [&](core::Operator& now) { now = person_; });
  EXPECT_EQ(send(from(browser, "GET", "/api/v1/copies/c1")).status, 401);
}

TEST_F(SessionTest, APlantedCookieIsNeverTakenOver) {
  const std::string planted = "__Host-sohoa=" + std::string(43, 'A');
  const auto answer = login("thu.ha", kPassword, {{"cookie", planted}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(answer.header("set-cookie"), Not(StartsWith(planted)));
  EXPECT_EQ(whoAmI({planted, ""}).status, 401);
  // Beside the right one it is not known which is the browser's own.
  const auto own = browserOf(answer);
  EXPECT_EQ(whoAmI({planted + "; " + own.cookie, ""}).status, 401);
  EXPECT_EQ(whoAmI({own.cookie + "; " + planted, ""}).status, 401);
  EXPECT_EQ(whoAmI({"a=b; " + own.cookie + "; c=d", ""}).status, 200);
}

TEST_F(SessionTest, LoggingInAgainEndsTheBrowsersFormerSession) {
  const auto former = loggedIn();
  const auto now = browserOf(login("thu.ha", kPassword, {{"cookie", former.cookie}}));
  EXPECT_NE(now.cookie, former.cookie);
  EXPECT_EQ(whoAmI(former).status, 401);
  EXPECT_EQ(whoAmI(now).status, 200);
}

TEST_F(SessionTest, TheBookHoldsNoCookieAndNoPassword) {
  const auto browser = loggedIn();
  const auto secret = browser.cookie.substr(browser.cookie.find('=') + 1);
  EXPECT_FALSE(operators_.session(secret));
  EXPECT_TRUE(operators_.session(core::sha256(secret).hex()));
  for (const char* name : {"access.db", "access.db-wal"}) {
    const auto bytes = core::readText(folder_.path() / name);
    EXPECT_THAT(bytes, Not(HasSubstr(secret)));
    EXPECT_THAT(bytes, Not(HasSubstr(kPassword)));
  }
}

TEST_F(SessionTest, OddCookiesAreNoSessions) {
  const auto own = loggedIn();
  for (const std::string& cookie :
       {std::string(), std::string("__Host-sohoa"), std::string("__Host-sohoa="),
        std::string("__Host-sohoa=\xff\xfe"), own.cookie + "A", own.cookie + "%00",
        "__Host-sohoa=" + std::string(100000, 'A'), "__host-SOHOA=" + own.cookie.substr(13),
        "sohoa=" + own.cookie.substr(13), "x=" + own.cookie}) {
    EXPECT_EQ(whoAmI({cookie, ""}).status, 401);
  }
}

// --- other sites

TEST_F(SessionTest, ACallThatChangesSomethingCarriesTheSessionsOwnToken) {
  const auto browser = loggedIn();
  const auto other = loggedIn();
  for (const std::string& token : {std::string(), std::string("x"), other.csrf, browser.cookie}) {
    auto one = from(browser, "DELETE", "/api/v1/session");
    one.headers["x-csrf-token"] = token;
    const auto answer = send(one);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.cross_site");
  }
  EXPECT_EQ(whoAmI(browser).status, 200);
  EXPECT_EQ(send(from(browser, "DELETE", "/api/v1/session")).status, 204);
}

TEST_F(SessionTest, WhatAnotherSiteHasABrowserSendIsRefused) {
  const auto browser = loggedIn();
  const std::vector<std::pair<std::string, std::string>> foreign{
      {"origin", "https://evil.test"},
      {"origin", "http://sohoa.test"},
      {"origin", "null"},
      {"origin", "https://sohoa.test.evil.test"},
      {"origin", "https://sohoa.test:8"},
      {"sec-fetch-site", "cross-site"},
      {"sec-fetch-site", "same-site"}};
  for (const auto& [name, value] : foreign) {
    SCOPED_TRACE(value);
    for (const char* method : {"GET", "DELETE"}) {
      auto one = from(browser, method, "/api/v1/session");
      one.headers[name] = value;
      EXPECT_EQ(send(one).status, 403);
    }
    EXPECT_EQ(login("thu.ha", kPassword, {{name, value}}).status, 403);
  }
  auto own = from(browser, "GET", "/api/v1/session");
  own.headers["origin"] = "https://SOHOA.test";
  own.headers["sec-fetch-site"] = "same-origin";
  EXPECT_EQ(send(own).status, 200);
}

TEST_F(SessionTest, ABearerTokenNeedsNoneOfThis) {
  auto one = request("GET", "/api/v1/copies/c1", "read@p01");
  one.headers["origin"] = "https://partner.test";
  one.headers["cookie"] = "__Host-sohoa=" + std::string(43, 'A');
  EXPECT_EQ(send(one).status, 200);
}

TEST_F(SessionTest, AnOperatorsReadsStandInTheLogUnderItsId) {
  const auto browser = loggedIn();
  EXPECT_EQ(send(from(browser, "GET", "/api/v1/copies/c1")).status, 200);
  ASSERT_EQ(logged().size(), 1U);
  EXPECT_EQ(logged().back().client, person_.id);
  EXPECT_EQ(logged().back().unit, "p01");
  EXPECT_THAT(lines_.back(), HasSubstr(person_.id));
  for (const auto& line : lines_) EXPECT_THAT(line, Not(HasSubstr("thu.ha")));
  // No program can write under such an id.
  core::ApiClient client;
  client.id = person_.id;
  client.unit = client.sees = "p01";
  EXPECT_THROW(book_.addClient(client), core::Error);
}

}  // namespace
}  // namespace sohoa::server

// Accounts over HTTP: who may give what, what is shown once, and what the log says of it.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ApiAccounts : public ApiTest {
 protected:
  Answer call(const std::string& method, const std::string& path, const std::string& body = {},
              const std::string& client = "admin@p01") {
    auto one = request(method, path, client);
    if (!body.empty()) one.headers["content-type"] = "application/json";
    return send(one, body);
  }
  static std::string account(const std::string& login, const std::string& unit,
                             const std::string& roles) {
    return R"({"login":")" + login + R"(","name":"Lê Thu Hà","unit":")" + unit + R"(","roles":[)" +
           roles + "]}";
  }
  Answer logIn(const std::string& login, const std::string& password) {
    auto one = request("POST", "/api/v1/session", "");
    one.encrypted = true;
    one.headers["content-type"] = "application/json";
    return send(one, nlohmann::json{{"login", login}, {"password", password}}.dump());
  }
};

TEST_F(ApiAccounts, PeopleAndProgramsComeInPages) {
  for (const char* login : {"c", "a", "d", "b"}) {
    ASSERT_EQ(call("POST", "/api/v1/operators", account(login, "p01", "")).status, 201);
  }
  for (const auto& [list, key] : std::vector<std::pair<std::string, std::string>>{
           {"operators", "login"}, {"clients", "id"}}) {
    const auto path = "/api/v1/" + list;
    const auto whole = call("GET", path).json();
    EXPECT_EQ(whole.at("next"), nullptr);
    nlohmann::json listed = nlohmann::json::array();
    std::string cursor;
    for (nlohmann::json next = ""; next != nullptr;) {
      const auto page = call("GET", path + "?limit=3" + cursor).json();
      EXPECT_LE(page.at(list).size(), 3U);
      for (const auto& one : page.at(list)) listed.push_back(one);
      next = page.at("next");
      if (next != nullptr) cursor = "&cursor=" + next.get<std::string>();
    }
    EXPECT_EQ(listed, whole.at(list));
    EXPECT_TRUE(std::is_sorted(listed.begin(), listed.end(), [&, name = key](auto& one, auto& two) {
      return one.at(name) < two.at(name);
    }));
    EXPECT_GT(listed.size(), 3U);
    EXPECT_EQ(call("GET", path + "?limit=0").status, 400);
  }
}

TEST_F(ApiAccounts, ANewPersonsPasswordIsShownOnceAndMustBeChanged) {
  const auto made = call("POST", "/api/v1/operators", account("thu.ha", "p01", "\"admin\""));
  ASSERT_EQ(made.status, 201);
  const std::string password = made.json().at("password");
  EXPECT_GE(password.size(), 12U);
  EXPECT_THAT(call("GET", "/api/v1/operators").body, Not(HasSubstr(password)));
  const auto login = logIn("thu.ha", password);
  EXPECT_EQ(login.status, 201);
  EXPECT_EQ(login.json().at("stage"), "password");
  EXPECT_EQ(call("POST", "/api/v1/operators", account("thu.ha", "p01", "\"admin\"")).status, 409);
}

TEST_F(ApiAccounts, NothingIsGivenThatTheGiverDoesNotHold) {
  for (const auto& body :
       {account("x", "p01", "\"read\""), account("x", "p02", "\"admin\""),
        account("x", "tinh", "\"admin\""), account("x", "*", "\"admin\""),
        std::string(R"({"login":"x","name":"x","unit":"p01","sees":"*","roles":["admin"]})")}) {
    SCOPED_TRACE(body);
    const auto answer = call("POST", "/api/v1/operators", body);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.beyond_own_rights");
  }
  EXPECT_FALSE(operators_.operatorByLogin("x"));
  EXPECT_EQ(
      call("POST", "/api/v1/clients", R"({"id":"x","name":"x","unit":"p01","roles":["read"]})")
          .status,
      403);
  EXPECT_FALSE(book_.client("x"));
}

TEST_F(ApiAccounts, WhatIsNoAccountIsRefusedInWords) {
  for (const char* body : {"{}", R"({"login":"Ơ","name":"x","unit":"p01","roles":[]})",
                           R"({"login":"x","name":"x","unit":"p01","roles":["king"]})",
                           R"({"login":"x","name":"x","unit":"p01","roles":"admin"})",
                           R"({"login":"x","name":"","unit":"p01","roles":[]})",
                           R"({"login":"x","name":"x","unit":"p01","roles":[],"password":"mine"})",
                           R"({"login":"x","name":"x","unit":"","roles":[]})"}) {
    EXPECT_EQ(call("POST", "/api/v1/operators", body).status, 400) << body;
  }
  EXPECT_EQ(call("PATCH", "/api/v1/operators/op:x", R"({"login":"y"})").status, 400);
  EXPECT_EQ(call("PATCH", "/api/v1/operators/op:x", "{}").status, 404);
}

TEST_F(ApiAccounts, AnotherOfficesAccountIsAnsweredAsNone) {
  const auto far = addPerson("far", {core::Role::kAdmin}, "p02");
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"PATCH", ""},
                                                        {"POST", "/password"},
                                                        {"POST", "/second-factor"},
                                                        {"DELETE", "/second-factor"},
                                                        {"DELETE", "/sessions"}}) {
    SCOPED_TRACE(method + path);
    const auto body = method == "PATCH" ? std::string(R"({"disabled":true})") : std::string();
    const auto one = call(method, "/api/v1/operators/" + far.id + path, body);
    const auto none = call(method, "/api/v1/operators/op:none" + path, body);
    EXPECT_EQ(one.status, 404);
    EXPECT_EQ(one.body, none.body);
  }
  EXPECT_EQ(call("PATCH", "/api/v1/clients/read@p02", R"({"disabled":true})").status, 404);
  EXPECT_FALSE(operators_.operatorById(far.id)->disabled);
  EXPECT_THAT(call("GET", "/api/v1/operators").body, Not(HasSubstr("far")));
}

TEST_F(ApiAccounts, WhoIsShutOutIsOutAtOnceAndMayComeBack) {
  addPerson("nam", {core::Role::kAdmin}, "p01");  // or the last one could not go
  const auto person = addPerson("ha", {core::Role::kAdmin}, "p01");
  EXPECT_EQ(logIn("ha", kPassword).status, 201);
  const auto path = "/api/v1/operators/" + person.id;
  EXPECT_TRUE(call("PATCH", path, R"({"disabled":true})").json().at("disabled"));
  EXPECT_EQ(logIn("ha", kPassword).status, 401);
  EXPECT_EQ(call("PATCH", path, R"({"disabled":false,"name":"Hà"})").json().at("name"), "Hà");
  EXPECT_EQ(logIn("ha", kPassword).status, 201);
  EXPECT_THAT(noted(),
              ElementsAre("op:ha account.logged_in op:ha @p01 201 ",
                          "admin@p01 account.changed op:ha @p01 200 "
                          "roles=admin;unit=p01;sees=p01;disabled",
                          " account.login_failed op:ha @p01 401 ",
                          "admin@p01 account.changed op:ha @p01 200 roles=admin;unit=p01;sees=p01",
                          "op:ha account.logged_in op:ha @p01 201 "));
}

TEST_F(ApiAccounts, ASecondFactorIsShownOnceAndAsked) {
  const auto person = addPerson("ha", {core::Role::kAdmin}, "p01");
  const auto path = "/api/v1/operators/" + person.id + "/second-factor";
  const auto given = call("POST", path).json();
  EXPECT_THAT(given.at("otpauth").get<std::string>(), StartsWith("otpauth://totp/"));
  EXPECT_FALSE(given.at("recovery_codes").empty());
  EXPECT_EQ(logIn("ha", kPassword).json().at("stage"), "code");
  EXPECT_FALSE(call("DELETE", path).json().at("second_factor"));
  EXPECT_EQ(logIn("ha", kPassword).json().at("stage"), "full");
}

TEST_F(ApiAccounts, AProgramsSecretIsShownOnceAndTheOldOneEnds) {
  const auto made = call("POST", "/api/v1/clients",
                         R"({"id":"cong","name":"Cổng","unit":"p01","roles":["admin"]})");
  ASSERT_EQ(made.status, 201);
  const auto asks = [&](const std::string& secret) {
    return send(post("/api/v1/token", "application/x-www-form-urlencoded", ""),
                "grant_type=client_credentials&client_id=cong&client_secret=" + secret)
        .status;
  };
  const std::string first = made.json().at("secret");
  EXPECT_EQ(asks(first), 200);
  const std::string second = call("POST", "/api/v1/clients/cong/secret").json().at("secret");
  EXPECT_EQ(asks(first), 401);
  EXPECT_EQ(asks(second), 200);
  EXPECT_THAT(call("GET", "/api/v1/clients").body, Not(HasSubstr(second)));
  EXPECT_EQ(call("PATCH", "/api/v1/clients/cong", R"({"per_minute":0})").status, 400);
  EXPECT_EQ(call("PATCH", "/api/v1/clients/cong", R"({"disabled":true})").status, 200);
  EXPECT_EQ(asks(second), 401);
}

TEST_F(ApiAccounts, NothingIsChangedWhenTheLogCannotBeWritten) {
  const auto person = addPerson("ha", {core::Role::kAdmin}, "p01");
  book_.broken = true;
  EXPECT_EQ(call("PATCH", "/api/v1/operators/" + person.id, R"({"disabled":true})").status, 503);
  EXPECT_EQ(call("POST", "/api/v1/operators", account("x", "p01", "\"admin\"")).status, 503);
  const auto login = logIn("ha", kPassword);
  EXPECT_EQ(login.status, 503);
  EXPECT_EQ(login.header("set-cookie"), "");
  book_.broken = false;
  EXPECT_FALSE(operators_.operatorById(person.id)->disabled);
  EXPECT_FALSE(operators_.operatorByLogin("x"));
}

TEST_F(ApiAccounts, GuessesAndLocksAreNotedWithoutAnyName) {
  addPerson("ha", {core::Role::kScan}, "p01");
  for (int i = 0; i < 8; ++i) static_cast<void>(logIn("ha", "wrong"));
  static_cast<void>(logIn("nobody.here", "wrong"));
  const auto lines = noted();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), " account.login_failed op:ha @p01 401 "), 5);
  // Who hammers on does not fill the log.
  EXPECT_EQ(std::count(lines.begin(), lines.end(), " account.locked_out op:ha @p01 429 "), 1);
  EXPECT_THAT(lines, Contains(" account.login_failed  @ 401 "));
  for (const auto& line : lines) EXPECT_THAT(line, Not(HasSubstr("nobody")));
}

TEST_F(ApiAccounts, AnAuditorReadsWhatHappenedToAccountsOfItsOffices) {
  addPerson("ha", {core::Role::kScan}, "p01");
  addPerson("xa", {core::Role::kScan}, "p02");
  for (const char* login : {"ha", "xa", "khong-ai"}) static_cast<void>(logIn(login, "wrong"));
  const auto seen = [&](const std::string& client) {
    std::vector<std::string> copies;
    const auto answer =
        call("GET", "/api/v1/accesses?about=accounts&order=newest", {}, client).json();
    for (const auto& one : answer.at("accesses")) copies.push_back(one.at("copy"));
    return copies;
  };
  EXPECT_THAT(seen("audit@p01"), ElementsAre("op:ha"));
  EXPECT_THAT(seen("audit@tinh"), ElementsAre("op:xa", "op:ha"));
  EXPECT_THAT(seen("audit@*"), ElementsAre("", "op:xa", "op:ha"));
  const auto entries =
      call("GET", "/api/v1/accesses?about=accounts&order=newest", {}, "audit@tinh").json();
  const auto& last = entries.at("accesses").at(0);
  EXPECT_EQ(last.at("account_name"), operators_.operatorById("op:xa")->name);
  EXPECT_EQ(last.at("client_name"), "");
  EXPECT_EQ(call("GET", "/api/v1/accesses?about=all", {}, "audit@p01").status, 400);
  EXPECT_EQ(call("GET", "/api/v1/accesses?about=accounts", {}, "admin@p01").status, 403);
}

}  // namespace
}  // namespace sohoa::server

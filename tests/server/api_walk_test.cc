// Every route with every role, for its own office and for a foreign one. The table itself drives
// the walk: a route that is added is walked too, or fails here when this does not know how to ask
// it.
#include <algorithm>
#include <set>

#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class ApiWalk : public ApiTest {
 protected:
  ApiWalk() {
    addPaper("c1");
    verifier_.report.verdict = core::Verdict::kTotalPassed;
    verifier_.report.signatures.emplace_back();
  }

  struct Visit {
    Request request;
    std::string body;
  };
  // How this route is asked for what is of p01: the paper "c1", a batch, an upload of `owner`.
  Visit visit(const Route& route, const std::string& client, const std::string& owner) {
    clock_.advance(std::chrono::minutes(1));  // nobody asks too often
    Visit visit;
    auto path = with(with(with(route.path, "{copy}", [] { return std::string("c1"); }), "{batch}",
                          [] { return std::string("batch-p01"); }),
                     "{upload}", [&] { return addUpload(owner, false); });
    path = with(path, "{file}", [] { return std::string("1"); });
    path = with(path, "{scan}", [&] {
      const auto name = addScan(1);
      if (route.operation == "printSlip") {
        station_.seat(name)->finish();
        station_.seat(name)->settle();
      }
      return name;
    });
    path = with(path, "{image}", [] { return std::string("to-00001-a.tif"); });
    if (route.operation == "abandonScan") path += "?pages=1";
    path = with(path, "{version}", [] { return std::string("1"); });
    path = with(path, "{page}", [] { return std::string("0"); });
    // By its code alone nobody learns of it.
    if (route.operation == "checkCopy") path += "?sha256=" + core::sha256(kPdf).hex();
    path = with(path, "{certification}", [&] { return std::to_string(addRequest("c1")); });
    path = with(path, "{run}", [&] {
      desk_.settle();
      return desk_.start({.id = owner, .name = "", .may_go_on = [] { return false; }},
                         {checked(addRequest("c1"))}, pin());
    });
    path = with(path, "{webhook}", [&] { return addWebhook(); });
    path = with(path, "{delivery}", [&] { return "m" + std::to_string(webhook_count_); });
    path = with(path, "{operator}", [&] { return addColleague(); });
    path = with(path, "{client}", [&] { return addProgram(); });
    path = with(path, "{report}", [] { return std::string("units"); });
    path = with(path, "{kind}", [] { return std::string("don"); });
    if (route.operation == "getReport") path += "?from=2026-11-01&to=2026-11-30";
    ReviewedPaper reviewed;
    path = with(path, "{document}", [&] {
      reviewed = addReviewable(*stores_.borrow(), blobs_, "batch-p01", clock_.now());
      return reviewed.first;
    });
    EXPECT_EQ(path.find('{'), std::string::npos) << "say what stands in " << route.path;
    visit.request = request(route.method, path, client.starts_with("op:") ? "" : client);
    if (client.starts_with("op:")) logIn(client, visit.request);
    if (route.operation == "startOidcLogin") visit.request.encrypted = true;
    if (!reviewed.first.empty()) visit.request.headers["if-match"] = "\"1\"";
    visit.request.headers["tus-resumable"] = "1.0.0";
    visit.request.headers["upload-length"] = "5";
    visit.request.headers["upload-offset"] = "4";
    visit.request.headers["idempotency-key"] = "key-" + std::to_string(++keys_);
    if (!route.media_type.empty()) visit.request.headers["content-type"] = route.media_type;
    if (route.media_type == "application/json") {
      visit.body = "{}";
      if (route.operation == "recordReuse") visit.body = R"({"copy":"c1"})";
      if (route.operation == "beginScan") visit.body = R"({"case_file":"HS"})";
      if (route.operation == "changeScan") visit.body = R"({"change":"order","sheets":[1]})";
      if (route.operation == "addFileToScan") {
        visit.body = R"({"upload":")" + addUpload(owner, true) + R"("})";
      }
      if (route.operation == "splitReview") visit.body = R"({"at":1})";
      if (route.operation == "mergeReview") {
        visit.body = R"({"with":")" + reviewed.second + R"("})";
      }
      if (route.operation == "holdReviewSecret") visit.body = R"({"level":"MẬT"})";
      if (route.operation == "changePassword") visit.body = R"({"current":"x","new":"y"})";
      if (route.operation == "giveSessionCode") visit.body = R"({"code":"123456"})";
      const auto mine = client.substr(client.empty() ? 0 : client.size() - 3);
      const auto rights = R"(","name":"Hà","unit":")" + mine + R"(","roles":["admin"]})";
      const auto number = std::to_string(keys_);
      if (route.operation == "addOperator") visit.body = R"({"login":"new)" + number + rights;
      if (route.operation == "addClient") visit.body = R"({"id":"new)" + number + rights;
      if (route.operation == "tryProfile") visit.body = R"({"page":"JVBERi0x"})";
      if (route.operation == "giveFigures") {
        visit.body = R"({"figures":[{"unit":")" + mine +
                     R"(","measure":"results_in_force","from":"2026-11-01",)" +
                     R"("to":"2026-11-30","value":7}]})";
      }
      if (route.operation == "createWebhook") {
        visit.body = R"({"url":"https://partner.test/","events":["copy.created"]})";
      }
      if (route.operation == "createSession") {
        visit.body = R"({"login":"nobody)" + std::to_string(keys_) + R"(","password":"y"})";
        visit.request.address = "192.0.2." + std::to_string(keys_ % 250);
      }
      if (route.operation == "createBatch") {
        visit.body = R"({"uploads":[")" + addUpload(owner, true) + R"("]})";
      }
      if (route.operation == "requestCertification") {
        visit.body = R"({"copy":"c1","case_file":"H1"})";
      }
      if (route.operation == "refuseCertification") visit.body = R"({"reason":"mờ"})";
      if (route.operation == "startCertificationRun") {
        desk_.settle();
        const auto item = checked(addRequest("c1"));
        visit.body =
            nlohmann::json{{"pin", "123456"},
                           {"items", {{{"certification", item.request}, {"checks", item.checks}}}}}
                .dump();
      }
      if (route.operation == "retryQuarantined") visit.body = R"({"all":true})";
      if (route.operation == "deliverCopy") {
        visit.body = R"({"upload":")" + addUpload(owner, true) + R"(","id":"walk-)" +
                     std::to_string(keys_) + R"(","product":"digitised","unit":"p01","pages":1,)" +
                     R"("sha256":")" + core::sha256("%PDF-").hex() +
                     R"(","size":5,"created":"2026-11-22T08:00:00+07:00"})";
      }
    } else if (route.media_type == "application/x-www-form-urlencoded") {
      visit.body = "grant_type=client_credentials&client_id=x&client_secret=y";
    } else if (route.media_type == "application/pdf") {
      visit.body = "%PDF-1.7 from elsewhere";
    } else if (route.media_type == "application/offset+octet-stream") {
      visit.body = "-";
    } else {
      EXPECT_EQ(route.media_type, "") << "say what a body of this type looks like";
    }
    return visit;
  }
  Answer walk(const Route& route, const std::string& client, const std::string& owner) {
    auto [request, body] = visit(route, client, owner);
    return send(std::move(request), body);
  }
  Answer walk(const Route& route, const std::string& client) { return walk(route, client, client); }
  // A program and a person of this role and office.
  static std::vector<std::string> both(core::Role role, const std::string& unit) {
    const std::string word(core::slug(role));
    return {word + "@" + unit, "op:" + word + unit};
  }
  // A person's browser: everybody is let in anew, so that nobody is gone for too long.
  void logIn(const std::string& id, Request& request) {
    auto person = operators_.operatorById(id);
    if (!person) {
      const auto unit = id.substr(id.size() - 3);
      person = addPerson(id.substr(3), {*core::role(id.substr(3, id.size() - 6))}, unit);
    }
    ApiTest::logIn(*person, request);
  }
  // Whether the route is asked for one thing that is somebody's.
  static bool namesOne(const Route& route) {
    const bool of_all = route.path.find("{report}") != std::string::npos ||
                        route.path.find("{kind}") != std::string::npos;
    return (route.path.find('{') != std::string::npos && !of_all) ||
           route.operation == "recordReuse" || route.operation == "createBatch";
  }
  static bool asksForSecret(const Route& route) {
    return route.operation == "createToken" || route.operation == "createSession" ||
           route.operation == "finishOidcLogin";
  }
  // A role that a route was made for: of papers in the warehouse readers, of papers in hand others.
  static std::string roleFor(const Route& route) {
    if (route.any_of.empty() || route.any_of.contains(core::Role::kRead)) return "read";
    return std::string(core::slug(*route.any_of.begin()));
  }
  static bool mayUse(const Route& route, core::Role role) {
    return route.any_of.empty() || route.any_of.count(role) != 0;
  }

 private:
  static std::shared_ptr<const core::SecretText> pin() {
    std::string text = "123456";
    return std::make_shared<const core::SecretText>(text);
  }
  template <class What>
  static std::string with(std::string path, const std::string& place, What what) {
    if (const auto at = path.find(place); at != std::string::npos) {
      path.replace(at, place.size(), what());
    }
    return path;
  }
  // A person and a program of p01 that an administrator there may change.
  std::string addColleague() {
    return addPerson("colleague" + std::to_string(++colleagues_), {core::Role::kAdmin}, "p01").id;
  }
  std::string addProgram() {
    core::ApiClient program;
    program.id = program.name = "program" + std::to_string(++colleagues_);
    program.unit = program.sees = "p01";
    program.roles = {core::Role::kAdmin};
    book_.addClient(program);
    return program.id;
  }
  // Of p01, with one message.
  std::string addWebhook() {
    const auto id = "w" + std::to_string(++webhook_count_);
    webhooks_.add({.id = id,
                   .owner = "admin@p01",
                   .unit = "p01",
                   .url = "https://partner.test/",
                   .events = {"copy.created"},
                   .secret = "c2VjcmV0",
                   .created = clock_.now()});
    core::WebhookMessage message;
    message.id = "m" + std::to_string(webhook_count_);
    message.webhook = id;
    message.event = "copy.created";
    message.body = R"({"data":{"copy":"c1"}})";
    message.created = message.due = clock_.now();
    EXPECT_TRUE(webhooks_.record("walk", webhooks_.position("walk"), webhook_count_, {message}));
    return id;
  }

  int colleagues_ = 0;
  int webhook_count_ = 0;
  int keys_ = 0;
};

TEST_F(ApiWalk, WithoutAnAccountOnlyOpenRoutesAnswer) {
  for (const auto& route : api_.routes()) {
    SCOPED_TRACE(route.operation);
    const auto answer = walk(route, "");
    if (route.open) {
      EXPECT_NE(answer.status, 403);
      EXPECT_TRUE(answer.status != 401 || asksForSecret(route));
    } else {
      EXPECT_EQ(answer.status, 401);
      EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.not_authenticated");
      EXPECT_NE(answer.header("www-authenticate"), "");
    }
  }
  EXPECT_TRUE(logged().empty());
}

TEST_F(ApiWalk, EveryRouteAnswersItsRolesAndRefusesTheOthers) {
  for (const auto& route : api_.routes()) {
    for (const auto role : kAllRoles) {
      for (const auto& client : both(role, "p01")) {
        SCOPED_TRACE(route.operation + " as " + client);
        const auto answer = walk(route, client);
        const bool person = client.starts_with("op:");
        if (route.session) {
          EXPECT_THAT(answer.status,
                      person ? AnyOf(200, 204, 400, 401) : AnyOf(401, 401, 401, 401));
        } else if (mayUse(route, role) && !(route.person && !person)) {
          EXPECT_THAT(answer.status, AnyOf(200, 201, 202, 204, 303, 401));
          EXPECT_TRUE(answer.status != 401 || asksForSecret(route));
        } else {
          EXPECT_EQ(answer.status, 403);
          EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.forbidden");
          EXPECT_THAT(answer.body, Not(HasSubstr("c1")));
        }
        EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
        EXPECT_NE(answer.header("cache-control"), "");
        EXPECT_EQ(answer.header("traceparent").size(), 55U);
      }
    }
  }
}

TEST_F(ApiWalk, AForeignOfficeSeesNothingOfAPaperWhateverItAsks) {
  ASSERT_EQ(walk(api_.routes().front(), "read@p01").status, 200);
  for (const auto& route : api_.routes()) {
    if (route.operation == "checkCopy") continue;  // answers anybody who has the file
    for (const auto role : kAllRoles) {
      const auto owners = both(role, "p01");
      const auto clients = both(role, "p02");
      for (std::size_t i = 0; i < clients.size(); ++i) {
        SCOPED_TRACE(route.operation + " as " + clients[i]);
        static_cast<void>(walk(route, "read@p01"));  // traces that could be seen
        const auto answer = walk(route, clients[i], owners[i]);
        for (const char* word :
             {"\"c1\"", "c1.pdf", "văn của c1", kPdf, "@p01", "batch-p01", "scan.pdf", "HS-p01"}) {
          EXPECT_THAT(answer.body, Not(HasSubstr(word)));
          for (const auto& [name, value] : answer.headers) EXPECT_THAT(value, Not(HasSubstr(word)));
        }
        const bool refused = route.person && !clients[i].starts_with("op:");
        if (mayUse(route, role) && namesOne(route) && !refused) {
          EXPECT_EQ(answer.status, 404);
          EXPECT_THAT(answer.type(), AnyOf("urn:sohoa:problem:server.not_found",
                                           "urn:sohoa:problem:access.no_such_operator",
                                           "urn:sohoa:problem:access.no_such_client",
                                           "urn:sohoa:problem:upload.no_such_upload"));
        }
      }
    }
  }
}

TEST_F(ApiWalk, APersonsCallThatChangesSomethingNeedsItsToken) {
  for (const auto& route : api_.routes()) {
    if (route.open || route.method == "GET" || route.method == "HEAD") continue;
    for (const auto role : kAllRoles) {
      const auto client = both(role, "p01").back();
      SCOPED_TRACE(route.operation + " as " + client);
      auto [request, body] = visit(route, client, client);
      request.headers.erase("x-csrf-token");
      const auto answer = send(std::move(request), body);
      EXPECT_EQ(answer.status, 403);
      EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.cross_site");
    }
  }
}

TEST_F(ApiWalk, AnIdOfAForeignPaperAndAnIdOfNoneAreAnsweredAlike) {
  for (const auto& route : api_.routes()) {
    const auto place = route.path.find("{copy}");
    if (place == std::string::npos) continue;
    SCOPED_TRACE(route.operation);
    auto foreign = route.path;
    auto nothing = route.path;
    foreign.replace(place, 6, "c2");
    nothing.replace(place, 6, "c3");
    const auto one = send(get(foreign));
    const auto other = send(get(nothing));
    EXPECT_EQ(one.status, 404);
    EXPECT_EQ(one.status, other.status);
    EXPECT_EQ(one.body, other.body);
    EXPECT_EQ(one.headers.size(), other.headers.size());
  }
  // Neither does the log name what was not seen.
  for (const auto& entry : logged()) EXPECT_EQ(entry.copy, "");
}

TEST_F(ApiWalk, TheOfficeAboveAndAnAccountOfAllSeeThePaper) {
  for (const std::string unit : {"@tinh", "@*"}) {
    for (const auto& route : api_.routes()) {
      if (!route.personal) continue;
      const auto client = roleFor(route) + unit;
      SCOPED_TRACE(route.operation + " as " + client);
      EXPECT_THAT(walk(route, client).status, AnyOf(200, 201));
    }
  }
}

TEST_F(ApiWalk, APersonalRouteNeedsAPurposeAndACaseFile) {
  const std::vector<std::pair<std::string, std::string>> wrong{{"", "H1"},
                                                               {"ho-tich", ""},
                                                               {"hai từ", "H1"},
                                                               {"a b", "H1"},
                                                               {"a\nb", "H1"},
                                                               {"a", "H\x7f"},
                                                               {std::string(65, 'a'), "H1"},
                                                               {"a", std::string(129, 'b')}};
  for (const auto& route : api_.routes()) {
    if (!route.personal || !route.purpose.empty()) continue;
    for (const auto& [purpose, case_file] : wrong) {
      SCOPED_TRACE(route.operation + ": " + purpose + ", " + case_file);
      auto [request, body] = visit(route, "read@p01", "read@p01");
      request.headers["sohoa-purpose"] = purpose;
      request.headers["sohoa-case-file"] = case_file;
      const auto answer = send(request, body);
      EXPECT_EQ(answer.status, 400);
      EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.purpose_required");
    }
  }
  EXPECT_TRUE(logged().empty());
}

TEST_F(ApiWalk, EveryPersonalAnswerStandsInTheLogAndNoOther) {
  for (const auto& route : api_.routes()) {
    SCOPED_TRACE(route.operation);
    const auto before = logged().size();
    const auto client =
        (route.personal || route.any_of.empty() ? roleFor(route)
                                                : std::string(core::slug(*route.any_of.rbegin()))) +
        "@p01";
    const auto answer = walk(route, client);
    const auto entries = logged();
    ASSERT_EQ(entries.size(), before + (route.personal ? 1 : 0));
    if (!route.personal) continue;
    const auto& entry = entries.back();
    EXPECT_EQ(entry.client, client);
    EXPECT_EQ(entry.unit, "p01");
    EXPECT_EQ(entry.action, route.operation);
    EXPECT_EQ(entry.purpose, route.purpose.empty() ? "ho-tich" : route.purpose);
    // A request for certification says which case file it is for.
    const bool asked_for = route.path.find("{certification}") != std::string::npos;
    const bool of_work = !route.purpose.empty() && !asked_for;
    const bool of_one = namesOne(route);
    if (route.path.find("{scan}") != std::string::npos) {
      EXPECT_THAT(entry.case_file, HasSubstr("HS-p01"));  // the session's
    } else {
      EXPECT_EQ(entry.case_file, !of_work ? "H1" : of_one ? "batch-p01" : "");
    }
    EXPECT_EQ(entry.status, answer.status);
    EXPECT_EQ(entry.at, clock_.now());
    if (route.path.find("{document}") == std::string::npos) {
      EXPECT_EQ(entry.copy, of_one && !of_work ? "c1" : "");
    }
  }
  EXPECT_EQ(book_.logProblem(), "");
}

TEST_F(ApiWalk, NothingOfAPaperLeavesWhenTheLogCannotBeWritten) {
  for (const auto& route : api_.routes()) {
    if (!route.personal) continue;
    SCOPED_TRACE(route.operation);
    book_.broken = true;
    const auto client = roleFor(route) + "@p01";
    const auto answer = walk(route, client);
    EXPECT_EQ(answer.status, 503);
    for (const char* word : {"c1", kPerson, kName, "12/KS", "%PDF", "scripted"}) {
      EXPECT_THAT(answer.body, Not(HasSubstr(word)));
    }
    EXPECT_EQ(answer.header("etag"), "");
    EXPECT_EQ(answer.header("content-disposition"), "");
    EXPECT_EQ(answer.header("repr-digest"), "");
    book_.broken = false;
    EXPECT_THAT(walk(route, client).status, AnyOf(200, 201));
  }
}

TEST_F(ApiWalk, TheServersOwnLogNamesNoPersonAndNoSearch) {
  static_cast<void>(send(get("/api/v1/copies?subject=079200000001&q=Nguy%E1%BB%85n")));
  static_cast<void>(send(get("/api/v1/copies?079200000001=x")));
  static_cast<void>(send(get("/079200000001/Nguy%E1%BB%85n")));
  for (const auto& route : api_.routes()) static_cast<void>(walk(route, "read@p01"));
  ASSERT_FALSE(lines_.empty());
  for (const auto& line : lines_) {
    SCOPED_TRACE(line);
    const auto object = nlohmann::json::parse(line);
    EXPECT_EQ(object.at("event"), "http.request");
    EXPECT_EQ(object.at("trace_id").get<std::string>().size(), 32U);
    EXPECT_THAT(line, Not(HasSubstr(kPerson)));
    EXPECT_THAT(line, Not(HasSubstr("Nguy")));
    EXPECT_THAT(line, Not(HasSubstr("12/KS")));
  }
}

// --- the table and the document

nlohmann::json resolved(const nlohmann::json& document, const nlohmann::json& object) {
  if (!object.contains("$ref")) return object;
  return document.at(nlohmann::json::json_pointer(object.at("$ref").get<std::string>().substr(1)));
}

core::Roles rolesOf(const nlohmann::json& words) {
  core::Roles roles;
  for (const auto& word : words) roles.insert(core::role(word.get<std::string>()).value());
  return roles;
}

TEST_F(ApiWalk, TheTableIsWhatTheOpenApiDocumentSays) {
  const auto document = nlohmann::json::parse(openApiDocument());
  std::size_t operations = 0;
  for (const auto& [path, methods] : document.at("paths").items()) operations += methods.size();
  EXPECT_EQ(operations, api_.routes().size());
  std::set<std::string> names;
  for (const auto& route : api_.routes()) {
    SCOPED_TRACE(route.operation);
    EXPECT_TRUE(names.insert(route.operation).second);
    auto method = route.method;
    std::transform(method.begin(), method.end(), method.begin(), ::tolower);
    ASSERT_TRUE(document.at("paths").contains(route.path));
    ASSERT_TRUE(document.at("paths").at(route.path).contains(method));
    const auto& operation = document.at("paths").at(route.path).at(method);
    EXPECT_EQ(operation.at("operationId"), route.operation);

    std::set<std::string> query;
    std::set<std::string> headers;
    std::set<std::string> places;
    for (const auto& one : operation.value("parameters", nlohmann::json::array())) {
      const auto parameter = resolved(document, one);
      const std::string name = parameter.at("name");
      if (parameter.at("in") == "query") query.insert(name);
      if (parameter.at("in") == "header") headers.insert(core::toLower(name));
      if (parameter.at("in") == "path") places.insert(name);
    }
    EXPECT_EQ(query.erase("language"), 1U) << "every route takes it";
    const bool asks = route.personal && route.purpose.empty();
    EXPECT_EQ(query, std::set<std::string>(route.query.begin(), route.query.end()));
    EXPECT_EQ(headers.count("sohoa-purpose") == 1, asks);
    EXPECT_EQ(headers.count("sohoa-case-file") == 1, asks);
    std::set<std::string> in_path;
    for (const auto& segment : route.segments) {
      if (segment.front() == '{') in_path.insert(segment.substr(1, segment.size() - 2));
    }
    EXPECT_EQ(places, in_path);

    const auto& security = operation.at("security");
    EXPECT_EQ(security.front().empty(), route.open);
    if (!route.open) {
      ASSERT_EQ(security.size(), route.session || route.person ? 1U : 2U);
      const auto& person = security.back();
      EXPECT_EQ(person.contains("csrf"), route.method != "GET" && route.method != "HEAD");
      EXPECT_EQ(rolesOf(person.at("session")), route.any_of);
      if (!route.session && !route.person) {
        EXPECT_EQ(rolesOf(security.front().at("oauth")), route.any_of);
      }
    }

    EXPECT_EQ(operation.contains("requestBody"), !route.media_type.empty());
    if (!route.media_type.empty()) {
      const auto& content = operation.at("requestBody").at("content");
      EXPECT_EQ(content.size(), 1U);
      EXPECT_TRUE(content.contains(route.media_type));
      for (const char* status : {"413", "415"}) {
        EXPECT_TRUE(operation.at("responses").contains(status)) << status;
      }
    }
    for (const char* status : {"400", "401", "429", "500", "503"}) {
      EXPECT_TRUE(operation.at("responses").contains(status)) << status;
    }
  }
}

}  // namespace
}  // namespace sohoa::server

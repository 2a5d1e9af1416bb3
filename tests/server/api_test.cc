// What single routes do beyond letting in and out.
#include "server/api.h"

#include "server/base64.h"
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ApiRoutes : public ApiTest {
 protected:
  std::string addSecret(const std::string& id, const std::string& certificate = {}) {
    core::ApiClient client;
    client.id = id;
    client.unit = client.sees = "p01";
    client.roles = {core::Role::kRead};
    const auto secret = newSecret();
    client.secret = hashSecret(secret);
    client.certificate = certificate;
    client.created = clock_.now();
    book_.addClient(client);
    return secret;
  }
  Answer askToken(const std::string& body, std::map<std::string, std::string> headers = {},
                  const std::string& certificate = {}) {
    auto request = post("/api/v1/token", "application/x-www-form-urlencoded", "");
    request.headers.merge(headers);
    request.certificate = certificate;
    return send(request, body);
  }
  static std::string form(const std::string& id, const std::string& secret) {
    return "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret;
  }
  static std::map<std::string, std::string> basic(const std::string& pair) {
    return {
        {"authorization", "Basic " + base64(std::vector<std::uint8_t>(pair.begin(), pair.end()))}};
  }
  Answer withToken(const std::string& token, const std::string& certificate = {}) {
    auto one = request("GET", "/api/v1/copies/c1", "");
    one.headers["authorization"] = "Bearer " + token;
    one.certificate = certificate;
    return send(one);
  }
  Answer reuse(const std::string& key, const std::string& body,
               const std::string& client = "read@p01") {
    auto one = post("/api/v1/reuses", "application/json", client);
    if (!key.empty()) one.headers["idempotency-key"] = key;
    return send(one, body);
  }
};

// --- accounts

TEST_F(ApiRoutes, AnIdAndItsSecretGiveATokenThatLetsIn) {
  const auto secret = addSecret("mot-cua");
  for (const auto& answer :
       {askToken(form("mot-cua", secret)),
        askToken("grant_type=client_credentials", basic("mot-cua:" + secret))}) {
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(answer.json().at("token_type"), "Bearer");
    EXPECT_EQ(answer.json().at("expires_in"), 600);
    EXPECT_EQ(answer.json().at("scope"), "read");
    EXPECT_EQ(withToken(answer.json().at("access_token")).status, 200);
  }
}

TEST_F(ApiRoutes, WhatIsNoIdAndSecretIsRefusedAlike) {
  const auto secret = addSecret("mot-cua");
  const auto wrong = askToken(form("mot-cua", secret + "x"));
  const auto unknown = askToken(form("nobody", secret));
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.json(), (nlohmann::json{{"error", "invalid_client"}}));
  EXPECT_NE(wrong.header("www-authenticate"), "");
  EXPECT_EQ(unknown.body, wrong.body);
  for (const auto& headers : {basic("mot-cua"), basic("mot-cua:x"), basic(""),
                              std::map<std::string, std::string>{{"authorization", "Basic !!"}}}) {
    EXPECT_EQ(askToken("grant_type=client_credentials", headers).status, 401);
  }
  EXPECT_EQ(askToken("grant_type=client_credentials").status, 401);
  EXPECT_EQ(askToken("grant_type=password&username=a&password=b").json().at("error"),
            "unsupported_grant_type");
  EXPECT_EQ(askToken("client_id=a").json().at("error"), "invalid_request");
  EXPECT_EQ(askToken("a=%zz").json().at("error"), "invalid_request");
}

TEST_F(ApiRoutes, ASecretThatIsTriedTooOftenIsNotTriedFurther) {
  for (int i = 0; i < 30; ++i) static_cast<void>(askToken("grant_type=x"));
  const auto answer = askToken("grant_type=x");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.header("retry-after"), "2");  // thirty a minute
  clock_.advance(std::chrono::seconds(2));
  EXPECT_EQ(askToken("grant_type=x").status, 400);
}

TEST_F(ApiRoutes, ATokenBoundToACertificateIsWorthNothingWithoutIt) {
  const auto secret = addSecret("bound", "thumbprint");
  EXPECT_EQ(askToken(form("bound", secret)).status, 401);
  EXPECT_EQ(askToken(form("bound", secret), {}, "another").status, 401);
  const auto answer = askToken(form("bound", secret), {}, "thumbprint");
  ASSERT_EQ(answer.status, 200);
  const std::string token = answer.json().at("access_token");
  EXPECT_EQ(withToken(token, "thumbprint").status, 200);
  EXPECT_EQ(withToken(token).status, 401);
  EXPECT_EQ(withToken(token, "another").status, 401);
}

TEST_F(ApiRoutes, WhoIsShutOutIsOutWithTheNextRequest) {
  const auto one = token("read@p01");
  EXPECT_EQ(withToken(one).status, 200);
  const auto change = [&](const std::function<void(core::ApiClient&)>& how) {
    book_.changeClient("read@p01", how);
  };
  change([](auto& client) { client.disabled = true; });
  EXPECT_EQ(withToken(one).status, 401);
  change([](auto& client) {
    client.disabled = false;
    client.roles = {core::Role::kAudit};
  });
  EXPECT_EQ(withToken(one).status, 403);
  change([](auto& client) {
    client.roles = {core::Role::kRead};
    client.sees = "p02";
  });
  EXPECT_EQ(withToken(one).status, 404);
}

TEST_F(ApiRoutes, ExpiredAndForgedTokensAreRefused) {
  const auto one = token("read@p01");
  EXPECT_EQ(withToken(one + "x").status, 401);
  EXPECT_EQ(withToken("").status, 401);
  EXPECT_EQ(withToken(token("nobody")).status, 401);
  clock_.advance(std::chrono::seconds(600));
  EXPECT_EQ(withToken(one).status, 401);
  // A bad token is refused where none would be needed.
  EXPECT_EQ(send(get("/livez", "", {{"authorization", "Bearer x"}})).status, 401);
}

TEST_F(ApiRoutes, WhoAsksTooOftenIsToldToWait) {
  addClient(core::Role::kRead, "slow", 6);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(send(get("/api/v1/changes", "read@slow")).status, 200);
  }
  const auto answer = send(get("/api/v1/changes", "read@slow"));
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.type(), "urn:sohoa:problem:access.too_many_requests");
  EXPECT_EQ(answer.header("retry-after"), "10");
  EXPECT_EQ(send(get("/api/v1/changes")).status, 200);
}

// --- the door

TEST_F(ApiRoutes, WhatStandsInNoTableIsNotThere) {
  for (const char* target : {"/", "/api", "/api/v1/copies/c1/content/x", "/API/v1/copies",
                             "/api/v1/copies/c1%2Fcontent", "/api/v1/%63opies/../copies"}) {
    const auto answer = send(get(target));
    EXPECT_TRUE(answer.status == 404 || answer.status == 400) << target;
  }
  const auto answer = send(request("DELETE", "/api/v1/copies/c1", "read@p01"));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("allow"), "GET, HEAD");
  EXPECT_EQ(send(get("/api/v1/copies?limit=1&unknown=2")).status, 400);
  EXPECT_EQ(send(get("/api/v1/copies?limit=1&limit=2")).status, 400);
}

TEST_F(ApiRoutes, BodiesAreOfTheDeclaredTypeAndSize) {
  EXPECT_EQ(send(post("/api/v1/copies/search", "text/plain"), "{}").status, 415);
  EXPECT_EQ(send(post("/api/v1/copies/search", "Application/JSON; charset=utf-8"), "{}").status,
            200);
  EXPECT_EQ(send(get("/api/v1/copies"), "body").status, 400);
  EXPECT_EQ(send(post("/api/v1/copies/search", "application/json"), std::string(70000, ' ')).status,
            413);
  // Also when its length is not told beforehand.
  auto request = post("/api/v1/copies/search", "application/json");
  request.chunked = true;
  const auto exchange = api_.open(request);
  EXPECT_FALSE(exchange->early());
  const std::vector<std::uint8_t> piece(60000, ' ');
  EXPECT_FALSE(exchange->receive(piece));
  const auto answer = exchange->receive(piece);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
  EXPECT_TRUE(answer->close);
}

TEST_F(ApiRoutes, ATraceGoesOnOrBegins) {
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  EXPECT_THAT(send(get("/livez", "", {{"traceparent", parent}})).header("traceparent"),
              HasSubstr("4bf92f3577b34da6a3ce929d0e0e4736"));
  for (const std::string& wrong : std::vector<std::string>{
           "", "x", "01" + parent.substr(2),
           "00-00000000000000000000000000000000-00f067aa0ba902b7-01", parent + "-x",
           "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"}) {
    const auto trace = send(get("/livez", "", {{"traceparent", wrong}})).header("traceparent");
    EXPECT_EQ(trace.size(), 55U);
    EXPECT_EQ(trace.find("4bf92f35"), std::string::npos);
  }
}

// --- search and changes

TEST_F(ApiRoutes, SearchFindsByWordsAndFieldsWithinTheScopeOnly) {
  const auto ids = [&](const std::string& query, const std::string& client = "read@tinh") {
    const auto answer = send(get("/api/v1/copies?" + query, client));
    EXPECT_EQ(answer.status, 200) << query;
    std::vector<std::string> all;
    const auto found = answer.json();
    for (const auto& copy : found.at("copies")) all.push_back(copy.at("id"));
    return all;
  };
  EXPECT_THAT(ids("q=khai+sinh"), ElementsAre("c2", "c1"));
  EXPECT_THAT(ids("number=12/KS&unit=p01"), ElementsAre("c1"));
  EXPECT_THAT(ids("issued_from=2025-03-04&issued_until=2025-03-04&limit=1"), ElementsAre("c2"));
  EXPECT_THAT(ids("issued_from=2025-03-05"), IsEmpty());
  EXPECT_THAT(ids("subject=079200000001", "read@p01"), ElementsAre("c1"));
  EXPECT_THAT(ids("unit=p02", "read@p01"), IsEmpty());
  EXPECT_THAT(ids("unit=tinh", "read@p01"), ElementsAre("c1"));
}

TEST_F(ApiRoutes, SearchRefusesWhatItDoesNotUnderstand) {
  for (const char* query : {"limit=0", "limit=201", "limit=x", "issued_from=2025-02-30",
                            "issued_from=2025", "issued_until=04/03/2025", "cursor=x"}) {
    EXPECT_EQ(send(get(std::string("/api/v1/copies?") + query)).status, 400) << query;
  }
  for (const char* body : {"", "[]", "{\"limit\":\"5\"}", "{\"limit\":0}", "{\"limit\":1.5}",
                           "{\"x\":1}", "{\"q\":5}", "{\"limit\":99999999999999999999}"}) {
    auto request = post("/api/v1/copies/search", "application/json");
    EXPECT_EQ(send(request, body).status, 400) << body;
  }
}

TEST_F(ApiRoutes, PagesOfASearchGoOnAlsoByBody) {
  auto body = nlohmann::json{{"q", "giấy"}, {"limit", 1}};
  const auto ask = [&] {
    return send(post("/api/v1/copies/search", "application/json", "read@*"), body.dump()).json();
  };
  const auto first = ask();
  EXPECT_EQ(first.at("copies").at(0).at("id"), "c2");
  body["cursor"] = first.at("next");
  const auto second = ask();
  EXPECT_EQ(second.at("copies").at(0).at("id"), "c1");
  EXPECT_TRUE(second.at("next").is_null());
}

TEST_F(ApiRoutes, ChangesGoOnWhereTheLastOnesEnded) {
  const auto first = send(get("/api/v1/changes?limit=1", "archive@*")).json();
  EXPECT_EQ(first.at("copies").at(0).at("id"), "c1");
  EXPECT_EQ(first.at("more"), true);
  const std::string next = first.at("next");
  const auto second = send(get("/api/v1/changes?limit=1&since=" + next, "archive@*")).json();
  EXPECT_EQ(second.at("copies").at(0).at("id"), "c2");
  EXPECT_EQ(second.at("more"), false);
  EXPECT_EQ(send(get("/api/v1/changes?since=-1")).status, 400);
  EXPECT_EQ(send(get("/api/v1/changes?since=0")).status, 200);
  EXPECT_EQ(send(get("/api/v1/changes?since=99999999999999999999")).status, 400);
}

TEST_F(ApiRoutes, WhoFollowsTheChangesIsToldOfARestore) {
  const std::string next = send(get("/api/v1/changes", "archive@*")).json().at("next");
  EXPECT_EQ(send(get("/api/v1/changes?since=" + next)).status, 200);
  catalogue_.beginAnew();
  for (const auto& since : {next, std::string("2")}) {
    const auto answer = send(get("/api/v1/changes?since=" + since));
    EXPECT_EQ(answer.status, 410);
    EXPECT_EQ(answer.json().at("type"), "urn:sohoa:problem:server.changes_begin_anew");
  }
}

TEST_F(ApiRoutes, ACopyThatARuleTookAwayIsGoneForThoseWhoSawIt) {
  catalogue_.remove("c1", {"TT 10", "12/QĐ", "An"}, clock_.now());
  for (const char* part : {"", "/content", "/text", "/verification"}) {
    const auto path = std::string("/api/v1/copies/c1") + part;
    const auto answer = send(get(path, "read@p01"));
    EXPECT_EQ(answer.status, 410) << path;
    EXPECT_EQ(answer.json().at("type"), "urn:sohoa:problem:warehouse.copy_removed");
    EXPECT_EQ(send(get(path, "read@p02")).status, 404) << path;
  }
  const auto changes = send(get("/api/v1/changes", "archive@*")).json();
  EXPECT_EQ(changes.at("removed").at(0).at("id"), "c1");
}

TEST_F(ApiRoutes, AnUploadThatIsBeingTakenInDoesNotExpire) {
  const auto now = clock_.now();
  const auto upload = uploads_.create("read@p01", "a.pdf", 0, now + std::chrono::hours(1));
  auto kept = uploads_.append(upload.id, 0, now);
  const auto later = now + std::chrono::hours(2);
  EXPECT_EQ(uploads_.expire(later), 0);
  EXPECT_TRUE(std::filesystem::exists(uploads_.file(upload)));
  kept.reset();
  EXPECT_EQ(uploads_.expire(later), 1);
}

// --- reuse

TEST_F(ApiRoutes, AReuseIsRecordedOnceForItsKey) {
  const auto first = reuse("k1", R"({"copy":"c1"})");
  EXPECT_EQ(first.status, 201);
  clock_.advance(std::chrono::seconds(5));
  const auto again = reuse("\"k1\"", R"({"copy":"c1"})");
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.json(), first.json());
  EXPECT_EQ(book_.reuses({.copy = {}, .unit = {}, .from = {}, .until = {}}).size(), 1U);
  // Other content under the key is told; the key of another client is its own.
  deliver("c9", "p01", "%PDF of c9");
  EXPECT_EQ(reuse("k1", R"({"copy":"c9"})").status, 422);
  EXPECT_EQ(reuse("k1", R"({"copy":"c1"})", "read@tinh").status, 201);
  EXPECT_EQ(reuse("", R"({"copy":"c1"})").status, 400);
  EXPECT_EQ(reuse("k2", R"({"copy":""})").status, 400);
  EXPECT_EQ(reuse("k2", R"({"copy":"none"})").status, 404);
}

TEST_F(ApiRoutes, ReusesAndAccessesAreListedWithinTheScope) {
  EXPECT_EQ(reuse("k1", R"({"copy":"c1"})").status, 201);
  EXPECT_EQ(reuse("k1", R"({"copy":"c2"})", "read@p02").status, 201);
  const auto count = [&](const std::string& target, const std::string& client, const char* what) {
    const auto answer = send(get(target, client));
    EXPECT_EQ(answer.status, 200) << target;
    return answer.json().at(what).size();
  };
  EXPECT_EQ(count("/api/v1/reuses", "read@p01", "reuses"), 1U);
  EXPECT_EQ(count("/api/v1/reuses", "audit@tinh", "reuses"), 2U);
  EXPECT_EQ(count("/api/v1/reuses?copy=c2", "audit@*", "reuses"), 1U);
  EXPECT_EQ(count("/api/v1/reuses?until=2026-11-22T08:30:00%2B07:00", "audit@*", "reuses"), 0U);
  EXPECT_EQ(count("/api/v1/reuses?from=2026-11-22T08:30:00%2B07:00", "audit@*", "reuses"), 2U);
  EXPECT_EQ(count("/api/v1/accesses", "audit@p02", "accesses"), 1U);
  EXPECT_EQ(count("/api/v1/accesses?copy=c1", "audit@*", "accesses"), 1U);
  EXPECT_EQ(count("/api/v1/accesses?client=read@p02", "audit@*", "accesses"), 1U);
  EXPECT_EQ(send(get("/api/v1/reuses?from=yesterday", "audit@*")).status, 400);
  EXPECT_EQ(send(get("/api/v1/accesses?limit=1001", "audit@*")).status, 400);
  EXPECT_EQ(send(get("/api/v1/accesses?cursor=x", "audit@*")).status, 400);
  const auto page = send(get("/api/v1/accesses?limit=1", "audit@*")).json();
  const std::string next = page.at("next");
  EXPECT_EQ(count("/api/v1/accesses?cursor=" + next, "audit@*", "accesses"), 1U);
}

// --- verification by anybody

TEST_F(ApiRoutes, AnybodysDocumentIsJudgedAndForgotten) {
  verifier_.report.verdict = core::Verdict::kTotalFailed;
  const std::string pdf = "%PDF-1.7 " + std::string(3000, 'x');
  const auto answer = send(post("/api/v1/verify", "application/pdf", ""), pdf);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json().at("verdict"), "TOTAL_FAILED");
  EXPECT_EQ(answer.json().at("sha256"), core::sha256(pdf).hex());
  EXPECT_EQ(answer.json().at("size"), pdf.size());
  EXPECT_EQ(verifier_.seen, pdf);
  EXPECT_EQ(verifier_.asked.policy, core::VerifyRequest::Policy::kGeneric);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const auto name = entry.path().filename().string();
    EXPECT_TRUE(name == "blobs" || name == "token.pem" || name.find(".db") != std::string::npos)
        << name;
  }
}

TEST_F(ApiRoutes, ADocumentThatIsEmptyOrTooLargeIsRefused) {
  EXPECT_EQ(send(post("/api/v1/verify", "application/pdf", "")).status, 400);
  EXPECT_EQ(send(post("/api/v1/verify", "application/pdf", ""), std::string(4001, 'x')).status,
            413);
  auto chunked = post("/api/v1/verify", "application/pdf", "");
  chunked.chunked = true;
  const auto exchange = api_.open(chunked);
  EXPECT_FALSE(exchange->early());
  const std::vector<std::uint8_t> piece(3000, 'x');
  EXPECT_FALSE(exchange->receive(piece));
  EXPECT_EQ(exchange->receive(piece)->status, 413);
}

TEST_F(ApiRoutes, StrangersVerifySoOftenAMinuteAndAccountsAsTheirsAllows) {
  const auto ask = [&](const std::string& client) {
    return send(post("/api/v1/verify", "application/pdf", client), "%PDF").status;
  };
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask(""), 200);
  EXPECT_EQ(ask(""), 429);
  EXPECT_EQ(ask("scan@p01"), 200);
}

// --- the server itself

TEST_F(ApiRoutes, IsReadyUntilSomethingIsWrongOrItStops) {
  EXPECT_EQ(send(get("/readyz", "")).status, 200);
  trouble_ = "core.disk_full";
  const auto answer = send(get("/readyz", ""));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.json().at("checks").at("disk"), "core.disk_full");
  trouble_.clear();
  api_.startDraining();
  EXPECT_EQ(send(get("/readyz", "")).status, 503);
  EXPECT_EQ(send(get("/livez", "")).status, 200);
}

TEST_F(ApiRoutes, MetricsCountWhatWasAnswered) {
  static_cast<void>(send(get("/api/v1/copies/c1")));
  static_cast<void>(send(get("/nowhere")));
  const auto answer = send(get("/metrics", "admin@*"));
  EXPECT_THAT(answer.body,
              HasSubstr("sohoa_http_requests_total{operation=\"getCopy\",status=\"200\"} 1\n"));
  EXPECT_THAT(answer.body,
              HasSubstr("sohoa_http_requests_total{operation=\"none\",status=\"404\"} 1\n"));
  EXPECT_THAT(answer.header("content-type"), HasSubstr("version=0.0.4"));
}

}  // namespace
}  // namespace sohoa::server

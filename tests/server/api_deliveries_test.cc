// Copies that another warehouse delivers.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using nlohmann::json;

class ApiDeliveries : public ApiTest {
 protected:
  ApiDeliveries() {
    verifier_.report.verdict = core::Verdict::kTotalPassed;
    verifier_.report.level = "B-LT";
    verifier_.report.signatures.emplace_back();
  }
  // Of a whole upload ("%PDF-") of `client`.
  json order(const std::string& client = "archive@p01") {
    return {{"upload", addUpload(client, true)},
            {"id", "abc"},
            {"product", "certified"},
            {"kind", "giay_khai_sinh"},
            {"title", "Giấy khai sinh"},
            {"unit", "p01"},
            {"case_file", "HS-7"},
            {"subject", kPerson},
            {"fields", {{"ho_ten", kName}, {"noi_nhan", {"A", "B"}}}},
            {"text", "dòng một\ndòng hai"},
            {"pages", 2},
            {"sha256", core::sha256("%PDF-").hex()},
            {"size", 5},
            {"created", "2026-11-20T08:00:00+07:00"}};
  }
  Answer deliver(const json& body, const std::string& key = "k1",
                 const std::string& client = "archive@p01") {
    auto one = post("/api/v1/copies", "application/json", client);
    if (!key.empty()) one.headers["idempotency-key"] = key;
    return send(one, body.dump());
  }
  // Another content of p01, beside the API.
  void deliverOnce(const std::string& id) { ApiTest::deliver(id, "p01", "%PDF-1.7 other " + id); }
  std::string refusal(const json& body) { return deliver(body).type(); }
  std::size_t copies() { return catalogue_.changes(0, std::nullopt, 100).copies.size(); }
};

TEST_F(ApiDeliveries, ACopyIsFoundFetchedAndReceiptedAfterIt) {
  const auto body = order();
  const auto answer = deliver(body);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.header("location"), "/api/v1/copies/abc");
  EXPECT_EQ(answer.json().at("sha256"), body.at("sha256"));
  EXPECT_EQ(answer.json().at("warehouse"), "sohoa");
  EXPECT_EQ(answer.json().at("client"), "archive@p01");

  const auto row = *catalogue_.find("abc");
  EXPECT_EQ(row.product, core::Product::kCertified);
  EXPECT_EQ(row.unit, "p01");
  EXPECT_EQ(row.case_file, "HS-7");
  EXPECT_EQ(row.subject, kPerson);
  EXPECT_EQ(row.level, "B-LT");  // as it was found, not as it was said
  EXPECT_EQ(catalogue_.text("abc"), "dòng một\ndòng hai");
  EXPECT_EQ(std::get<std::vector<std::string>>(row.fields.at("noi_nhan")).size(), 2U);
  EXPECT_EQ(send(get("/api/v1/copies/abc/content")).body, "%PDF-");
  core::SearchQuery words;
  words.words = "hai";
  EXPECT_EQ(catalogue_.search(words).hits.size(), 1U);
}

TEST_F(ApiDeliveries, TheReceiptIsSignedAndLetsNobodyIn) {
  const auto answer = deliver(order()).json();
  const std::string receipt = answer.at("receipt");
  EXPECT_EQ(std::count(receipt.begin(), receipt.end(), '.'), 2);
  auto one = request("GET", "/api/v1/changes", "");
  one.headers["authorization"] = "Bearer " + receipt;
  EXPECT_EQ(send(one).status, 401);
}

TEST_F(ApiDeliveries, TheSameCopyAgainGivesTheFirstReceiptAndNoDouble) {
  // A signature of ECDSA is another one each time; what is signed is not.
  const auto said = [](const Answer& answer) {
    auto body = answer.json();
    auto& receipt = body.at("receipt").get_ref<std::string&>();
    receipt.resize(receipt.rfind('.'));
    return body;
  };
  const auto first = deliver(order());
  clock_.advance(std::chrono::hours(1));
  // The answer was lost: the same key, whatever became of the upload.
  EXPECT_EQ(said(deliver(order())), said(first));
  auto gone = order();
  gone["upload"] = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(said(deliver(gone)), said(first));
  // The near side lost its own notes: another key.
  const auto other = deliver(gone, "k2").json();
  EXPECT_EQ(other.at("accepted"), first.json().at("accepted"));
  EXPECT_EQ(copies(), 3U);
}

TEST_F(ApiDeliveries, AnUploadGoesWhenItsCopyIsHere) {
  const auto body = order();
  deliver(body);
  EXPECT_FALSE(uploads_.find(body.at("upload"), clock_.now()));
}

TEST_F(ApiDeliveries, OtherContentUnderAnIdIsAConflictAndTellsNothing) {
  deliver(order());
  auto other = order();
  other["sha256"] = core::sha256("something else").hex();
  EXPECT_EQ(deliver(other, "k2").status, 409);
  auto foreign = order("archive@p02");
  foreign["unit"] = "p02";
  const auto answer = deliver(foreign, "k3", "archive@p02");  // the same bytes even
  EXPECT_EQ(answer.status, 409);
  EXPECT_THAT(answer.body, testing::Not(testing::HasSubstr("accepted")));
}

TEST_F(ApiDeliveries, ACopyThatWasDisposedOfHereIsNotTakenAgain) {
  ASSERT_EQ(deliver(order()).status, 201);
  catalogue_.remove("abc", {"rule", "12/QĐ", "person"}, clock_.now());
  blobs_.remove(core::sha256("%PDF-"));
  const auto body = order();
  const auto answer = deliver(body, "k2");
  EXPECT_EQ(answer.status, 410);
  EXPECT_EQ(answer.type(), "urn:sohoa:problem:warehouse.copy_removed");
  EXPECT_FALSE(uploads_.find(body.at("upload"), clock_.now()));
  EXPECT_FALSE(blobs_.contains(core::sha256("%PDF-")));
  auto lost = order();  // whatever became of the upload
  lost["upload"] = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(deliver(lost, "k3").status, 410);
  auto foreign = order("archive@p02");
  foreign["unit"] = "p02";
  EXPECT_EQ(deliver(foreign, "k4", "archive@p02").status, 409);  // another office hears nothing
}

TEST_F(ApiDeliveries, WhatTheCatalogueRefusesLeavesNoBytesBehind) {
  // Somebody else brings in and disposes of the same id while this copy is looked at.
  verifier_.during = [&] {
    deliverOnce("abc");
    catalogue_.remove("abc", {"rule", "12/QĐ", "person"}, clock_.now());
  };
  const auto body = order();
  EXPECT_EQ(deliver(body).status, 410);
  EXPECT_FALSE(blobs_.contains(core::sha256("%PDF-")));
  EXPECT_FALSE(uploads_.find(body.at("upload"), clock_.now()));
}

TEST_F(ApiDeliveries, BytesThatWereHereBeforeStayWhenTheirSecondIdIsRefused) {
  ASSERT_EQ(deliver(order()).status, 201);
  verifier_.during = [&] { deliverOnce("def"); };
  auto other = order();
  other["id"] = "def";
  EXPECT_EQ(deliver(other, "k2").status, 409);
  EXPECT_TRUE(blobs_.contains(core::sha256("%PDF-")));
}

TEST_F(ApiDeliveries, WhatIsSaidToBeMadeBySohoaIsJudgedAsSuch) {
  using Policy = core::VerifyRequest::Policy;
  int count = 0;
  for (const auto& [product, policy] :
       {std::pair{"digitised", Policy::kSohoa}, std::pair{"certified", Policy::kSohoa},
        std::pair{"archived", Policy::kGeneric}}) {
    auto body = order();
    body["id"] = body["product"] = product;
    EXPECT_EQ(deliver(body, "k" + std::to_string(++count)).status, 201) << product;
    EXPECT_EQ(verifier_.asked.policy, policy) << product;
  }
}

TEST_F(ApiDeliveries, AKeyServesOneCopyOnly) {
  deliver(order());
  auto other = order();
  other["id"] = "def";
  EXPECT_EQ(deliver(other).type(), "urn:sohoa:problem:server.idempotency_key_reused");
  EXPECT_EQ(deliver(order(), "").type(), "urn:sohoa:problem:server.idempotency_key_required");
}

TEST_F(ApiDeliveries, WhatDoesNotVerifyIsKeptOut) {
  verifier_.report.verdict = core::Verdict::kTotalFailed;
  EXPECT_EQ(refusal(order()), "urn:sohoa:problem:warehouse.signature_failed");
  verifier_.report.verdict = core::Verdict::kIndeterminate;
  verifier_.report.sub_indication = "NO_CERTIFICATE_CHAIN_FOUND";
  const auto answer = deliver(order());
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.type(), "urn:sohoa:problem:warehouse.signature_unproven");
  EXPECT_EQ(answer.json().at("detail"), "NO_CERTIFICATE_CHAIN_FOUND");
  EXPECT_EQ(copies(), 2U);
  // A refusal is not remembered: when the root is trusted, the same attempt goes through.
  verifier_.report.verdict = core::Verdict::kTotalPassed;
  EXPECT_EQ(deliver(order()).status, 201);
}

TEST_F(ApiDeliveries, AnUploadThatIsNotTheCopyIsDropped) {
  auto body = order();
  body["sha256"] = core::sha256("%PDF+").hex();
  EXPECT_EQ(refusal(body), "urn:sohoa:problem:warehouse.other_digest");
  EXPECT_FALSE(uploads_.find(body.at("upload"), clock_.now()));
  auto longer = order();
  longer["size"] = 6;
  EXPECT_EQ(refusal(longer), "urn:sohoa:problem:warehouse.other_digest");
  auto gaps = order();
  gaps["upload"] = addUpload("archive@p01", false);
  EXPECT_EQ(deliver(gaps).status, 400);
  EXPECT_EQ(copies(), 2U);
}

TEST_F(ApiDeliveries, AForeignUploadOrAnotherOfficesCopyIsNotTaken) {
  auto body = order();
  body["upload"] = addUpload("archive@p02", true);
  EXPECT_EQ(deliver(body).status, 404);
  auto foreign = order();
  foreign["unit"] = "p02";
  EXPECT_EQ(deliver(foreign).status, 403);
  EXPECT_EQ(deliver(order("scan@p01"), "k9", "scan@p01").status, 403);
}

TEST_F(ApiDeliveries, APaperUnderASecretMarkIsNotTaken) {
  auto body = order();
  body["fields"]["do_mat"] = "MẬT";
  EXPECT_EQ(refusal(body), "urn:sohoa:problem:store.secret_held");
}

TEST_F(ApiDeliveries, WhatIsNotAsTheDocumentSaysIsRefusedWithItsPlace) {
  const std::vector<std::pair<const char*, json>> wrong{{"id", "../etc"},
                                                        {"id", "Abc"},
                                                        {"id", std::string(65, 'a')},
                                                        {"product", "x"},
                                                        {"unit", ""},
                                                        {"pages", 0},
                                                        {"pages", "2"},
                                                        {"size", -1},
                                                        {"sha256", "abc"},
                                                        {"created", "soon"},
                                                        {"fields", json(3)},
                                                        {"fields", {{"a", {{"b", 1}}}}},
                                                        {"text", json(3)},
                                                        {"fields", {{"", "x"}}},
                                                        {"fields", {{"a", std::string(9000, 'x')}}},
                                                        {"surprise", 1}};
  for (const auto& [name, value] : wrong) {
    auto body = order();
    body[name] = value;
    const auto answer = deliver(body);
    EXPECT_EQ(answer.status, 400) << name << value;
  }
  for (const char* name : {"upload", "id", "product", "unit", "pages", "sha256", "created"}) {
    auto body = order();
    body.erase(name);
    EXPECT_THAT(deliver(body).json().at("detail").get<std::string>(), testing::HasSubstr(name));
  }
  EXPECT_EQ(copies(), 2U);
}

}  // namespace
}  // namespace sohoa::server

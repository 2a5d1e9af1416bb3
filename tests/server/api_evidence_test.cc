// What a copy rests on, as those see it who ask for it.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class EvidenceTest : public ApiTest {
 protected:
  static constexpr const char* kBase = "/api/v1/copies/c1";

  core::CopyVersion renew(const std::string& copy, const std::string& bytes) {
    const auto blob = blobs_.put(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
    return versions_.add({.copy = copy,
                          .content = blob.id,
                          .size = bytes.size(),
                          .level = "B-LTA",
                          .reason = "augmented",
                          .created = clock_.now()});
  }
  Answer ask(const std::string& what, std::map<std::string, std::string> headers = {}) {
    return send(get(kBase + what, "read@p01", std::move(headers)));
  }
};

TEST_F(EvidenceTest, AnAnswerKeepsItsTagUntilSomethingChanged) {
  addPaper("c1");
  for (const std::string what : {"/versions", "/alto", "/evidence", "/versions/1"}) {
    SCOPED_TRACE(what);
    const auto first = ask(what);
    EXPECT_EQ(first.status, 200);
    const auto tag = first.header("etag");
    EXPECT_EQ(tag, "\"sha256:" + core::sha256(first.body).hex() + "\"");
    clock_.advance(std::chrono::minutes(1));
    EXPECT_EQ(ask(what).header("etag"), tag);
    const auto same = ask(what, {{"if-none-match", tag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(ask(what, {{"if-match", "\"other\""}}).status, 412);
    EXPECT_EQ(ask(what, {{"if-match", tag}}).status, 200);
  }
  const auto before = ask("/evidence").header("etag");
  renew("c1", std::string(kPdf) + " and evidence");
  EXPECT_NE(ask("/evidence").header("etag"), before);
}

TEST_F(EvidenceTest, VersionsAreListedAndFetchedByTheirNumbers) {
  const std::string longer = std::string(kPdf) + " and evidence";
  const auto version = renew("c1", longer);
  renew("c2", "of another copy");
  const auto list = ask("/versions").json();
  EXPECT_EQ(list.at("copy"), "c1");
  ASSERT_EQ(list.at("versions").size(), 2U);
  EXPECT_EQ(list.at("versions")[0].at("reason"), "delivered");
  EXPECT_EQ(list.at("versions")[0].at("sha256"), core::sha256(std::string_view(kPdf)).hex());
  EXPECT_EQ(list.at("versions")[1].at("version"), 2);
  EXPECT_EQ(list.at("versions")[1].at("sha256"), version.content.hex());
  EXPECT_EQ(list.at("versions")[1].at("level"), "B-LTA");
  EXPECT_EQ(ask("/versions/1").body, kPdf);
  const auto second = ask("/versions/2");
  EXPECT_EQ(second.body, longer);
  EXPECT_EQ(second.header("content-disposition"), "attachment; filename=\"c1-2.pdf\"");
  EXPECT_EQ(ask("/versions/2", {{"range", "bytes=0-3"}}).body, "%PDF");
  for (const char* number : {"0", "3", "02", "-1", "x", "99999999999999999999"}) {
    EXPECT_EQ(ask(std::string("/versions/") + number).status, 404) << number;
  }
}

TEST_F(EvidenceTest, AVersionThatIsDamagedOnTheDiskIsNotSent) {
  const auto version = renew("c1", "evidence");
  const auto file = blobs_.localFile(version.content);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  core::writeFileAtomically(file, std::string_view("damaged!"));
  EXPECT_EQ(ask("/versions/2").status, 500);
}

TEST_F(EvidenceTest, AltoIsOfAllPagesOfAFileThatIsOnePaper) {
  addPaper("c1");
  const auto answer = ask("/alto");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "application/xml");
  EXPECT_EQ(answer.body, "<alto file=\"scan of c1.pdf\" 300/>");
}

TEST_F(EvidenceTest, AltoIsOfThePagesOfTheCopyOnlyWhenAskedFor) {
  addPaper("c1", false, true);
  EXPECT_EQ(ask("/alto").body, "<alto file=\"scan of c1.pdf\" 300 301/>");
  EXPECT_EQ(ask("/alto?pages=copy").body, "<alto file=\"c1\" 301/>");
  EXPECT_EQ(ask("/alto?pages=all").status, 400);
}

TEST_F(EvidenceTest, AltoShowsNoPageOfAnotherPaperOfTheFile) {
  addPaper("c1", true);
  EXPECT_EQ(ask("/alto").body, "<alto file=\"c1\" 300/>");
}

TEST_F(EvidenceTest, ACopyThatWasNotMadeHereHasNoAltoAndNoSource) {
  EXPECT_EQ(ask("/alto").status, 404);
  EXPECT_EQ(ask("/evidence").json().at("source"), nullptr);
}

TEST_F(EvidenceTest, ACopyWhoseSourceWasDisposedOfHasNoAltoAnyMore) {
  addPaper("c1");
  {
    const auto store = stores_.borrow();
    for (const auto& page : store->pages(store->findDocument("c1")->master)) {
      blobs_.remove(*page.result);
    }
  }
  EXPECT_EQ(ask("/alto").status, 404);
  EXPECT_EQ(ask("/evidence").status, 200);
}

TEST_F(EvidenceTest, TheEvidenceNamesMasterRevisionsJournalAndJudgements) {
  const auto master = addPaper("c1");
  verifier_.report.verdict = core::Verdict::kTotalPassed;
  const auto told = ask("/evidence").json();
  EXPECT_EQ(told.at("format"), "sohoa-evidence/1");
  EXPECT_EQ(told.at("sha256"), core::sha256(std::string_view(kPdf)).hex());
  const auto& source = told.at("source");
  EXPECT_EQ(source.at("sha256"), master.hex());
  EXPECT_EQ(source.at("batch"), "batch-p01");
  EXPECT_EQ(source.at("pages"), nlohmann::json::array({0}));
  EXPECT_EQ(source.at("revisions").at("operator"),
            core::sha256(std::string_view("operator's of c1")).hex());
  const std::string line = source.at("journal").at("line");
  EXPECT_THAT(line, HasSubstr(master.hex()));
  EXPECT_EQ(source.at("journal").at("sha256"), core::sha256(line).hex());
  EXPECT_EQ(told.at("register"), nullptr);
  EXPECT_EQ(told.at("versions").size(), 1U);
  EXPECT_EQ(told.at("verification").at("verdict"), "TOTAL_PASSED");
  EXPECT_EQ(told.at("verification_when_accepted").at("verdict"), "TOTAL_PASSED");
  EXPECT_EQ(verifier_.asked.at, catalogue_.find("c1")->accepted);  // the one asked last
  // What was read from the paper is no evidence for it.
  for (const char* word : {kPerson, kName, "12/KS"}) {
    EXPECT_THAT(told.dump(), Not(HasSubstr(word)));
  }
  journal_ = false;
  EXPECT_EQ(ask("/evidence").json().at("source").at("journal"), nullptr);
}

TEST_F(EvidenceTest, WhatSignaturesAreWorthNowIsJudgedByTheNewestVersion) {
  const auto delivered = catalogue_.find("c1")->content;
  EXPECT_EQ(ask("/verification").json().at("version"), 1);
  renew("c1", "with some evidence");
  const auto newest = renew("c1", "with more evidence");
  const auto told = ask("/verification").json();
  EXPECT_EQ(told.at("version"), 3);
  EXPECT_EQ(told.at("sha256"), newest.content.hex());
  EXPECT_EQ(verifier_.seen, "with more evidence");
  std::vector<std::pair<std::string, bool>> judged;  // the bytes, and whether as of then
  verifier_.during = [&] { judged.emplace_back(verifier_.seen, verifier_.asked.at.has_value()); };
  EXPECT_EQ(ask("/evidence").json().at("sha256"), delivered.hex());
  EXPECT_THAT(judged, testing::UnorderedElementsAre(std::pair("with more evidence", false),
                                                    std::pair(kPdf, true)));
}

TEST_F(EvidenceTest, ACertifiedCopyShowsItsNumberInTheRegisterAndThePaperOfItsOriginal) {
  const auto master = addPaper("c1");
  auto entry = entries_.open("p01", "c1", clock_.now());
  const std::string pdf = "%PDF-1.7 certified";
  core::SignedCopy copy;
  copy.id = entry.copy_id;
  copy.product = core::Product::kCertified;
  copy.unit = "p01";
  copy.content = blobs_.put(std::vector<std::uint8_t>(pdf.begin(), pdf.end())).id;
  copy.size = pdf.size();
  copy.created = clock_.now();
  static_cast<void>(catalogue_.add(copy, clock_.now()));
  entry.book = "01/2026-SCT/BS";
  entry.certifier = "Người chứng thực";
  entry.content = copy.content;
  entries_.issue(entry, clock_.now());
  const auto told = send(get("/api/v1/copies/" + copy.id + "/evidence")).json();
  EXPECT_EQ(told.at("register").at("number"), 1);
  EXPECT_EQ(told.at("register").at("book"), "01/2026-SCT/BS");
  EXPECT_EQ(told.at("register").at("source"), "c1");
  EXPECT_EQ(told.at("register").at("sha256"), copy.content.hex());
  EXPECT_EQ(told.at("source").at("sha256"), master.hex());
}

TEST_F(EvidenceTest, DamageIsToldAsSuchAndNotJudged) {
  const auto file = blobs_.localFile(core::sha256(std::string_view(kPdf)));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  core::writeFileAtomically(file, std::string_view("damaged"));
  const auto answer = ask("/evidence");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.type(), "urn:sohoa:problem:store.blob_damaged");
}

}  // namespace
}  // namespace sohoa::server

#include "pipeline/certifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ports/errors.h"
#include "pipeline/doctor.h"
#include "pipeline/errors.h"
#include "tests/pipeline/fakes.h"
#include "tests/support/slug_of.h"
#include "tests/support/watched_blob_store.h"

namespace sohoa::pipeline {
namespace {

using test::slugOf;
using testing::Bench;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CertifierTest : public ::testing::Test {
 protected:
  CertifierTest() {
    core::AppearancePolicy policy;
    policy.id = "chung-thuc/1";
    policy.product = core::Product::kCertified;
    policy.copy_form = "BẢN SAO CHỨNG THỰC";
    policy.person.lines = {"{number}", "{book}", "{date}"};
    policies_.push_back(policy);
  }
  Certifier certifier() { return certifier(bench_.blobs); }
  Certifier certifier(core::BlobStore& blobs) {
    return {{bench_.store, blobs, bench_.opener, bench_.assembler, bench_.signer, bench_.verifier,
             bench_.warehouse, bench_.entries, bench_.clock,
             [this](const std::string& text) {
               code_ = text;
               return std::vector<core::PrintedSheet::Bar>{{0, 0, 1, 1}};
             }},
            {bench_.folder.path(), core::PadesLevel::kBLT, true, "p01", "Phường Một",
             "01/{year}-SCT/BS", url_, policies_}};
  }
  // The id of the digitised copy of a paper just taken in.
  std::string digitised() {
    bench_.add("a", "2");
    bench_.drain();
    bench_.signer.requests.clear();
    return bench_.warehouse.copies.begin()->first;
  }

  Bench bench_;
  std::vector<core::AppearancePolicy> policies_;
  std::string url_;
  std::string code_;
};

TEST_F(CertifierTest, MakesASecondCopySignedByCertifierAndAgency) {
  const auto source = digitised();
  const auto entry = certifier().certify(source, false);
  ASSERT_EQ(bench_.warehouse.copies.size(), 2U);
  const auto& copy = bench_.warehouse.copies.at(entry.copy_id);
  EXPECT_EQ(copy.product, core::Product::kCertified);
  EXPECT_EQ(copy.subject, bench_.warehouse.copies.at(source).subject);
  EXPECT_THAT(core::readText(bench_.blobs.localFile(copy.content)),
              HasSubstr("+certifier%%EOF+agency%%EOF"));
  EXPECT_EQ(entry.content, copy.content);
}

TEST_F(CertifierTest, ACopyWhoseBytesWentBeforeItsRowCameIsThereAgain) {
  const auto source = digitised();
  sohoa::testing::WatchedBlobStore blobs(bench_.blobs);
  bool once = true;
  blobs.after_put = [&](const core::Sha256& id) {
    if (std::exchange(once, false)) bench_.blobs.remove(id);  // let go of elsewhere
  };
  const auto entry = certifier(blobs).certify(source, false);
  EXPECT_FALSE(once);
  EXPECT_TRUE(bench_.blobs.contains(entry.content.value()));
}

TEST_F(CertifierTest, TheSignatureCarriesNumberBookAndDate) {
  const auto source = digitised();
  const auto entry = certifier().certify(source, false);
  ASSERT_EQ(bench_.signer.requests.size(), 2U);
  const auto& first = bench_.signer.requests[0];
  EXPECT_EQ(first.role, core::SignerRole::kCertifier);
  EXPECT_THAT(first.text->lines, ElementsAre("{number}", "{book}", "{date}"));
  EXPECT_EQ(first.words.at("number"), "1");
  EXPECT_EQ(first.words.at("book"), "01/2024-SCT/BS");
  EXPECT_EQ(first.words.at("date"), "Ngày 04 tháng 10 năm 2024");
  EXPECT_EQ(entry.certifier, "fake certifier");
  EXPECT_EQ(entry.policy, "chung-thuc/1");
}

TEST_F(CertifierTest, EvidenceFollowsTheLastSignatureOnly) {
  const auto source = digitised();
  static_cast<void>(certifier().certify(source, false));
  EXPECT_EQ(bench_.signer.requests.at(0).level, core::PadesLevel::kBT);
  EXPECT_EQ(bench_.signer.requests.at(1).level, core::PadesLevel::kBLT);
}

TEST_F(CertifierTest, TheCodeLeadsToThePublicPageOrNamesTheEntry) {
  const auto source = digitised();
  const auto first = certifier().certify(source, false);
  EXPECT_THAT(code_, HasSubstr("copy=" + first.copy_id));
  EXPECT_THAT(code_, HasSubstr("number=1"));
  url_ = "https://kho.example.vn/kiem-tra/{copy}";
  const auto second = certifier().certify(source, true);
  EXPECT_EQ(code_, "https://kho.example.vn/kiem-tra/" + second.copy_id);
}

TEST_F(CertifierTest, APaperIsCertifiedAgainOnlyWhenAskedFor) {
  const auto source = digitised();
  static_cast<void>(certifier().certify(source, false));
  EXPECT_EQ(slugOf([&] { static_cast<void>(certifier().certify(source, false)); }),
            kAlreadyCertified.slug);
  EXPECT_EQ(certifier().certify(source, true).number, 2);
}

TEST_F(CertifierTest, ACopyCutShortKeepsItsNumber) {
  const auto source = digitised();
  bench_.signer.before = [] { throw core::Error(testing::kTorn, {}); };
  EXPECT_EQ(slugOf([&] { static_cast<void>(certifier().certify(source, false)); }),
            testing::kTorn.slug);
  EXPECT_EQ(
      diagnose(bench_.store, bench_.blobs, bench_.warehouse, bench_.entries, true).numbers_open, 1);
  bench_.signer.before = [] {};
  EXPECT_EQ(certifier().certify(source, false).number, 1);
  EXPECT_EQ(bench_.entries.all().size(), 1U);
}

TEST_F(CertifierTest, ACopyDeliveredByARunThatDiedIsTakenAsItIs) {
  const auto source = digitised();
  const auto open = bench_.entries.open("p01", source, bench_.clock.now());
  core::SignedCopy delivered;
  delivered.id = open.copy_id;
  delivered.product = core::Product::kCertified;
  delivered.content = core::sha256(std::string_view("delivered"));
  static_cast<void>(bench_.warehouse.deliver(delivered));
  const auto entry = certifier().certify(source, false);
  EXPECT_EQ(entry.number, open.number);
  EXPECT_EQ(entry.content, delivered.content);
  EXPECT_TRUE(bench_.signer.requests.empty());
}

TEST_F(CertifierTest, ACopyThatDoesNotVerifyIsNeitherDeliveredNorIssued) {
  const auto source = digitised();
  bench_.verifier.verdict = core::Verdict::kTotalFailed;
  EXPECT_EQ(slugOf([&] { static_cast<void>(certifier().certify(source, false)); }),
            kSelfCheckFailed.slug);
  EXPECT_EQ(bench_.warehouse.copies.size(), 1U);
  EXPECT_EQ(bench_.entries.all().at(0).state, core::EntryState::kOpen);
}

TEST_F(CertifierTest, OnlyCopiesScannedFromPaperAreCertified) {
  EXPECT_EQ(slugOf([&] { static_cast<void>(certifier().certify("nobody", false)); }),
            core::kNoSuchCopy.slug);
  const auto source = digitised();
  const auto certified = certifier().certify(source, false);
  EXPECT_EQ(slugOf([&] { static_cast<void>(certifier().certify(certified.copy_id, false)); }),
            kNotFromPaper.slug);
  EXPECT_EQ(bench_.entries.all().size(), 1U);
}

TEST_F(CertifierTest, APaperThatCameInSignedIsNotCertified) {
  bench_.add("a", "1 signed");
  bench_.drain();
  ASSERT_EQ(bench_.warehouse.copies.size(), 1U);
  const auto& [id, copy] = *bench_.warehouse.copies.begin();
  EXPECT_EQ(copy.product, core::Product::kArchived);
  EXPECT_EQ(slugOf([&] { static_cast<void>(certifier().candidate(id)); }), kNotFromPaper.slug);
}

TEST_F(CertifierTest, NoNumberIsSpentWithoutAPolicyOrAScan) {
  const auto source = digitised();
  policies_.clear();
  EXPECT_EQ(slugOf([&] { static_cast<void>(certifier().certify(source, false)); }),
            kNoAppearance.slug);
  EXPECT_TRUE(bench_.entries.all().empty());
}

TEST_F(CertifierTest, TheDoctorMissesACertifiedCopyThatIsGone) {
  const auto source = digitised();
  const auto entry = certifier().certify(source, false);
  const auto sound = diagnose(bench_.store, bench_.blobs, bench_.warehouse, bench_.entries, true);
  EXPECT_TRUE(sound.problems.empty());
  EXPECT_EQ(sound.copies_checked, 2);
  bench_.warehouse.copies.erase(entry.copy_id);
  EXPECT_THAT(diagnose(bench_.store, bench_.blobs, bench_.warehouse, bench_.entries, true).problems,
              ElementsAre(HasSubstr("number 1/2024 is not in the warehouse")));
}

}  // namespace
}  // namespace sohoa::pipeline

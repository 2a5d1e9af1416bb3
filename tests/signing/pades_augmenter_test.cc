#include "signing/pades_augmenter.h"

#include <gmock/gmock.h>

#include "signing/errors.h"
#include "tests/signing/augmenter_fixture.h"

namespace sohoa::test {
namespace {

using core::PadesLevel;
using core::Verdict;
using Policy = core::VerifyRequest::Policy;

std::size_t countOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++count;
  }
  return count;
}

class PadesAugmenterTest : public AugmenterTest {
 protected:
  core::ErrorCode failureOf(const std::string& pdf, PadesLevel level) {
    const core::TemporaryFolder folder;
    const auto file = folder.path() / "copy.pdf";
    core::writeFileAtomically(file, pdf);
    try {
      augmenter().augment(file, file, level);
    } catch (const core::Error& error) {
      EXPECT_EQ(core::readText(file), pdf);
      EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
      return error.code();
    }
    return core::kInternal;
  }
};

TEST_F(PadesAugmenterTest, MakesBothSignaturesOfACopyLast) {
  const auto pdf = augmented(twice(), PadesLevel::kBLT);
  EXPECT_TRUE(pdf.starts_with(twice()));
  const auto report = verifyAlone(pdf, Policy::kSohoa);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.level, "B-LT");
}

TEST_F(PadesAugmenterTest, SealsTheEvidenceWithADocumentTimestamp) {
  const auto pdf = augmented(twice(), PadesLevel::kBLTA);
  for (const auto policy : {Policy::kGeneric, Policy::kSohoa}) {
    const auto report = verifyAlone(pdf, policy);
    EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
    EXPECT_EQ(report.level, "B-LTA");
    ASSERT_EQ(report.signatures.size(), 3U);
    EXPECT_TRUE(report.signatures[2].document_timestamp);
  }
}

TEST_F(PadesAugmenterTest, RenewsAsOftenAsAsked) {
  auto pdf = augmented(twice(), PadesLevel::kBLTA);
  for (int i = 0; i < 2; ++i) {
    const auto before = pdf;
    pdf = augmented(pdf, PadesLevel::kBLTA);
    EXPECT_TRUE(pdf.starts_with(before));
  }
  const auto report = verifyAlone(pdf, Policy::kSohoa);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.level, "B-LTA");
  EXPECT_EQ(report.signatures.size(), 5U);
}

TEST_F(PadesAugmenterTest, GivesASignatureWithoutTimestampOneFirst) {
  const auto pdf = augmented(
      signByHand(minimalPdf(),
                 [](signing::ByteView digest) { return makeCms(*key("operator"), digest, {}); }),
      PadesLevel::kBLT);
  const auto report = verifyAlone(pdf, Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.level, "B-LT");
}

TEST_F(PadesAugmenterTest, AsksOnceForEachCertificateOfABatch) {
  static_cast<void>(augmented(twice(), PadesLevel::kBLT));
  const auto asked = http_.asked;
  static_cast<void>(augmented(twice(), PadesLevel::kBLT));
  EXPECT_EQ(http_.asked, asked);
}

TEST_F(PadesAugmenterTest, KeepsOneCopyOfEachPieceOfEvidence) {
  const auto once_more = augmented(augmented(twice(), PadesLevel::kBLT), PadesLevel::kBLTA);
  EXPECT_EQ(countOf(once_more, "/Type /DSS"), 1U);
}

TEST_F(PadesAugmenterTest, SaysWhatACertificateLasted) {
  const auto pdf = augmented(once(), PadesLevel::kBLTA);
  // The signer's certificate has expired, the timestamp authority's has not.
  const auto later = clock_.now() + std::chrono::days(6 * 365);
  const auto report = verifyAlone(pdf, Policy::kGeneric, later);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  // Nothing proves the last timestamp once its own authority's certificate has expired.
  const auto much_later = clock_.now() + std::chrono::days(11 * 365);
  const auto expired = verifyAlone(pdf, Policy::kGeneric, much_later);
  EXPECT_EQ(expired.verdict, Verdict::kIndeterminate) << describe(expired);
}

TEST_F(PadesAugmenterTest, FetchesIssuersThatTheFileLacks) {
  const auto pdf = signByHand(minimalPdf(), [](signing::ByteView digest) {
    return makeCms(*key("operator"), digest, {.without_issuers = true});
  });
  const auto report = verifyAlone(augmented(pdf, PadesLevel::kBLT), Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
}

TEST_F(PadesAugmenterTest, FallsBackToTheListWhenNoResponderAnswers) {
  http_.answer("/ocsp", [](const auto&) { return core::HttpResponse{503, {}, {}}; });
  const auto pdf = augmented(twice(), PadesLevel::kBLTA);
  EXPECT_EQ(pdf.find("/OCSPs"), std::string::npos);
  const auto report = verifyAlone(pdf, Policy::kSohoa);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
}

TEST_F(PadesAugmenterTest, LeavesTheFileAloneWhenNobodyAnswers) {
  http_.answer("/ocsp", [](const auto&) { return core::HttpResponse{503, {}, {}}; });
  http_.answer(".crl", [](const auto&) { return core::HttpResponse{404, {}, {}}; });
  EXPECT_EQ(failureOf(twice(), PadesLevel::kBLT), signing::kRevocationUnavailable);
  EXPECT_EQ(signing::kRevocationUnavailable.retry, core::Retry::kTransient);
}

TEST_F(PadesAugmenterTest, RefusesWhatItCannotJudge) {
  EXPECT_EQ(failureOf(minimalPdf(), PadesLevel::kBLT), signing::kNotSigned);
  EXPECT_EQ(failureOf(twice(), PadesLevel::kBT), signing::kLevelNotOffered);
}

TEST_F(PadesAugmenterTest, GivesUpForGoodOnABrokenSignature) {
  EXPECT_EQ(failureOf(replaced(twice(), "0.9 g 50 50", "0.8 g 50 50"), PadesLevel::kBLT),
            signing::kSignatureBroken);
  EXPECT_EQ(signing::kSignatureBroken.retry, core::Retry::kNever);
}

TEST_F(PadesAugmenterTest, SignsStraightToTheHighestLevel) {
  const auto lasting = augmenter();
  signing::SignerOptions options;
  options.roles[core::SignerRole::kOperator] = signing::defaultRole(core::SignerRole::kOperator);
  options.roles[core::SignerRole::kOperator].key = key("operator");
  options.roles[core::SignerRole::kAgency] = signing::defaultRole(core::SignerRole::kAgency);
  options.roles[core::SignerRole::kAgency].key = key("agency");
  options.timestamps = timestamps_.get();
  options.augmenter = &lasting;
  options.revocation = &revocation_;
  options.font = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf";
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "copy.pdf";
  core::writeFileAtomically(file, minimalPdf());
  const core::SignRequest requests[] = {{core::SignerRole::kOperator, PadesLevel::kBLTA},
                                        {core::SignerRole::kAgency, PadesLevel::kBLTA}};
  signing::PadesSigner(options, clock_).signAll(file, file, requests);
  const auto report = verifyAlone(core::readText(file), Policy::kSohoa);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.level, "B-LTA");
}

}  // namespace
}  // namespace sohoa::test

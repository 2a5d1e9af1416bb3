#include "signing/verifier.h"

#include <gmock/gmock.h>

#include "tests/signing/verifier_fixture.h"

namespace sohoa::test {
namespace {

using core::Verdict;
using Policy = core::VerifyRequest::Policy;

class PadesVerifierTest : public VerifierTest {};

TEST_F(PadesVerifierTest, AcceptsOneSignature) {
  const auto report = verify(once(), Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  ASSERT_EQ(report.signatures.size(), 1U);
  EXPECT_EQ(report.signatures[0].field, "CompetentPerson");
  EXPECT_EQ(report.signatures[0].level, "B-T");
  EXPECT_TRUE(report.signatures[0].covers_whole_document);
  EXPECT_TRUE(report.signatures[0].best_signature_time);
  EXPECT_TRUE(report.signatures[0].signing_time);
  EXPECT_NE(report.signatures[0].signer, "");
}

TEST_F(PadesVerifierTest, CopyWithoutItsAgencyIsNoCopyYet) {
  const auto report = verify(once(), Policy::kSohoa);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate) << describe(report);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].code, "AGENCY_SIGNATURE_MISSING");
}

TEST_F(PadesVerifierTest, AcceptsTwoSignaturesInOrder) {
  for (const auto policy : {Policy::kGeneric, Policy::kSohoa}) {
    const auto report = verify(twice(), policy);
    EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
    ASSERT_EQ(report.signatures.size(), 2U);
    EXPECT_EQ(report.signatures[1].field, "AgencySeal");
    EXPECT_FALSE(report.signatures[0].covers_whole_document);
    EXPECT_TRUE(report.signatures[1].covers_whole_document);
    EXPECT_EQ(report.level, "B-T");
  }
}

TEST_F(PadesVerifierTest, AcceptsACrossReferenceStreamGenerically) {
  const auto base = minimalPdf({.xref_stream = true});
  const auto pdf = signedBy(base, core::SignerRole::kOperator);
  const auto report = verify(pdf, Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kSohoa), "COPY_ANATOMY"));
}

TEST_F(PadesVerifierTest, ReportsAFileWithoutSignatures) {
  const auto report = verify(minimalPdf());
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(rejectedWith(report, "NO_SIGNATURE"));
}

TEST_F(PadesVerifierTest, RefusesASignatureInAnotherField) {
  const auto pdf =
      signedBy(minimalPdf({.catalog_entries = " /Lang (vi)"}), core::SignerRole::kOperator);
  const auto moved = replaced(pdf, "/T (CompetentPerson)", "/T (CompetentPersom)");
  EXPECT_TRUE(rejectedWith(verify(moved), "COPY_ANATOMY"));
}

TEST_F(PadesVerifierTest, AcceptsAHandMadeSignature) {
  const auto pdf = signByHand(
      minimalPdf(), [](signing::ByteView digest) { return makeCms(*key("operator"), digest, {}); });
  const auto report = verify(pdf, Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.level, "B-B");
}

TEST_F(PadesVerifierTest, AcceptsASecurityStore) {
  const auto crl = core::readText(pki() / "crls/issuing.crl");
  const auto pdf = appendRevision(
      twice(),
      {{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /DSS 150 0 R >>"},
       {150, "<< /Type /DSS /CRLs [151 0 R] >>"},
       {151, "<< /Length " + std::to_string(crl.size()) + " >>\nstream\n" + crl + "\nendstream"}});
  const auto report = verify(pdf);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
}

// What the file holds.

TEST_F(PadesVerifierTest, NoticesAFlippedByteOfThePage) {
  for (const auto policy : {Policy::kGeneric, Policy::kSohoa}) {
    const auto report = verify(replaced(twice(), "0.9 g 50 50", "0.8 g 50 50"), policy);
    EXPECT_EQ(report.verdict, Verdict::kTotalFailed);
    EXPECT_EQ(report.sub_indication, "HASH_FAILURE") << describe(report);
    EXPECT_TRUE(rejectedWith(report, "DIGEST_MISMATCH"));
  }
}

TEST_F(PadesVerifierTest, ToleratesNoForgedByteRange) {
  const auto at = once().find("/ByteRange [");
  const auto end = once().find(']', at) + 1;
  const auto old = once().substr(at, end - at);
  const auto with = [&](const std::string& range) {
    return replaced(once(), old, range + std::string(old.size() - range.size(), ' '));
  };
  const auto size = std::to_string(once().size());
  EXPECT_TRUE(rejectedWith(verify(with("")), "NO_SIGNATURE"));
  EXPECT_TRUE(rejectedWith(verify(with("/ByteRange null")), "NO_SIGNATURE"));
  for (const auto* range :
       {"/ByteRange []", "/ByteRange [0 0 0 0]", "/ByteRange [0 10 5 3]", "/ByteRange [-1 9 9 9]",
        "/ByteRange [0 (a) 1 2]", "/ByteRange [5 10 20 30]", "/ByteRange 7"}) {
    EXPECT_TRUE(rejectedWith(verify(with(range), Policy::kGeneric), "BYTERANGE_MALFORMED"))
        << range;
  }
  EXPECT_TRUE(
      rejectedWith(verify(with("/ByteRange [0 10 20 " + std::to_string(once().size() - 20) + "]")),
                   "BYTERANGE_GAP_IS_NOT_CONTENTS"));
  EXPECT_TRUE(rejectedWith(verify(with("/ByteRange [0 1 2 " + size + "]")), "BYTERANGE_MALFORMED"));
}

TEST_F(PadesVerifierTest, ToleratesNoForgedContents) {
  const auto at = once().find("/Contents <") + 10;
  const auto end = once().find('>', at) + 1;
  const auto with = [&](const std::string& contents) {
    auto pdf = once();
    return pdf.replace(at, end - at, contents + std::string(end - at - contents.size(), ' '));
  };
  EXPECT_TRUE(rejectedWith(verify(with("null")), "CONTENTS_MALFORMED"));
  EXPECT_TRUE(rejectedWith(verify(with("<>")), "CONTENTS_MALFORMED"));
  EXPECT_TRUE(rejectedWith(verify(with("<00>")), "BYTERANGE_GAP_IS_NOT_CONTENTS"));
  EXPECT_TRUE(rejectedWith(verify(with("(0)")), "BYTERANGE_GAP_IS_NOT_CONTENTS"));
  const auto zeros = "<" + std::string(end - at - 2, '0') + ">";
  EXPECT_TRUE(rejectedWith(verify(with(zeros)), "CMS_NOT_DER"));
  auto trailing = once();
  trailing[end - 2] = '1';
  EXPECT_TRUE(rejectedWith(verify(trailing), "CMS_TRAILING_BYTES"));
  auto spaced = once();
  spaced[end - 2] = ' ';
  EXPECT_TRUE(rejectedWith(verify(spaced), "BYTERANGE_GAP_IS_NOT_CONTENTS"));
}

TEST_F(PadesVerifierTest, ToleratesNoSignatureWrapping) {
  // The second range is moved behind attacker's bytes put into the gap.
  const auto at = once().find("/Contents <") + 10;
  const auto end = once().find('>', at) + 1;
  const std::string evil = " /Evil (x)";
  auto pdf = once();
  pdf.insert(end, evil);
  const auto range = pdf.find("/ByteRange [") + 12;
  const auto close = pdf.find(']', range);
  auto numbers = std::to_string(0) + " " + std::to_string(at) + " " +
                 std::to_string(end + evil.size()) + " " + std::to_string(once().size() - end);
  numbers.resize(close - range, ' ');
  pdf.replace(range, close - range, numbers);
  EXPECT_TRUE(rejectedWith(verify(pdf), "XREF_CHAIN_BROKEN") ||
              rejectedWith(verify(pdf), "XREF_MALFORMED"));
}

TEST_F(PadesVerifierTest, SeesDuplicateKeysInASignatureDictionary) {
  EXPECT_TRUE(rejectedWith(verify(signByHand(minimalPdf({.catalog_entries = " /A 1 /A 2"}),
                                             [](signing::ByteView digest) {
                                               return makeCms(*key("operator"), digest, {});
                                             })),
                           "DUPLICATE_KEY"));
}

// What stands between and behind the revisions.

TEST_F(PadesVerifierTest, ToleratesNothingBehindTheLastRevision) {
  EXPECT_TRUE(rejectedWith(verify(once() + "% more\n"), "TRAILING_BYTES"));
  EXPECT_TRUE(rejectedWith(verify(once() + "4 0 obj\n<< >>\nendobj\nxref\ntrailer\n<< >>\n"),
                           "TRAILING_BYTES"));
  EXPECT_TRUE(rejectedWith(verify(once() + std::string(2000, 'x')), "END_MARKER_MISSING"));
}

TEST_F(PadesVerifierTest, ToleratesNoUnexplainedBytesBetweenRevisions) {
  EXPECT_TRUE(rejectedWith(verify(appendRevision(once() + "garbage\n", {})), "UNEXPLAINED_BYTES"));
  EXPECT_TRUE(rejectedWith(verify(appendRevision(once() + "4 0 obj\n<< >>\nendobj\n", {})),
                           "OBJECT_NOT_IN_XREF"));
}

TEST_F(PadesVerifierTest, ToleratesNoLoopOfCrossReferences) {
  const auto keyword = once().rfind("startxref\n") + 10;
  const auto offset = once().substr(keyword, once().find('\n', keyword) - keyword);
  const auto at = once().rfind("/Prev ");
  auto pdf = once();
  pdf.replace(at, 6 + once().find_first_of(" >\n", at + 6) - at - 6, "/Prev " + offset);
  EXPECT_TRUE(rejectedWith(verify(pdf), "XREF_CHAIN_BROKEN"));
}

TEST_F(PadesVerifierTest, ToleratesNoObjectDefinedTwiceInARevision) {
  const auto pdf = appendRevision(once() + "120 0 obj\n(hidden)\nendobj\n", {{120, "(shown)"}});
  EXPECT_TRUE(rejectedWith(verify(pdf), "OBJECT_DEFINED_TWICE"));
}

// What later revisions change.

constexpr char kPage[] =
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents ";

TEST_F(PadesVerifierTest, ToleratesNoNewPageContent) {
  const std::string stream = "<< /Length 6 >>\nstream\n0 g f \nendstream";
  for (const auto policy : {Policy::kGeneric, Policy::kSohoa}) {
    const auto replacedContent = verify(appendRevision(once(), {{4, stream}}), policy);
    EXPECT_EQ(replacedContent.sub_indication, "FORMAT_FAILURE");
    EXPECT_TRUE(rejectedWith(replacedContent, "REVISION_NOT_ALLOWED"));
    EXPECT_TRUE(rejectedWith(
        verify(appendRevision(once(), {{3, kPage + std::string("130 0 R /Annots [7 0 R 8 0 R] >>")},
                                       {130, stream}}),
               policy),
        "REVISION_NOT_ALLOWED"));
    EXPECT_TRUE(rejectedWith(
        verify(appendRevision(once(), {{2, "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>"}}),
               policy),
        "REVISION_NOT_ALLOWED"));
  }
}

TEST_F(PadesVerifierTest, ToleratesNoAnnotationOverThePage) {
  const auto pdf = appendRevision(
      once(), {{3, kPage + std::string("4 0 R /Annots [7 0 R 8 0 R 131 0 R] >>")},
               {131, "<< /Type /Annot /Subtype /FreeText /Rect [0 0 595 842] /Contents (x) >>"}});
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "REVISION_NOT_ALLOWED"));
  EXPECT_TRUE(rejectedWith(verify(pdf), "REVISION_NOT_ALLOWED"));
}

TEST_F(PadesVerifierTest, ToleratesNoNewAppearanceOfASignedField) {
  const std::string field =
      "<< /Type /Annot /Subtype /Widget /FT /Sig /T (CompetentPerson) /F 132 /P 3 0 R "
      "/Rect [30 770 290 830] /AP << /N 140 0 R >> >>";
  const auto pdf = appendRevision(
      once(), {{7, field},
               {140,
                "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\n"
                "endstream"}});
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "REVISION_NOT_ALLOWED"));
}

TEST_F(PadesVerifierTest, ToleratesNoFillingOfAFieldWithAnythingButASignature) {
  const auto pdf = appendRevision(
      once(), {{8,
                "<< /Type /Annot /Subtype /Widget /FT /Sig /T (AgencySeal) /F 132 /P 3 0 R "
                "/Rect [305 770 565 830] /AP << /N 140 0 R >> >>"},
               {140,
                "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\n"
                "endstream"}});
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "REVISION_NOT_ALLOWED"));
}

TEST_F(PadesVerifierTest, ToleratesNoXrefThatPointsBackIntoAnOlderRevision) {
  // Shadow attack: a table alone that gives a hidden older object a new number's place.
  auto pdf = appendRevision(once(), {{4, "null"}});
  const auto row = pdf.rfind("\n4 1\n") + 5;
  char offset[16];
  std::snprintf(offset, sizeof offset, "%010zu", once().find("2 0 obj"));
  pdf.replace(row, 10, offset);
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "XREF_POINTS_OUTSIDE_REVISION"));
}

TEST_F(PadesVerifierTest, ToleratesNoObjectThatASignedReferenceWaitsFor) {
  const auto base = minimalPdf({.catalog_entries = " /Names 151 0 R"});
  const auto pdf = appendRevision(
      signedBy(base, core::SignerRole::kOperator),
      {{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Names 151 0 R /DSS 150 0 R >>"},
       {150, "<< /Type /DSS /CRLs [151 0 R] >>"},
       {151, "<< /Length 1 >>\nstream\nx\nendstream"}});
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "REVISION_NOT_ALLOWED"));
}

TEST_F(PadesVerifierTest, ToleratesNoFreedObject) {
  auto pdf = appendRevision(once(), {{4, "null"}});
  const auto row = pdf.rfind("\n4 1\n") + 5;
  pdf.replace(row, 18, "0000000000 00001 f");
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "REVISION_NOT_ALLOWED"));
}

TEST_F(PadesVerifierTest, ReportsASignatureThatTheFormNoLongerShows) {
  const auto pdf = appendRevision(once(), {{5, "<< /Fields [8 0 R] /SigFlags 3 >>"}});
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), "ORPHAN_SIGNATURE"));
}

TEST_F(PadesVerifierTest, ToleratesNoSecondRevisionBelowTheFirstSignature) {
  const auto pdf =
      signedBy(appendRevision(minimalPdf(), {{4, "null"}}), core::SignerRole::kOperator);
  EXPECT_TRUE(rejectedWith(verify(pdf), "COPY_ANATOMY"));
}

// The CMS.

TEST_F(PadesVerifierTest, RefusesWrongCms) {
  const auto with = [](const CmsRecipe& recipe) {
    return verify(signByHand(minimalPdf(), [&](signing::ByteView digest) {
      return makeCms(*key("operator"), digest, recipe);
    }));
  };
  EXPECT_TRUE(rejectedWith(with({.signer_infos = 2}), "CMS_SIGNER_COUNT"));
  EXPECT_TRUE(rejectedWith(with({.signer_infos = 0}), "CMS_SIGNER_COUNT"));
  EXPECT_TRUE(rejectedWith(with({.wrong_ess = true}), "ESS_MISMATCH"));
  EXPECT_TRUE(rejectedWith(with({.without_ess = true}), "ESS_MISSING"));
  EXPECT_TRUE(rejectedWith(with({.signing_time = true}), "SIGNING_TIME_PRESENT"));
  EXPECT_TRUE(rejectedWith(with({.content = true}), "CMS_HAS_CONTENT"));
  EXPECT_TRUE(rejectedWith(with({.sign_reversed = true}), "SIGNATURE_INVALID"));
  EXPECT_TRUE(
      rejectedWith(with({.transmit_reversed = true, .sign_reversed = true}), "SIGNATURE_INVALID"));
  EXPECT_TRUE(rejectedWith(with({.repeat_digest_attribute = true}), "SIGNED_ATTRIBUTES_MALFORMED"));
  EXPECT_TRUE(rejectedWith(with({.indefinite_length = true}), "CMS_NOT_DER"));
  EXPECT_TRUE(rejectedWith(with({.timestamp = {0x30, 0x00}}), "TIMESTAMP_MALFORMED"));
}

TEST_F(PadesVerifierTest, AcceptsBerFromOtherProgramsOnly) {
  const auto pdf = signByHand(minimalPdf(), [](signing::ByteView digest) {
    return makeCms(*key("operator"), digest, {.indefinite_length = true});
  });
  const auto report = verify(pdf, Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.signatures.at(0).findings.at(0).code, "CMS_NOT_DER");
  EXPECT_EQ(report.level, "");
  EXPECT_TRUE(rejectedWith(verify(pdf), "CMS_NOT_DER"));
  auto more = pdf;
  more[pdf.find('>', pdf.find("/Contents <")) - 1] = '7';
  EXPECT_TRUE(rejectedWith(verify(more, Policy::kGeneric), "CMS_NOT_DER"));
}

TEST_F(PadesVerifierTest, AcceptsUnsortedAttributesOnlyBecauseTheSortedSetIsSigned) {
  const auto pdf = signByHand(minimalPdf(), [](signing::ByteView digest) {
    return makeCms(*key("operator"), digest, {.transmit_reversed = true});
  });
  const auto report = verify(pdf, Policy::kGeneric);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  ASSERT_EQ(report.signatures.size(), 1U);
  EXPECT_EQ(report.signatures[0].findings[0].code, "SIGNED_ATTRIBUTES_NOT_SORTED");
}

TEST_F(PadesVerifierTest, RefusesATimestampCopiedFromElsewhere) {
  const core::SystemClock clock;
  signing::TimestampOptions stamps;
  stamps.authorities = {
      {"local", std::make_shared<signing::LocalTimestampAuthority>(p12("tsa"), pass("tsa"), clock),
       ""}};
  stamps.trust = {pki() / "trust/root.pem"};
  const signing::ThreadSleeper sleeper;
  const signing::TimestampClient client(stamps, clock, sleeper);
  const auto token = client.token(core::sha256(signing::Bytes{1, 2, 3}));
  const auto report = verify(signByHand(minimalPdf(), [&](signing::ByteView digest) {
    return makeCms(*key("operator"), digest, {.timestamp = token});
  }));
  EXPECT_TRUE(rejectedWith(report, "TIMESTAMP_IMPRINT_MISMATCH"));
}

// Certificates.

TEST_F(PadesVerifierTest, DoubtsAnUnknownRoot) {
  auto none = options();
  none.trust_anchors.clear();
  const auto report = verifyWith(none, once(), {Policy::kSohoa, {}, true});
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_EQ(report.sub_indication, "NO_CERTIFICATE_CHAIN_FOUND") << describe(report);
}

TEST_F(PadesVerifierTest, DoubtsWithoutRevocationData) {
  auto none = options();
  none.crls.clear();
  const auto report = verifyWith(none, once(), {Policy::kSohoa, {}, true});
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_EQ(report.sub_indication, "TRY_LATER") << describe(report);
  EXPECT_TRUE(rejectedWith(report, "REVOCATION_UNKNOWN"));
}

TEST_F(PadesVerifierTest, DoubtsAnExpiredCertificateWithoutATimestamp) {
  const auto pdf = signByHand(
      minimalPdf(), [](signing::ByteView digest) { return makeCms(*key("operator"), digest, {}); });
  const auto later = core::SystemClock().now() + std::chrono::days(6 * 365);
  const auto report = verify(pdf, Policy::kSohoa, later);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_EQ(report.sub_indication, "OUT_OF_BOUNDS_NO_POE") << describe(report);
}

// 2^64 nanoseconds from now are not now.
TEST_F(PadesVerifierTest, DoubtsAnExpiredCertificateInAFarCenturyToo) {
  const auto pdf = signByHand(
      minimalPdf(), [](signing::ByteView digest) { return makeCms(*key("operator"), digest, {}); });
  const auto later = core::SystemClock().now() + std::chrono::milliseconds(18'446'744'073'709);
  const auto report = verify(pdf, Policy::kSohoa, later);
  EXPECT_EQ(report.sub_indication, "OUT_OF_BOUNDS_NO_POE") << describe(report);
}

TEST_F(PadesVerifierTest, AcceptsAnExpiredCertificateWithATimestampFromBefore) {
  const auto later = core::SystemClock().now() + std::chrono::days(6 * 365);
  const auto report = verify(twice(), Policy::kSohoa, later);
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
}

}  // namespace
}  // namespace sohoa::test

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "signing/algorithms.h"
#include "signing/certificate_issuer.h"
#include "signing/key_files.h"
#include "tests/signing/augmenter_fixture.h"
#include "tests/signing/loose_key.h"

namespace sohoa::test {
namespace {

using core::Verdict;
using std::chrono::hours;

class VerifierTrustTest : public VerifierTest {
 protected:
  static signing::PkeyPtr issuingKey() {
    const auto text = core::readText(pki() / "ca/issuing.key");
    const signing::BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    return signing::PkeyPtr(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  }
  static signing::X509Ptr issuingCertificate() {
    return std::move(signing::readPemCertificates(pki() / "ca/issuing.pem").front());
  }

  // Verifies a file at `now` with a fresh list that revokes one certificate since then.
  static core::VerificationReport verifyRevoked(const std::string& pdf, core::Timestamp since,
                                                core::Timestamp now,
                                                const std::string& name = "operator") {
    const auto authority = issuingCertificate();
    const auto key = issuingKey();
    const auto leaf = signing::readPkcs12(p12(name), pass(name));
    const auto list = signing::issueCrl({authority.get(), key.get()}, now, now + hours(24), 99,
                                        {{leaf.certificate.get(), since}});
    unsigned char* out = nullptr;
    const int size = i2d_X509_CRL(list.get(), &out);
    const signing::OpensslMemory memory(out);
    const core::TemporaryFolder folder;
    core::writeFileAtomically(folder.path() / "new.crl",
                              std::span(out, static_cast<std::size_t>(size)));
    auto with = options();
    with.crls.push_back(folder.path());
    return verifyWith(with, pdf, {core::VerifyRequest::Policy::kSohoa, now, true});
  }

  static std::string signedWith(const signing::SigningKey& key) {
    return signByHand(minimalPdf(),
                      [&](signing::ByteView digest) { return makeCms(key, digest, {}); });
  }
  static core::Timestamp now() { return core::SystemClock().now(); }
};

TEST_F(VerifierTrustTest, FailsACertificateRevokedBeforeTheTimestamp) {
  const auto report = verifyRevoked(once(), now() - hours(1), now() + hours(1));
  EXPECT_EQ(report.verdict, Verdict::kTotalFailed);
  EXPECT_EQ(report.sub_indication, "REVOKED") << describe(report);
}

TEST_F(VerifierTrustTest, AcceptsACertificateRevokedAfterTheTimestamp) {
  const auto report = verifyRevoked(twice(), now() + hours(1), now() + hours(2));
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.signatures[0].findings[0].code, "CERTIFICATE_REVOKED_AFTER_SIGNING");
}

TEST_F(VerifierTrustTest, DoubtsARevokedCertificateWithoutATimestamp) {
  const auto report =
      verifyRevoked(signedWith(*key("operator")), now() + hours(1), now() + hours(2));
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_EQ(report.sub_indication, "REVOKED_NO_POE") << describe(report);
}

TEST_F(VerifierTrustTest, RefusesAnIssuerThatIsNoAuthority) {
  const auto leaf = signing::readPkcs12(p12("operator"), pass("operator"));
  const auto authority = issuingCertificate();
  auto own = signing::newP256Key();
  const auto forged = signing::issueCertificate(
      {.common_name = "TEST Giả Mạo",
       .organisation = "TEST",
       .not_before = now() - hours(1),
       .not_after = now() + hours(1),
       .extensions = {{NID_key_usage, "critical,digitalSignature,nonRepudiation"}}},
      own.get(), {leaf.certificate.get(), leaf.key.get()});
  const auto report = verify(signedWith(
      LooseKey(std::move(own), forged.get(), {leaf.certificate.get(), authority.get()})));
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(rejectedWith(report, "ISSUER_NOT_ALLOWED_TO_ISSUE"));
}

TEST_F(VerifierTrustTest, RefusesACertificateThatMayNotSign) {
  const auto authority = issuingCertificate();
  const auto authority_key = issuingKey();
  auto own = signing::newP256Key();
  const auto leaf =
      signing::issueCertificate({.common_name = "TEST Mã Hoá",
                                 .organisation = "TEST",
                                 .not_before = now() - hours(1),
                                 .not_after = now() + hours(1),
                                 .extensions = {{NID_key_usage, "critical,keyAgreement"}}},
                                own.get(), {authority.get(), authority_key.get()});
  const auto report = verify(signedWith(LooseKey(std::move(own), leaf.get(), {authority.get()})));
  EXPECT_TRUE(rejectedWith(report, "KEY_USAGE_NOT_SIGNING"));
}

// Who gets hold of a revoked authority's key can date anything back.
TEST_F(VerifierTrustTest, BelievesNoTimestampOfAnAuthorityRevokedSince) {
  const auto report = verifyRevoked(twice(), now() + hours(1), now() + hours(2), "tsa");
  EXPECT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  EXPECT_EQ(report.level, "B-B");
  EXPECT_FALSE(report.signatures[0].best_signature_time);
}

class LastingTrustTest : public AugmenterTest {};

TEST_F(LastingTrustTest, ALaterTimestampKeepsAnEarlierOneOfARevokedAuthority) {
  const auto pdf = augmented(twice(), core::PadesLevel::kBLTA);
  const auto report = verifyAlone(pdf, core::VerifyRequest::Policy::kSohoa);
  ASSERT_EQ(report.verdict, Verdict::kTotalPassed) << describe(report);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(report.signatures[i].best_signature_time) << describe(report);
  }
}

}  // namespace
}  // namespace sohoa::test

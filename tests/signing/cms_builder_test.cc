#include "signing/cms_builder.h"

#include <algorithm>

#include "core/child_process.h"
#include "core/digest.h"
#include "core/error.h"
#include "signing/errors.h"
#include "signing/file_key.h"
#include "tests/signing/signed_data.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

constexpr std::string_view kContent = "what is signed";

Bytes digestOfContent() {
  const core::Sha256 digest = core::sha256(kContent);
  return {digest.bytes().begin(), digest.bytes().end()};
}

// A key whose certificate belongs to somebody else.
class StolenCertificate final : public SigningKey {
 public:
  StolenCertificate(const SigningKey& key, const SigningKey& other) : key_(key), other_(other) {}
  [[nodiscard]] const Bytes& certificate() const override { return other_.certificate(); }
  [[nodiscard]] const std::vector<Bytes>& chain() const override { return other_.chain(); }
  [[nodiscard]] Bytes sign(ByteView message, const SignatureScheme& scheme) const override {
    return key_.sign(message, scheme);
  }

 private:
  const SigningKey& key_;
  const SigningKey& other_;
};

class CmsBuilder : public test::DemoPkiTest {
 protected:
  core::ChildResult opensslVerify(const Bytes& cms) {
    core::writeFileAtomically(folder_.path() / "cms.der", cms);
    core::writeFileAtomically(folder_.path() / "content", kContent);
    return core::runChild(
        {"openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in",
         folder_.path() / "cms.der", "-content", folder_.path() / "content", "-CAfile",
         pki() / "trust/root.pem", "-purpose", "any", "-out", "/dev/null"},
        {}, std::chrono::seconds(30));
  }
  std::string opensslPrint(const Bytes& cms) {
    core::writeFileAtomically(folder_.path() / "cms.der", cms);
    return core::runChild({"openssl", "cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in",
                           folder_.path() / "cms.der"},
                          {}, std::chrono::seconds(30))
        .standard_output;
  }
  core::TemporaryFolder folder_;
};

TEST_F(CmsBuilder, MakesSignaturesThatOpensslAcceptsAsCades) {
  const Pkcs12Key rsa(p12("agency"), pass("agency"));
  const Pkcs12Key ec(p12("operator"), pass("operator"));
  for (const auto& [key, algorithm] :
       {std::pair<const SigningKey*, SignatureAlgorithm>{&rsa, SignatureAlgorithm::kRsaPss},
        {&rsa, SignatureAlgorithm::kRsaPkcs1},
        {&ec, SignatureAlgorithm::kEcdsa}}) {
    const auto result =
        opensslVerify(signedData(*key, {algorithm, HashAlgorithm::kSha256}, digestOfContent()));
    EXPECT_EQ(result.exit_code, 0) << result.standard_error;
  }
}

TEST_F(CmsBuilder, HoldsExactlyTheAttributesPadesWants) {
  const Pkcs12Key key(p12("agency"), pass("agency"));
  const std::string text = opensslPrint(
      signedData(key, schemeFor(key.certificate(), RsaPadding::kPss), digestOfContent()));
  EXPECT_NE(text.find("contentType"), std::string::npos);
  EXPECT_NE(text.find("messageDigest"), std::string::npos);
  EXPECT_NE(text.find("id-smime-aa-signingCertificateV2"), std::string::npos);
  EXPECT_EQ(text.find("signingTime"), std::string::npos);
  EXPECT_EQ(text.find("S/MIME Capabilities"), std::string::npos);
  EXPECT_NE(text.find("rsassaPss"), std::string::npos);
  EXPECT_NE(text.find("eContent: <ABSENT>"), std::string::npos);
}

TEST_F(CmsBuilder, LeavesEcdsaParametersAbsent) {
  const Pkcs12Key key(p12("operator"), pass("operator"));
  const Bytes cms =
      signedData(key, schemeFor(key.certificate(), RsaPadding::kPss), digestOfContent());
  const Bytes algorithm{0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
  EXPECT_FALSE(std::ranges::search(cms, algorithm).empty());
}

TEST_F(CmsBuilder, ReleasesNoSignatureThatDoesNotFitItsCertificate) {
  const Pkcs12Key key(p12("operator"), pass("operator"));
  const Pkcs12Key other(p12("certifier"), pass("certifier"));
  try {
    static_cast<void>(signedData(StolenCertificate(key, other),
                                 schemeFor(key.certificate(), RsaPadding::kPss),
                                 digestOfContent()));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kSelfCheckFailed);
  }
}

TEST_F(CmsBuilder, KeepsTheSignedPartWhenATimestampIsAdded) {
  const Pkcs12Key key(p12("operator"), pass("operator"));
  CadesSignature data(key, SignerCertificates(key), schemeFor(key.certificate(), RsaPadding::kPss),
                      digestOfContent());
  const Bytes value = data.signatureValue();
  const Bytes token{0x30, 0x03, 0x02, 0x01, 0x05};
  data.addTimestamp(token);
  EXPECT_EQ(data.signatureValue(), value);
  const Bytes stamped = data.encoded();
  EXPECT_FALSE(std::ranges::search(stamped, token).empty());
  EXPECT_EQ(opensslVerify(stamped).exit_code, 0);
}

}  // namespace
}  // namespace sohoa::signing

#include "signing/cms_vault.h"

#include <algorithm>

#include "core/child_process.h"
#include "core/error.h"
#include "signing/errors.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

class Vault : public test::DemoPkiTest {
 protected:
  core::ChildResult open(const std::vector<std::uint8_t>& sealed, const std::string& who) {
    core::writeFileAtomically(folder_.path() / "sealed", sealed);
    const auto key = folder_.path() / "key.pem";
    const auto exported =
        core::runChild({"openssl", "pkcs12", "-in", p12(who), "-nocerts", "-nodes", "-out", key,
                        "-passin", "file:" + pass(who).string()},
                       {}, std::chrono::seconds(30));
    EXPECT_EQ(exported.exit_code, 0);
    return core::runChild({"openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in",
                           folder_.path() / "sealed", "-inkey", key},
                          {}, std::chrono::seconds(30));
  }
  core::TemporaryFolder folder_;
};

TEST_F(Vault, GivesBackWhatWasSealedToTheOfficerOnly) {
  const CmsVault vault(pki() / "certs/officer.pem");
  std::vector<std::uint8_t> secret(100'000);
  for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(i * 7);
  const auto sealed = vault.seal(secret);
  const auto opened = open(sealed, "officer");
  EXPECT_EQ(opened.exit_code, 0) << opened.standard_error;
  EXPECT_EQ(std::vector<std::uint8_t>(opened.standard_output.begin(), opened.standard_output.end()),
            secret);
  EXPECT_NE(open(sealed, "agency").exit_code, 0);
}

TEST_F(Vault, ShowsDamage) {
  const CmsVault vault(pki() / "certs/officer.pem");
  auto sealed = vault.seal(std::vector<std::uint8_t>(1000, 'x'));
  sealed[sealed.size() - 500] ^= 1;
  EXPECT_NE(open(sealed, "officer").exit_code, 0);
}

TEST_F(Vault, HidesTheContentAndNeverRepeatsItself) {
  const CmsVault vault(pki() / "certs/officer.pem");
  const std::vector<std::uint8_t> secret(64, 'S');
  const auto first = vault.seal(secret);
  EXPECT_TRUE(std::ranges::search(first, secret).empty());
  EXPECT_NE(first, vault.seal(secret));
}

TEST_F(Vault, SealsToAnEllipticCurveKeyToo) {
  const CmsVault vault(pki() / "certs/operator.pem");
  EXPECT_FALSE(vault.seal(std::vector<std::uint8_t>(10, 'x')).empty());
}

TEST_F(Vault, SealsNothingAtAll) {
  const CmsVault vault(pki() / "certs/officer.pem");
  EXPECT_EQ(open(vault.seal({}), "officer").exit_code, 0);
}

TEST_F(Vault, RefusesAFileWithoutCertificate) {
  try {
    const CmsVault vault(pki() / "README.txt");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kCertificateUnreadable);
  }
}

}  // namespace
}  // namespace sohoa::signing

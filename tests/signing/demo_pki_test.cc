#include "signing/demo_pki.h"

#include <sys/stat.h>

#include "core/child_process.h"
#include "core/error.h"
#include "signing/errors.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

class DemoPki : public test::DemoPkiTest {
 protected:
  static core::ChildResult openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "openssl");
    return core::runChild(arguments, {}, std::chrono::seconds(30));
  }
};

TEST_F(DemoPki, EveryLeafVerifiesToTheRootUnderStrictRulesAndRevocationLists) {
  for (const char* name : {"operator", "certifier", "agency", "tsa", "ocsp", "officer"}) {
    const auto result = openssl(
        {"verify", "-x509_strict", "-crl_check_all", "-CAfile", pki() / "trust/root.pem",
         "-untrusted", pki() / "ca/issuing.pem", "-CRLfile", pki() / "crls/issuing.crl", "-CRLfile",
         pki() / "crls/root.crl", pki() / "certs" / (std::string(name) + ".pem")});
    EXPECT_EQ(result.exit_code, 0) << name << result.standard_output << result.standard_error;
  }
}

TEST_F(DemoPki, CertificatesCarryTheirPurposeAndSayTest) {
  const auto text = [](const std::string& name) {
    return openssl({"x509", "-noout", "-text", "-nameopt", "utf8", "-in",
                    pki() / "certs" / (name + ".pem")})
        .standard_output;
  };
  EXPECT_NE(text("operator").find("Digital Signature, Non Repudiation"), std::string::npos);
  EXPECT_NE(text("agency").find("O=UBND Phường Thử Nghiệm (TEST)"), std::string::npos);
  EXPECT_NE(text("tsa").find("X509v3 Extended Key Usage: critical\n                Time Stamping"),
            std::string::npos);
  EXPECT_NE(text("ocsp").find("OCSP No Check"), std::string::npos);
  EXPECT_NE(text("officer").find("Key Encipherment"), std::string::npos);
  EXPECT_NE(text("operator").find("OCSP - URI:http://127.0.0.1:8080/pki/ocsp"), std::string::npos);
  EXPECT_NE(text("operator").find("Issuer: C=VN, O=Sohoa TEST PKI, CN=Sohoa TEST Issuing CA"),
            std::string::npos);
}

TEST_F(DemoPki, SecretsAreReadableByTheirOwnerOnly) {
  for (const char* name : {"keys/operator.p12", "keys/operator.pass", "ca/root.key"}) {
    struct stat info {};
    ASSERT_EQ(::stat((pki() / name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << name;
  }
}

TEST_F(DemoPki, KeyFilesAreLockedWithAes256) {
  const auto result = openssl({"pkcs12", "-info", "-noout", "-in", p12("agency"), "-passin",
                               "file:" + pass("agency").string()});
  EXPECT_EQ(result.exit_code, 0) << result.standard_error;
  EXPECT_NE(result.standard_error.find("PBKDF2, AES-256-CBC"), std::string::npos)
      << result.standard_error;
}

TEST_F(DemoPki, RefusesToReplaceKeysThatAreThere) {
  try {
    createDemoPki(pki(), {}, core::SystemClock());
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kPkiExists);
  }
}

}  // namespace
}  // namespace sohoa::signing

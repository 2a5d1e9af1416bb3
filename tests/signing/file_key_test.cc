#include "signing/file_key.h"

#include "core/child_process.h"
#include "core/error.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

constexpr std::uint8_t kMessage[] = {'a', 'b', 'c'};

class Pkcs12KeyFile : public test::DemoPkiTest {
 protected:
  static core::ErrorCode failureOf(const std::filesystem::path& file,
                                   const std::filesystem::path& passphrase) {
    try {
      const Pkcs12Key key(file, passphrase);
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  }
  core::TemporaryFolder folder_;
};

TEST_F(Pkcs12KeyFile, GivesTheCertificateAndItsIssuersNearestFirst) {
  const Pkcs12Key key(p12("operator"), pass("operator"));
  ASSERT_EQ(key.chain().size(), 2U);
  EXPECT_EQ(key.chain()[0], core::readFile(pki() / "ca/issuing.cer"));
  EXPECT_EQ(key.chain()[1], core::readFile(pki() / "ca/root.cer"));
}

TEST_F(Pkcs12KeyFile, OpensFilesLockedWithLegacyAlgorithmsInAnyCertificateOrder) {
  const auto pem = folder_.path() / "all.pem";
  const auto run = [](const std::vector<std::string>& argv) {
    const auto result = core::runChild(argv, {}, std::chrono::seconds(30));
    ASSERT_EQ(result.exit_code, 0) << result.standard_error;
  };
  run({"openssl", "pkcs12", "-in", p12("agency"), "-passin", "file:" + pass("agency").string(),
       "-nodes", "-nocerts", "-out", pem});
  const auto reversed = folder_.path() / "chain.pem";
  core::writeFileAtomically(reversed, core::readText(pki() / "trust/root.pem") +
                                          core::readText(pki() / "ca/issuing.pem"));
  const auto old = folder_.path() / "old.p12";
  run({"openssl", "pkcs12", "-export", "-legacy", "-inkey", pem, "-in", pki() / "certs/agency.pem",
       "-certfile", reversed, "-out", old, "-passout", "file:" + pass("agency").string()});
  const Pkcs12Key key(old, pass("agency"));
  ASSERT_EQ(key.chain().size(), 2U);
  EXPECT_EQ(key.chain()[0], core::readFile(pki() / "ca/issuing.cer"));
}

TEST_F(Pkcs12KeyFile, SignsWithEachScheme) {
  const Pkcs12Key rsa(p12("agency"), pass("agency"));
  EXPECT_EQ(rsa.sign(kMessage, {SignatureAlgorithm::kRsaPss, HashAlgorithm::kSha256}).size(), 256U);
  EXPECT_EQ(rsa.sign(kMessage, {SignatureAlgorithm::kRsaPkcs1, HashAlgorithm::kSha256}),
            rsa.sign(kMessage, {SignatureAlgorithm::kRsaPkcs1, HashAlgorithm::kSha256}));
  const Pkcs12Key ec(p12("operator"), pass("operator"));
  EXPECT_EQ(ec.sign(kMessage, {SignatureAlgorithm::kEcdsa, HashAlgorithm::kSha256})[0], 0x30);
}

TEST_F(Pkcs12KeyFile, OpensWithAPersonsPinAndTellsAWrongOneFromATornFile) {
  const auto right = readPassphrase(pass("operator"));
  const auto failureWith = [&](const std::filesystem::path& file, const std::string& pin) {
    try {
      const Pkcs12Key key(file, PinSource([pin] { return pin; }));
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  };
  const Pkcs12Key key(p12("operator"), PinSource([&] { return right; }));
  EXPECT_EQ(key.chain().size(), 2U);
  EXPECT_EQ(failureWith(p12("operator"), right + "x"), kPinRefused);
  EXPECT_EQ(failureWith(p12("operator"), ""), kPinRefused);
  EXPECT_EQ(failureWith(pass("operator"), right), kKeyUnreadable);
}

TEST_F(Pkcs12KeyFile, AKeyInPemMustBeLockedToShowWhoSigns) {
  const auto open = folder_.path() / "open.pem";
  const auto locked = folder_.path() / "locked.pem";
  const auto run = [](const std::vector<std::string>& argv) {
    const auto result = core::runChild(argv, {}, std::chrono::seconds(30));
    ASSERT_EQ(result.exit_code, 0) << result.standard_error;
  };
  run({"openssl", "pkcs12", "-in", p12("operator"), "-passin", "file:" + pass("operator").string(),
       "-nodes", "-nocerts", "-out", open});
  run({"openssl", "pkcs8", "-topk8", "-in", open, "-out", locked, "-passout", "pass:2468"});
  const auto certificate = pki() / "certs/operator.pem";
  const auto failureWith = [&](const std::filesystem::path& file, const std::string& pin) {
    try {
      const PemKey key(file, certificate, PinSource([pin] { return pin; }));
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  };
  EXPECT_EQ(failureWith(locked, "2468"), core::kInternal);  // nothing failed
  EXPECT_EQ(failureWith(locked, "2469"), kPinRefused);
  EXPECT_EQ(failureWith(open, "2468"), kKeyWithoutPin);
}

TEST_F(Pkcs12KeyFile, SchemeFollowsTheKeyAndThePolicy) {
  const Pkcs12Key rsa(p12("agency"), pass("agency"));
  EXPECT_EQ(schemeFor(rsa.certificate(), RsaPadding::kPss).algorithm, SignatureAlgorithm::kRsaPss);
  EXPECT_EQ(schemeFor(rsa.certificate(), RsaPadding::kPkcs1).algorithm,
            SignatureAlgorithm::kRsaPkcs1);
  const Pkcs12Key ec(p12("operator"), pass("operator"));
  EXPECT_EQ(schemeFor(ec.certificate(), RsaPadding::kPss).algorithm, SignatureAlgorithm::kEcdsa);
}

TEST_F(Pkcs12KeyFile, RefusesAWrongPassphraseAndAForeignFile) {
  EXPECT_EQ(failureOf(p12("operator"), pass("agency")), kKeyUnreadable);
  EXPECT_EQ(failureOf(pki() / "README.txt", pass("operator")), kKeyUnreadable);
  EXPECT_EQ(failureOf(folder_.path() / "none.p12", pass("operator")), core::kIo);
}

class PemKeyFile : public Pkcs12KeyFile {
 protected:
  void SetUp() override {
    const auto result = core::runChild(
        {"openssl", "pkcs12", "-in", p12("agency"), "-passin", "file:" + pass("agency").string(),
         "-nocerts", "-out", locked_, "-passout", "pass:" + readPassphrase(pass("agency"))},
        {}, std::chrono::seconds(30));
    ASSERT_EQ(result.exit_code, 0) << result.standard_error;
  }
  core::ErrorCode pemFailure(const std::string& certificate, const std::string& passphrase) {
    try {
      const PemKey key(locked_, pki() / certificate, passphrase.empty() ? "" : pass(passphrase));
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  }
  std::filesystem::path locked_ = folder_.path() / "key.pem";
};

TEST_F(PemKeyFile, GivesTheSameCertificatesAsPkcs12) {
  const PemKey pem(locked_, pki() / "certs/agency.pem", pass("agency"));
  const Pkcs12Key p12_key(p12("agency"), pass("agency"));
  EXPECT_EQ(pem.certificate(), p12_key.certificate());
  EXPECT_EQ(pem.chain(), p12_key.chain());
  const SignatureScheme scheme{SignatureAlgorithm::kRsaPkcs1, HashAlgorithm::kSha256};
  EXPECT_EQ(pem.sign(kMessage, scheme), p12_key.sign(kMessage, scheme));
}

TEST_F(PemKeyFile, RefusesAWrongPassphraseAndAForeignCertificate) {
  EXPECT_EQ(pemFailure("certs/agency.pem", "operator"), kKeyUnreadable);
  EXPECT_EQ(pemFailure("certs/agency.pem", ""), kKeyUnreadable);
  EXPECT_EQ(pemFailure("certs/operator.pem", "agency"), kKeyMismatch);
  EXPECT_EQ(pemFailure("README.txt", "agency"), kCertificateUnreadable);
}

}  // namespace
}  // namespace sohoa::signing

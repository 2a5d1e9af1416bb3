#include "signing/pkcs11_key.h"

#include <p11-kit/pkcs11.h>

#include <atomic>
#include <thread>

#include "core/child_process.h"
#include "signing/cms_builder.h"
#include "signing/errors.h"
#include "signing/pkcs11_token.h"
#include "tests/signing/signed_data.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

namespace fs = std::filesystem;

constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";
constexpr char kPin[] = "123456";
constexpr std::uint8_t kDigest[32] = {7};

// A real software token (SoftHSM2) with the demo PKI's operator (P-256) and agency (RSA) keys. Its
// configuration is read once per process, so all tests share it.
class Pkcs11Test : public test::DemoPkiTest {
 protected:
  static void SetUpTestSuite() {
    DemoPkiTest::SetUpTestSuite();
    static const core::TemporaryFolder folder;
    static bool made = false;
    if (made) return;
    made = true;
    fs::create_directories(folder.path() / "tokens");
    const auto conf = folder.path() / "softhsm2.conf";
    core::writeFileAtomically(
        conf, "directories.tokendir = " + (folder.path() / "tokens").string() + "\n");
    ::setenv("SOFTHSM2_CONF", conf.c_str(), 1);
    run({"softhsm2-util", "--init-token", "--free", "--label", "sohoa", "--so-pin", "4321", "--pin",
         kPin});
    addKey(folder.path(), "operator", "01");
    addKey(folder.path(), "agency", "02");
  }
  static void run(const std::vector<std::string>& argv) {
    const auto result = core::runChild(argv, {}, std::chrono::seconds(60));
    ASSERT_EQ(result.exit_code, 0) << argv[0] << ": " << result.standard_error;
  }
  static void addKey(const fs::path& folder, const std::string& name, const std::string& id) {
    const auto pem = folder / (name + ".pem");
    const auto der = folder / (name + ".der");
    run({"openssl", "pkcs12", "-in", p12(name), "-passin", "file:" + pass(name).string(), "-nodes",
         "-nocerts", "-out", pem});
    run({"openssl", "pkcs8", "-topk8", "-nocrypt", "-in", pem, "-out", pem.string() + "8"});
    run({"softhsm2-util", "--import", pem.string() + "8", "--token", "sohoa", "--label", name,
         "--id", id, "--pin", kPin});
    run({"openssl", "x509", "-in", pki() / "certs" / (name + ".pem"), "-outform", "DER", "-out",
         der});
    run({"pkcs11-tool", "--module", kModule, "--token-label", "sohoa", "--login", "--pin", kPin,
         "--write-object", der, "--type", "cert", "--id", id, "--label", name});
  }
  static Pkcs11Options options(const std::string& label) {
    Pkcs11Options options;
    options.module = kModule;
    options.token = "sohoa";
    options.label = label;
    options.pin = [] { return std::string(kPin); };
    return options;
  }
  static core::ErrorCode failureOf(const Pkcs11Options& options) {
    try {
      const Pkcs11Key key(options);
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  }
};

TEST_F(Pkcs11Test, SignsWithEachKeyAndScheme) {
  const Pkcs11Key ec(options("operator"));
  auto with_chain = options("agency");
  with_chain.certificates = pki() / "certs/agency.pem";
  const Pkcs11Key rsa(with_chain);
  EXPECT_EQ(rsa.chain().size(), 2U);
  EXPECT_NE(ec.certificate(), rsa.certificate());
  // CadesSignature verifies each value against the certificate before it hands it out.
  for (const auto padding : {RsaPadding::kPss, RsaPadding::kPkcs1}) {
    EXPECT_FALSE(signedData(rsa, schemeFor(rsa.certificate(), padding), ByteView(kDigest)).empty());
  }
  EXPECT_FALSE(
      signedData(ec, schemeFor(ec.certificate(), RsaPadding::kPss), ByteView(kDigest)).empty());
}

TEST_F(Pkcs11Test, OneLoginServesManyThreads) {
  std::atomic<int> asked{0};
  auto counted = options("operator");
  counted.pin = [&] {
    ++asked;
    return std::string(kPin);
  };
  counted.sessions = 3;
  const Pkcs11Key key(counted);
  const auto scheme = schemeFor(key.certificate(), RsaPadding::kPss);
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 20; ++n) {
          good += signedData(key, scheme, ByteView(kDigest)).empty() ? 0 : 1;
        }
      });
    }
  }
  EXPECT_EQ(good, 160);
  EXPECT_LE(asked, 1);
}

TEST_F(Pkcs11Test, SetsUpItsSessionsAgainAfterTheyWereLost) {
  const Pkcs11Key key(options("operator"));
  const auto scheme = schemeFor(key.certificate(), RsaPadding::kPss);
  static_cast<void>(signedData(key, scheme, ByteView(kDigest)));
  const auto token = Pkcs11Token::open(kModule, "sohoa", {}, 1);
  CK_SLOT_ID slots[8];
  CK_ULONG count = 8;
  ASSERT_EQ(token->functions().C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
  for (CK_ULONG i = 0; i < count; ++i) token->functions().C_CloseAllSessions(slots[i]);
  EXPECT_FALSE(signedData(key, scheme, ByteView(kDigest)).empty());
}

TEST_F(Pkcs11Test, SaysWhatIsMissing) {
  auto missing = options("operator");
  missing.module = "/nonexistent.so";
  EXPECT_EQ(failureOf(missing), kModuleUnusable);
  missing = options("operator");
  missing.module = "/usr/lib/x86_64-linux-gnu/libz.so.1";
  EXPECT_EQ(failureOf(missing), kModuleUnusable);
  missing = options("operator");
  missing.token = "nobody's";
  EXPECT_EQ(failureOf(missing), kTokenAbsent);
  EXPECT_EQ(failureOf(options("nobody's")), kKeyNotInToken);
  EXPECT_EQ(failureOf(options("")), kKeyNotInToken);
}

TEST_F(Pkcs11Test, APersonsPinIsLookedAtEachTimeAndItsKeyOpensOthersOfTheToken) {
  for (int run = 0; run < 2; ++run) {
    auto own = options("operator");
    own.own_login = true;
    const Pkcs11Key person(own);
    auto agency = options("agency");
    agency.pin = [] { return std::string("not asked for"); };
    const Pkcs11Key beside(agency);
    EXPECT_FALSE(beside.certificate().empty());
  }
  auto wrong = options("operator");
  wrong.own_login = true;
  wrong.pin = [] { return std::string("000000"); };
  EXPECT_EQ(failureOf(wrong), kPinFewLeft);  // as SoftHSM tells after any wrong one
}

TEST_F(Pkcs11Test, ATokenThatIsLoggedInAlreadyTakesNoPersonsWord) {
  const Pkcs11Key others(options("agency"));
  auto own = options("operator");
  own.own_login = true;
  own.pin = [] { return std::string("any"); };
  EXPECT_EQ(failureOf(own), kTokenBusy);
  own.token = "";  // the same token by another name
  EXPECT_EQ(failureOf(own), kTokenBusy);
}

TEST_F(Pkcs11Test, OffersAWrongPinOnlyOnce) {
  std::atomic<int> asked{0};
  auto wrong = options("operator");
  wrong.pin = [&] {
    ++asked;
    return std::string("000000");
  };
  const auto token = Pkcs11Token::open(kModule, "sohoa", wrong.pin, 1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW(static_cast<void>(token->session()), core::Error);
  }
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace sohoa::signing

#include "signing/remote_key.h"

#include "core/child_process.h"
#include "net/curl_http_client.h"
#include "signing/cms_builder.h"
#include "signing/errors.h"
#include "tests/signing/signed_data.h"
#include "tests/support/demo_pki_fixture.h"
#include "tests/support/python_server.h"

namespace sohoa::signing {
namespace {

constexpr std::uint8_t kDigest[32] = {7};

class RemoteKeyTest : public test::DemoPkiTest {
 protected:
  struct Service {
    explicit Service(const std::string& name) {
      const auto pem = folder.path() / "key.pem";
      const auto result =
          core::runChild({"openssl", "pkcs12", "-in", p12(name), "-passin",
                          "file:" + pass(name).string(), "-nodes", "-nocerts", "-out", pem},
                         {}, std::chrono::seconds(30));
      EXPECT_EQ(result.exit_code, 0) << result.standard_error;
      server = std::make_unique<test::PythonServer>(
          std::filesystem::path(SOHOA_SOURCE_DIR) / "tests/signing/csc_server.py",
          std::vector<std::string>{pem, pki() / "certs" / (name + ".pem")});
    }
    RemoteKeyOptions options() const {
      return {server->url("/csc/v2"), "one", [] { return std::string("let-me-in"); },
              [] { return std::string("2468"); }};
    }
    core::TemporaryFolder folder;
    std::unique_ptr<test::PythonServer> server;
  };

  core::ErrorCode failureOf(RemoteKeyOptions options) {
    try {
      const RemoteKey key(http_, std::move(options));
      static_cast<void>(key.sign(kDigest, schemeFor(key.certificate(), RsaPadding::kPss)));
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  }

  net::CurlHttpClient http_;
};

TEST_F(RemoteKeyTest, SignsWithEllipticAndRsaKeys) {
  for (const std::string name : {"operator", "agency"}) {
    const Service service(name);
    const RemoteKey key(http_, service.options());
    EXPECT_EQ(key.chain().size(), 2U);
    for (const auto padding : {RsaPadding::kPss, RsaPadding::kPkcs1}) {
      EXPECT_FALSE(
          signedData(key, schemeFor(key.certificate(), padding), ByteView(kDigest)).empty());
    }
  }
}

TEST_F(RemoteKeyTest, SaysWhetherTryingAgainHelps) {
  const Service service("operator");
  auto busy = service.options();
  busy.credential = "busy-one";
  EXPECT_EQ(failureOf(busy), kRemoteUnavailable);
  auto unknown = service.options();
  unknown.credential = "two";
  EXPECT_EQ(failureOf(unknown), kRemoteRefused);
  auto no_token = service.options();
  no_token.access_token = {};
  EXPECT_EQ(failureOf(no_token), kRemoteRefused);
  auto wrong_pin = service.options();
  wrong_pin.pin = [] { return std::string("0000"); };
  EXPECT_EQ(failureOf(wrong_pin), kRemoteRefused);
}

}  // namespace
}  // namespace sohoa::signing

#include "signing/http_timestamp_transport.h"

#include <gmock/gmock.h>

#include "core/child_process.h"
#include "core/error.h"
#include "net/curl_http_client.h"
#include "net/errors.h"
#include "signing/errors.h"
#include "tests/support/demo_pki_fixture.h"
#include "tests/support/python_server.h"

namespace sohoa::signing {
namespace {

using ::testing::HasSubstr;

constexpr std::uint8_t kData[] = {1, 2, 3};

// The authority is OpenSSL's own, behind Python's HTTP server.
class TimestampOverHttp : public test::DemoPkiTest {
 protected:
  Bytes token(const std::string& path, const std::string& policy) {
    const auto transport = std::make_shared<HttpTimestampTransport>(http_, server_.url(path));
    TimestampOptions options;
    options.authorities = {{"http", transport, policy}};
    options.trust = {pki() / "trust/root.pem"};
    options.backoff.rounds = 1;
    return TimestampClient(options, clock_, ThreadSleeper()).token(core::sha256(kData));
  }
  std::string failureOf(const std::string& path, const std::string& policy) {
    try {
      static_cast<void>(token(path, policy));
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), kTsaUnavailable);
      return error.what();
    }
    return "no failure";
  }

  core::SystemClock clock_;
  net::CurlHttpClient http_;
  test::PythonServer server_{std::string(SOHOA_SOURCE_DIR) + "/tests/signing/tsa_server.py",
                             {pki()}};
};

TEST_F(TimestampOverHttp, GetsATokenThatSatisfiesOpenssl) {
  core::TemporaryFolder folder;
  core::writeFileAtomically(folder.path() / "data", ByteView(kData));
  for (const char* policy : {"", "1.2.3.4.5"}) {
    core::writeFileAtomically(folder.path() / "token", token("/tsa", policy));
    const auto result =
        core::runChild({"openssl", "ts", "-verify", "-token_in", "-in", folder.path() / "token",
                        "-data", folder.path() / "data", "-CAfile", pki() / "trust/root.pem",
                        "-untrusted", pki() / "ca/issuing.pem"},
                       {}, std::chrono::seconds(30));
    EXPECT_EQ(result.exit_code, 0) << result.standard_error;
  }
}

TEST_F(TimestampOverHttp, ReportsARejectedPolicy) {
  EXPECT_THAT(failureOf("/tsa", "1.2.3.4.9"), HasSubstr("status 2"));
}

TEST_F(TimestampOverHttp, ReportsAnErrorOfTheServer) {
  EXPECT_THAT(failureOf("/other", ""), HasSubstr("HTTP status 500"));
}

TEST_F(TimestampOverHttp, WaitsForASlowServerNoLongerThanItMay) {
  HttpTimestampTransport transport(http_, server_.url("/slow"), std::chrono::milliseconds(300));
  try {
    static_cast<void>(transport.exchange(kData));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.retry(), core::Retry::kTransient) << error.what();
  }
}

TEST_F(TimestampOverHttp, ReportsAServerThatIsNotThere) {
  const auto transport = std::make_shared<HttpTimestampTransport>(http_, "http://127.0.0.1:1/tsa");
  try {
    static_cast<void>(transport->exchange(kData));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), net::kNetwork);
  }
}

}  // namespace
}  // namespace sohoa::signing

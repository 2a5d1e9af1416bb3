#include "net/curl_http_client.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <set>
#include <thread>

#include "core/error.h"
#include "net/errors.h"
#include "tests/support/python_server.h"

namespace sohoa::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text(const core::HttpResponse& response) {
  return {response.body.begin(), response.body.end()};
}

core::HttpRequest request(std::string method, std::string url, const std::string& body = {}) {
  core::HttpRequest result;
  result.method = std::move(method);
  result.url = std::move(url);
  result.body.assign(body.begin(), body.end());
  return result;
}

class CurlHttpClient : public ::testing::Test {
 protected:
  core::ErrorCode failureOf(const core::HttpRequest& bad) {
    try {
      static_cast<void>(client_.send(bad));
    } catch (const core::Error& error) {
      return error.code();
    }
    return core::kInternal;
  }

  test::PythonServer server_{std::string(SOHOA_SOURCE_DIR) + "/tests/net/http_server.py"};
  net::CurlHttpClient client_;
};

TEST_F(CurlHttpClient, SendsMethodHeadersAndBinaryBody) {
  auto put = request("PUT", server_.url("/echo"), std::string("a\0b", 3));
  put.headers = {{"Content-Type", "application/timestamp-query"}, {"X-Empty", ""}};
  const auto response = client_.send(put);
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(text(response), HasSubstr("PUT /echo\n"));
  EXPECT_THAT(text(response), HasSubstr("content-type: application/timestamp-query\n"));
  EXPECT_THAT(text(response), HasSubstr("x-empty: \n"));
  EXPECT_THAT(text(response), Not(HasSubstr("expect:")));
  EXPECT_THAT(text(response), ::testing::EndsWith(std::string("\n\na\0b", 5)));
}

TEST_F(CurlHttpClient, GivesHeadersInLowerCaseWithoutSurroundingSpace) {
  EXPECT_EQ(client_.send(request("GET", server_.url("/echo"))).headers.at("x-answer"), "tidy");
}

TEST_F(CurlHttpClient, SendsEveryMethodWithAndWithoutBody) {
  for (const char* method : {"GET", "POST", "PUT", "DELETE"}) {
    const auto response = client_.send(request(method, server_.url("/echo")));
    EXPECT_THAT(text(response), ::testing::StartsWith(std::string(method) + " /echo"));
  }
  const auto head = client_.send(request("HEAD", server_.url("/echo")));
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.body.empty());
}

TEST_F(CurlHttpClient, ForgetsTheLastRequestButKeepsItsConnection) {
  auto first = request("POST", server_.url("/echo"), "secret");
  first.headers = {{"X-Token", "secret"}};
  static_cast<void>(client_.send(first));
  EXPECT_THAT(text(client_.send(request("GET", server_.url("/echo")))), Not(HasSubstr("secret")));
  EXPECT_EQ(text(client_.send(request("GET", server_.url("/port")))),
            text(client_.send(request("GET", server_.url("/port")))));
}

TEST_F(CurlHttpClient, TreatsEveryStatusAsAnAnswerAndFollowsNoRedirect) {
  EXPECT_EQ(client_.send(request("GET", server_.url("/missing"))).status, 404);
  const auto redirect = client_.send(request("GET", server_.url("/redirect")));
  EXPECT_EQ(redirect.status, 302);
  EXPECT_EQ(redirect.headers.at("location"), "/echo");
}

TEST_F(CurlHttpClient, GivesUpOnASlowServer) {
  auto slow = request("GET", server_.url("/slow"));
  slow.timeout = std::chrono::milliseconds(200);
  EXPECT_EQ(failureOf(slow), kNetwork);
  EXPECT_EQ(kNetwork.retry, core::Retry::kTransient);
}

TEST_F(CurlHttpClient, StopsAnAnswerWithoutEnd) {
  auto huge = request("GET", server_.url("/huge"));
  huge.max_response_bytes = 1000;
  EXPECT_EQ(failureOf(huge), kResponseTooLarge);
}

TEST_F(CurlHttpClient, StopsEndlessHeaders) {
  EXPECT_EQ(failureOf(request("GET", server_.url("/headers"))), kResponseTooLarge);
}

TEST_F(CurlHttpClient, ReportsAResetConnectionAndGoesOn) {
  EXPECT_EQ(failureOf(request("GET", server_.url("/reset"))), kNetwork);
  EXPECT_EQ(client_.send(request("GET", server_.url("/missing"))).status, 404);
}

TEST_F(CurlHttpClient, ReportsARefusedConnection) {
  // A socket that is bound but does not listen keeps its port refused.
  const core::Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  EXPECT_EQ(failureOf(request("GET",
                              "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/")),
            kNetwork);
}

TEST_F(CurlHttpClient, RefusesOtherProtocolsAndBrokenHeaders) {
  EXPECT_EQ(failureOf(request("GET", "file:///etc/passwd")), kBadUrl);
  EXPECT_EQ(failureOf(request("GET", "gopher://127.0.0.1/")), kBadUrl);
  EXPECT_EQ(failureOf(request("GET", "http://")), kBadUrl);
  auto split = request("GET", server_.url("/echo"));
  split.headers = {{"X-A", "1\r\nX-B: 2"}};
  try {
    static_cast<void>(client_.send(split));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), core::kInternal);
  }
}

TEST_F(CurlHttpClient, ServesSeveralThreadsAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([this, i] {
      const std::string body = "thread " + std::to_string(i);
      for (int round = 0; round < 5; ++round) {
        EXPECT_THAT(text(client_.send(request("POST", server_.url("/echo"), body))),
                    ::testing::EndsWith("\n\n" + body));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace sohoa::net

#include "net/curl_http_client.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <set>
#include <thread>

#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
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

// Bytes without a pattern that would hide a piece sent twice, made while they are read.
std::uint8_t byteAt(std::uint64_t offset) {
  return static_cast<std::uint8_t>((offset * 2654435761U) >> 13U);
}

std::string digestOfBytes(std::uint64_t size) {
  core::Sha256Stream hash;
  std::vector<std::uint8_t> piece;
  for (std::uint64_t at = 0; at < size; at += piece.size()) {
    piece.resize(std::min<std::uint64_t>(1U << 16U, size - at));
    for (std::size_t i = 0; i < piece.size(); ++i) piece[i] = byteAt(at + i);
    hash.update(piece);
  }
  return std::to_string(size) + " " + hash.finish().hex();
}

core::HttpBodySource bytesOnTheWay(std::uint64_t size) {
  return {size, [size](std::uint64_t offset, std::span<std::uint8_t> into) {
            const auto count = std::min<std::uint64_t>(into.size(), size - offset);
            for (std::size_t i = 0; i < count; ++i) into[i] = byteAt(offset + i);
            return static_cast<std::size_t>(count);
          }};
}

std::size_t mostMemory() {  // bytes
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) << 10U;
}

TEST_F(CurlHttpClient, StreamsALargeBodyOutInFlatMemory) {
  constexpr std::uint64_t kSize = 96ULL << 20U;
  const auto before = mostMemory();
  auto put = request("PUT", server_.url("/digest"));
  put.source = bytesOnTheWay(kSize);
  EXPECT_EQ(text(client_.send(put)), digestOfBytes(kSize));
  EXPECT_LT(mostMemory(), before + (32U << 20U));
}

TEST_F(CurlHttpClient, StreamsALargeAnswerInFlatMemory) {
  const auto before = mostMemory();
  auto get = request("GET", server_.url("/megabytes"));
  std::uint64_t seen = 0;
  get.max_response_bytes = 1ULL << 40U;
  get.sink = [&](std::span<const std::uint8_t> piece) { seen += piece.size(); };
  EXPECT_THAT(client_.send(get).body, ::testing::IsEmpty());
  EXPECT_EQ(seen, 96ULL << 20U);
  EXPECT_LT(mostMemory(), before + (32U << 20U));
}

TEST_F(CurlHttpClient, SendsAPartOfAFileAndAnEmptyOne) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "file";
  core::writeFileAtomically(path, std::string_view("0123456789"));
  const core::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  auto post = request("POST", server_.url("/echo"));
  post.source = core::fileBody(file.get(), 3, 4);
  EXPECT_THAT(text(client_.send(post)), ::testing::EndsWith("\n\n3456"));
  post.source = core::fileBody(file.get(), 3, 0);
  EXPECT_THAT(text(client_.send(post)), HasSubstr("content-length: 0\n"));
}

TEST_F(CurlHttpClient, AFileThatBecameShorterIsAnErrorOfTheFile) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "file";
  core::writeFileAtomically(path, std::string_view("0123456789"));
  const core::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  auto post = request("POST", server_.url("/echo"));
  post.source = core::fileBody(file.get(), 0, 11);
  EXPECT_EQ(failureOf(post), core::kIo);
}

TEST_F(CurlHttpClient, SendsAStreamedBodyAgainWhenAKeptConnectionWasDead) {
  static_cast<void>(client_.send(request("GET", server_.url("/missing"))));
  auto put = request("PUT", server_.url("/once"));
  put.source = bytesOnTheWay(4ULL << 20U);
  try {
    EXPECT_EQ(text(client_.send(put)), digestOfBytes(4ULL << 20U));
  } catch (const core::Error& error) {  // what the kernel had taken counts as sent: no second try
    EXPECT_EQ(error.code(), kNetwork);
  }
  EXPECT_EQ(text(client_.send(put)), digestOfBytes(4ULL << 20U));
}

TEST_F(CurlHttpClient, KeepsARefusalsBodyFromTheSink) {
  auto get = request("GET", server_.url("/refused"));
  get.sink = [](std::span<const std::uint8_t>) { ADD_FAILURE(); };
  const auto response = client_.send(get);
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(text(response), "why not");
}

TEST_F(CurlHttpClient, ASinkThatThrowsEndsTheTransferWithItsError) {
  auto get = request("GET", server_.url("/huge"));
  get.sink = [](std::span<const std::uint8_t>) { throw core::Error(core::kDiskFull, {}); };
  EXPECT_EQ(failureOf(get), core::kDiskFull);
  EXPECT_EQ(client_.send(request("GET", server_.url("/missing"))).status, 404);
}

TEST_F(CurlHttpClient, LimitsWhatASinkGets) {
  auto get = request("GET", server_.url("/huge"));
  std::uint64_t seen = 0;
  get.max_response_bytes = 100'000;
  get.sink = [&](std::span<const std::uint8_t> piece) { seen += piece.size(); };
  EXPECT_EQ(failureOf(get), kResponseTooLarge);
  EXPECT_LE(seen, 100'000U);
}

TEST_F(CurlHttpClient, AnAnswerCutShortIsNoAnswer) {
  auto get = request("GET", server_.url("/cut"));
  EXPECT_EQ(failureOf(get), kNetwork);
  get.sink = [](std::span<const std::uint8_t>) {};
  EXPECT_EQ(failureOf(get), kNetwork);
}

TEST_F(CurlHttpClient, GivesUpWhenNothingMoves) {
  auto slow = request("GET", server_.url("/slow"));
  slow.timeout = std::chrono::milliseconds(0);
  slow.stall = std::chrono::seconds(1);
  EXPECT_EQ(failureOf(slow), kNetwork);
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

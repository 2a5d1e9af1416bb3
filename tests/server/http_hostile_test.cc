// HTTP/1.1 as it should not be: read in two ways, without end, or hardly moving.
#include <thread>

#include "tests/server/http_fixture.h"

namespace sohoa::server {
namespace {

using std::chrono::milliseconds;
using namespace std::string_literals;
using testing::AnyOf;

using HttpHostile = HttpServerTest;

constexpr std::string_view kSmuggled = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(HttpHostile, WhatCanBeReadAsTwoLengthsIsRefused) {
  serve();
  for (const std::string fields : {"Content-Length: 5\r\nTransfer-Encoding: chunked",
                                   "Transfer-Encoding: chunked\r\nContent-Length: 5",
                                   "Content-Length: 5\r\nContent-Length: 6",
                                   "Content-Length: 5\r\nContent-Length: 5",
                                   "Content-Length: 5, 5",
                                   "Content-Length: 5,6",
                                   "Content-Length: +5",
                                   "Content-Length: -5",
                                   "Content-Length: 0x5",
                                   "Content-Length: 5 5",
                                   "Content-Length: 5\r\n 5",
                                   "Content-Length: 99999999999999999999",
                                   "Content-Length:",
                                   "Content-Length : 5",
                                   "Transfer-Encoding: xchunked",
                                   "Transfer-Encoding: chunked, identity",
                                   "Transfer-Encoding: identity, chunked",
                                   "Transfer-Encoding: gzip, chunked",
                                   "Transfer-Encoding: identity",
                                   "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                                   "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                                   "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                                   "Transfer-Encoding : chunked",
                                   "Transfer-Encoding: \"chunked\"",
                                   "Transfer-Encoding: chunked;q=1",
                                   "Transfer-Encoding:\x0b"
                                   "chunked",
                                   "Transfer-Encoding: chunk\r\n ed",
                                   "Transfer-Encoding:",
                                   "Transfer-Encoding: \r\nContent-Length: 5"}) {
    SCOPED_TRACE(fields);
    auto one = client();
    one.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n0\r\n\r\n" +
             std::string(kSmuggled));
    const auto all = one.toEnd();
    EXPECT_THAT(all.substr(0, 12), AnyOf("HTTP/1.1 400", "HTTP/1.1 501"));
    EXPECT_EQ(all.find("hello"), std::string::npos);
  }
  auto old = client();
  old.send("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_EQ(old.answer().status, 400);
  EXPECT_EQ(application_.opened, 0);
  EXPECT_GT(server_->load().broken_requests, 20U);
}

TEST_F(HttpHostile, WhatIsNoHttp11IsRefused) {
  serve();
  const std::vector<std::string> all{
      "GET /hello\r\n\r\n",
      "GET /hello HTTP/0.9\r\n\r\n",
      "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n",
      "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n",
      "GET /hello http/1.1\r\nHost: a\r\n\r\n",
      "GET /hello HTTP/1.1x\r\nHost: a\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET /hello HTTP/1.1\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost:\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /hello HTTP/1.1\nHost: a\n\n\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\rX: y\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nX\0Y: z\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"s,
      "GET /hel\0lo HTTP/1.1\r\nHost: a\r\n\r\n"s,
      "GET /hello HTTP/1.1\r\nHost: a\r\nX\xC3\xA9: z\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\n: z\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n",
      "GET /hello HTTP/1.1\r\n Host: a\r\n\r\n",
      "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /hel lo HTTP/1.1\r\nHost: a\r\n\r\n",
      " GET /hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "G\x01T /hello HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer "
      "b\r\n\r\n",
      "\x16\x03\x01\x02\x01\x01\xfc\x03\x03\r\n\r\n"};
  for (const auto& request : all) {
    SCOPED_TRACE(request);
    auto one = client();
    one.send(request);
    const auto answer = one.answer();
    EXPECT_THAT(answer.status, AnyOf(400, 505));
    EXPECT_TRUE(answer.says("Connection: close"));
    EXPECT_EQ(one.toEnd(), "");
  }
  EXPECT_EQ(application_.opened, 0);
}

TEST_F(HttpHostile, AFoldedFieldIsRefusedOrReadAsOneLine) {
  serve();
  auto one = client();
  const auto answer = one.ask("GET /head HTTP/1.1\r\nHost: a\r\nX-Folded: a\r\n b\r\n\r\n");
  EXPECT_THAT(answer.status, AnyOf(200, 400));
  EXPECT_TRUE(answer.status == 400 || answer.body == "GET a b");
}

TEST_F(HttpHostile, ChunksThatAreNoneAreRefused) {
  serve();
  for (const std::string chunks :
       {"x\r\nabc\r\n", "-1\r\n", "3\r\nabcd\r\n", "3\nabc\n", "\r\n", "FFFFFFFFFFFFFFFFF\r\n",
        "3 \x01\r\nabc\r\n", "0x3\r\nabc\r\n"}) {
    SCOPED_TRACE(chunks);
    auto one = client();
    one.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks +
             "0\r\n\r\n" + std::string(kSmuggled));
    const auto all = one.toEnd();
    EXPECT_EQ(all.substr(0, 12), "HTTP/1.1 400");
    EXPECT_EQ(all.find("hello"), std::string::npos);
  }
}

TEST_F(HttpHostile, AHeadWithoutEndIsRefusedAtItsLimitAndTakesNoMemory) {
  serve();
  EXPECT_EQ(client().get("/hello").status, 200);
  const auto before = mostMemory();
  constexpr std::size_t kGigabyte = 1U << 30U;
  std::string fields;
  while (fields.size() < (1U << 20U)) fields += "a:\r\n";
  const std::string letters(1U << 20U, 'a');
  const std::string head = "GET /hello HTTP/1.1\r\nHost: a\r\n";
  for (const auto& [start, piece] : std::vector<std::pair<std::string, std::string>>{
           {head + "X: ", letters}, {head, fields}, {"GET /", letters}, {"X", letters}}) {
    SCOPED_TRACE(start);
    auto one = client();
    one.send(start);
    std::size_t taken = 0;
    while (taken < kGigabyte && one.send(piece)) taken += piece.size();
    EXPECT_LT(taken, kGigabyte / 8);
    const auto answer = one.answer();
    EXPECT_THAT(answer.status, AnyOf(431, 400, 0));  // 0: it was lost behind what nobody read
  }
  EXPECT_LT(mostMemory() - before, 24U);
  // Told when the client listens.
  auto one = client();
  one.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(20000, 'a'));
  EXPECT_EQ(one.answer().status, 431);
  // Many short fields are as long as one.
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "a" + std::to_string(i) + ":\r\n";
  auto two = client();
  two.send("GET /hello HTTP/1.1\r\nHost: a\r\n" + many);
  EXPECT_EQ(two.answer().status, 431);
}

TEST_F(HttpHostile, ABodyWithoutEndIsRefusedAtTheRoutesLimit) {
  serve();
  const auto before = mostMemory();
  auto one = client();
  one.send("POST /limited HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string piece(60000, 'a');
  std::size_t taken = 0;
  while (taken < (1U << 30U) && one.send("ea60\r\n" + piece + "\r\n")) taken += piece.size();
  EXPECT_LT(taken, 64U << 20U);
  EXPECT_EQ(application_.sent.next().status, 413);
  EXPECT_LT(mostMemory() - before, 24U);
}

TEST_F(HttpHostile, ChunkExtensionsAndTrailersWithoutEndAreRefused) {
  serve();
  EXPECT_EQ(client().get("/hello").status, 200);
  const auto before = mostMemory();
  for (const std::string start : {"1;x=", "0\r\nX: ", "0\r\n"}) {
    SCOPED_TRACE(start);
    auto one = client();
    one.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + start);
    std::string piece;
    while (piece.size() < (1U << 20U)) piece += start.size() == 3 ? "a: b\r\n" : "aaaaaa";
    std::size_t taken = 0;
    while (taken < (1U << 28U) && one.send(piece)) taken += piece.size();
    EXPECT_LT(taken, 64U << 20U);
  }
  EXPECT_LT(mostMemory() - before, 24U);
}

// Sends a byte whenever ten milliseconds pass without an answer; comes back when the line is ended.
void drip(RawClient& one, std::string_view text) {
  for (std::size_t i = 0; i < 10000 && !one.endedWithin(10); ++i) {
    if (!one.send(text.substr(i % text.size(), 1))) return;
  }
}

TEST_F(HttpHostile, AHeadThatDripsIsEndedInTime) {
  serve({.header_time = milliseconds(200)});
  auto one = client();
  const auto start = std::chrono::steady_clock::now();
  one.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
  drip(one, "X-a: b\r\n");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  while (server_->load().broken_requests == 0) std::this_thread::yield();
  EXPECT_EQ(application_.opened, 0);
}

TEST_F(HttpHostile, ABodyThatDripsIsEndedInTime) {
  serve({.transfer_time = milliseconds(200)});
  for (const char* framing : {"Content-Length: 1000000", "Transfer-Encoding: chunked"}) {
    auto one = client();
    one.send(std::string("POST /echo HTTP/1.1\r\nHost: a\r\n") + framing + "\r\n\r\n");
    drip(one, "1\r\na\r\n");
    EXPECT_EQ(application_.gone.next(), "/echo");
  }
}

TEST_F(HttpHostile, AnAnswerThatNobodyReadsIsEndedInTime) {
  serve({.transfer_time = milliseconds(200), .slowest_bytes_per_second = 1U << 20U});
  makeFile(256U << 20U);  // whole, it might take more than four minutes
  auto one = client(4096);
  one.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_LT(application_.sent.next().bytes, 256U << 20U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(40));
}

TEST_F(HttpHostile, ASilentLineIsEndedInTime) {
  serve({.header_time = milliseconds(100), .idle_time = milliseconds(100)});
  auto silent = client();
  EXPECT_EQ(silent.toEnd(), "");
  auto idle = client();
  EXPECT_EQ(idle.get("/hello").status, 200);
  EXPECT_EQ(idle.toEnd(), "");
  EXPECT_EQ(server_->load().broken_requests, 0U);
}

TEST_F(HttpHostile, WhatNeverBecameARequestIsTold) {
  Happenings<std::string> told;
  serve({.header_time = milliseconds(200),
         .on_refused = [&told](const std::string& address, std::string_view why) {
           told.tell(address + " " + std::string(why));
         }});
  client().send("no http at all\r\n\r\n");
  EXPECT_EQ(told.next(), "127.0.0.1 head");
  auto one = client();
  one.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n");
  EXPECT_EQ(told.next(), "127.0.0.1 length");
  auto slow = client();
  slow.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
  EXPECT_EQ(told.next(), "127.0.0.1 slow");
}

}  // namespace
}  // namespace sohoa::server

// HTTP/1.1 as it should be, and how lines end.
#include "server/http_server.h"

#include "core/digest.h"
#include "server/errors.h"
#include "tests/server/http_fixture.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(HttpServerTest, OneLineServesManyRequests) {
  serve();
  auto one = client();
  for (int i = 0; i < 3; ++i) {
    const auto answer = one.get("/hello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_TRUE(answer.says("Content-Length: 5"));
  }
  EXPECT_EQ(server_->load().connections, 1U);
  const auto last = one.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(last.says("Connection: close"));
  EXPECT_EQ(one.toEnd(), "");
}

TEST_F(HttpServerTest, ALineOfHttp10IsEndedByItsAnswer) {
  serve();
  for (const char* request :
       {"GET /hello HTTP/1.0\r\n\r\n", "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n"
        "Expect: 100-continue\r\n\r\nhello"}) {
    auto one = client();
    one.send(request);
    const auto all = one.toEnd();
    EXPECT_EQ(all.substr(0, 12), "HTTP/1.1 200") << request;
    EXPECT_EQ(all.substr(all.size() - 5), "hello");
  }
}

TEST_F(HttpServerTest, BodiesComeByLengthOrInChunks) {
  serve();
  auto one = client();
  EXPECT_EQ(one.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde").body,
            "abcde");
  EXPECT_EQ(one.ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    "3;name=value\r\nabc\r\n02\r\nde\r\n0\r\nX-Trailer: x\r\n\r\n")
                .body,
            "abcde");
  EXPECT_EQ(
      one.ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").body,
      "");
  EXPECT_EQ(one.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status, 200);
  EXPECT_EQ(one.get("/hello").body, "hello");
}

TEST_F(HttpServerTest, ARequestComesFromWhereATrustedProxySays) {
  const std::string request =
      "GET /from HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: "
      "203.0.113.9\r\n\r\n";
  serve();
  EXPECT_EQ(client().ask(request).body, "127.0.0.1");
  HttpServerOptions options;
  options.proxies = Proxies({"127.0.0.1"});
  serve(options);
  EXPECT_EQ(client().ask(request).body, "203.0.113.9");
}

TEST_F(HttpServerTest, ABodyOfAnyLengthTakesNoMemory) {
  serve();
  auto one = client();
  EXPECT_EQ(one.get("/hello").status, 200);
  const auto before = mostMemory();
  constexpr std::uint64_t kPieces = 200;
  const std::string piece(1U << 20U, 'x');
  one.send("POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::uint64_t i = 0; i < kPieces; ++i) ASSERT_TRUE(one.send("100000\r\n" + piece + "\r\n"));
  const auto answer = one.ask("0\r\n\r\n");
  EXPECT_EQ(answer.body, std::to_string(kPieces << 20U));
  EXPECT_LT(mostMemory() - before, 32U);
}

TEST_F(HttpServerTest, ExpectIsAnsweredBeforeTheBodyIsSent) {
  serve();
  auto one = client();
  one.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(one.head(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(one.ask("abcde").body, "abcde");
  // Or refused, and then the body is not read.
  one.send(
      "POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  const auto answer = one.answer();
  EXPECT_EQ(answer.status, 403);
  EXPECT_TRUE(answer.says("Connection: close"));
  EXPECT_EQ(one.toEnd(), "");
}

TEST_F(HttpServerTest, HeadAndAnswersWithoutABodyLeaveTheLineInStep) {
  serve();
  makeFile(1000);
  auto one = client();
  one.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  auto answer = one.answer(false);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.says("Content-Length: 5"));
  one.send("HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(one.answer(false).says("Content-Length: 1000"));
  for (const char* target : {"/none", "/same"}) {
    answer = one.get(target);
    EXPECT_EQ(core::toLower(answer.head).find("content-length"), std::string::npos);
    EXPECT_EQ(core::toLower(answer.head).find("transfer-encoding"), std::string::npos);
  }
  EXPECT_EQ(one.get("/hello").body, "hello");
}

TEST_F(HttpServerTest, RequestsSentAheadAreAnsweredInOrder) {
  serve();
  auto one = client();
  one.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1"
      "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n3\r\n0\r\n\r\n"
      "GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(one.answer().body, "1");
  EXPECT_EQ(one.answer().body, "hello");
  EXPECT_EQ(one.answer().body, "3");
  EXPECT_EQ(one.answer().status, 204);
  EXPECT_EQ(one.toEnd(), "");
}

TEST_F(HttpServerTest, AFileLargerThanTheSocketsBufferComesWhole) {
  serve();
  makeFile((40U << 20U) + 7);
  auto one = client(8192);
  const auto before = mostMemory();
  one.send("GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(one.head(), "");
  const auto got = core::sha256(one.toEnd());
  EXPECT_EQ(got, core::sha256(core::readFile(application_.file)));
  EXPECT_EQ(application_.sent.next().bytes, (40U << 20U) + 7);
  EXPECT_LT(mostMemory() - before, 160U);  // what this test holds itself
}

TEST_F(HttpServerTest, AClientThatVanishesLeavesTheOthersAlone) {
  serve();
  makeFile(64U << 20U);
  auto other = client();
  EXPECT_EQ(other.get("/hello").status, 200);
  static_cast<void>(application_.sent.next());
  auto one = client(8192);
  one.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_FALSE(one.some().empty());
  one.vanish();
  const auto sent = application_.sent.next();
  EXPECT_EQ(sent.status, 200);
  EXPECT_LT(sent.bytes, 64U << 20U);
  EXPECT_EQ(other.get("/hello").status, 200);
}

TEST_F(HttpServerTest, AClientThatVanishesInTheMiddleOfItsBodyEndsTheExchange) {
  serve();
  auto one = client();
  one.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nabc");
  one.vanish();
  EXPECT_EQ(application_.gone.next(), "/echo");
}

TEST_F(HttpServerTest, AConnectionOverTheLimitIsTurnedAway) {
  serve({.most_connections = 1});
  {
    auto one = client();
    EXPECT_EQ(one.get("/hello").status, 200);
    auto two = client();
    two.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(two.answer().status, 503);
    EXPECT_EQ(two.toEnd(), "");
    EXPECT_EQ(server_->load().refused_connections, 1U);
    EXPECT_EQ(one.get("/hello").status, 200);
  }
  int status = 503;  // until the first one's place is free
  while (status == 503) status = client().get("/hello").status;
  EXPECT_EQ(status, 200);
}

TEST_F(HttpServerTest, TheTimeForAHeadDoesNotRunWhileTheServerWorks) {
  serve({.header_time = milliseconds(100), .transfer_time = milliseconds(100)});
  auto one = client();
  one.send("POST /wait HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
  application_.waiting.next();
  auto later = client();  // whose time began after all of those of the first
  later.send("GET");
  EXPECT_EQ(later.toEnd(), "");
  application_.release();
  EXPECT_EQ(one.answer().status, 200);
}

TEST_F(HttpServerTest, AnUrgentTargetIsAnsweredWhileEveryWorkerIsTaken) {
  HttpServerOptions options;
  options.workers = 1;
  options.urgent_target = "/hello";
  serve(options);
  auto busy = client();
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  application_.waiting.next();
  EXPECT_EQ(client().get("/hello").status, 200);
  application_.release();
  EXPECT_EQ(busy.answer().status, 200);
}

TEST_F(HttpServerTest, DrainEndsIdleLinesAndLetsARunningRequestEnd) {
  serve();
  auto idle = client();
  EXPECT_EQ(idle.get("/hello").status, 200);
  auto silent = client();  // never said a word
  auto busy = client();
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  application_.waiting.next();
  auto drained = std::async(std::launch::async, [&] { server_->drain(seconds(60)); });
  EXPECT_EQ(idle.toEnd(), "");
  EXPECT_EQ(silent.toEnd(), "");
  application_.release();
  const auto answer = busy.answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.says("Connection: close"));
  EXPECT_EQ(busy.toEnd(), "");
  drained.get();
  EXPECT_EQ(server_->load().connections, 0U);
  auto late = client();
  EXPECT_TRUE(!late.connected() || late.get("/hello").status != 200);
}

TEST_F(HttpServerTest, WhatStillRunsWhenPatienceEndsIsCutOff) {
  serve();
  auto busy = client();
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  application_.waiting.next();
  auto drained = std::async(std::launch::async, [&] { server_->drain(milliseconds(50)); });
  EXPECT_EQ(busy.toEnd(), "");
  application_.release();
  drained.get();
}

TEST_F(HttpServerTest, AStreamOfEventsEndsWithItsClient) {
  serve();
  auto one = client();
  one.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(one.head().find("chunked"), std::string::npos);
  one.vanish();
  EXPECT_EQ(application_.sent.next().status, 200);
}

TEST_F(HttpServerTest, AStreamOfEventsEndsInOrderWhenTheServerDoes) {
  serve();
  auto one = client();
  one.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(one.head(), "");
  server_->drain(seconds(60));
  const auto rest = one.toEnd();
  EXPECT_NE(rest.find("data: x"), std::string::npos);
  EXPECT_EQ(rest.substr(rest.size() - 5), "0\r\n\r\n");
}

TEST_F(HttpServerTest, ManyClientsAtOnceAreAllAnswered) {
  serve({.workers = 4});
  std::vector<std::future<int>> all;
  for (int c = 0; c < 16; ++c) {
    all.push_back(std::async(std::launch::async, [&] {
      int good = 0;
      auto one = client();
      for (int i = 0; i < 50; ++i) good += one.get("/hello").status == 200 ? 1 : 0;
      return good;
    }));
  }
  for (auto& one : all) EXPECT_EQ(one.get(), 50);
}

TEST_F(HttpServerTest, APortThatIsTakenIsAnError) {
  serve();
  HttpServerOptions options;
  options.port = server_->port();
  EXPECT_EQ(test::slugOf([&] { const HttpServer other(options, application_); }),
            kCannotListen.slug);
  options.port = 0;
  options.address = "no address";
  EXPECT_EQ(test::slugOf([&] { const HttpServer other(options, application_); }),
            kCannotListen.slug);
}

}  // namespace
}  // namespace sohoa::server

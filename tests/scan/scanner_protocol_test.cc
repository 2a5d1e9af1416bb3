#include "scan/scanner_protocol.h"

#include <gtest/gtest.h>

#include <random>

#include "core/ports/scanner_errors.h"
#include "tests/support/slug_of.h"

namespace sohoa::scan {
namespace {

using test::slugOf;

TEST(ScannerProtocol, QuestionsArriveAsTheyWereAsked) {
  ScannerAsk ask;
  ask.what = ScannerAsk::What::kOpen;
  ask.request.device = "máy \"quét\"\n2";
  ask.request.options = {{"a", "b=c"}};
  const auto line = lineOf(ask);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(askFrom(line).request, ask.request);
  ask.what = ScannerAsk::What::kNext;
  ask.file = "to-00001-a.tif";
  EXPECT_EQ(askFrom(lineOf(ask)).file, ask.file);
}

TEST(ScannerProtocol, AnswersArriveAsTheyWereGiven) {
  ScannerReply reply;
  reply.what = ScannerReply::What::kSide;
  reply.side = {{2480, 3508}, 3, 16, 300};
  const auto side = replyFrom(lineOf(reply)).side;
  EXPECT_EQ(side.size, (core::Size{2480, 3508}));
  EXPECT_EQ(side.bits, 16);
  reply.what = ScannerReply::What::kStop;
  reply.stop = core::Error(core::kScannerJam, {.detail = "sane_read"});
  const auto stop = replyFrom(lineOf(reply)).stop;
  EXPECT_EQ(stop->code(), core::kScannerJam);
  EXPECT_EQ(stop->context().detail, "sane_read");
}

TEST(ScannerProtocol, BytesThatAreNotUtf8DoNotBreakALine) {
  ScannerReply reply;
  reply.what = ScannerReply::What::kDevices;
  reply.devices = {{"epson\xff\n:1", "\x80", "", ""}};
  const auto line = lineOf(reply);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(replyFrom(line).devices.size(), 1U);
}

TEST(ScannerProtocol, AFileNameIsNoWayOutOfTheFolder) {
  for (const char* name : {"../x.tif", "/etc/passwd", ".x", "", "a/b", "a\\u0000b"}) {
    const std::string line = std::string(R"({"ask":"next","file":")") + name + "\"}";
    EXPECT_EQ(slugOf([&] { static_cast<void>(askFrom(line)); }), "scanner.died") << name;
  }
}

TEST(ScannerProtocol, WhatIsNoMessageIsACrashedDriver) {
  for (const char* line :
       {"", "{}", "[]", "null", "1e999", "{\"side\":{}}", "{\"side\":[1]}", "{\"devices\":7}",
        "{\"devices\":[7]}", "{\"stop\":\"jam\"}", "{\"stop\":{\"code\":1}}", "{\"opened\":null}",
        "{\"side\":{\"width\":\"x\"}}", "\xff\xfe", "{\"alive\":", "Segmentation fault"}) {
    EXPECT_EQ(slugOf([&] { static_cast<void>(replyFrom(line)); }), "scanner.died") << line;
    EXPECT_EQ(slugOf([&] { static_cast<void>(askFrom(line)); }), "scanner.died") << line;
  }
}

TEST(ScannerProtocol, DamagedLinesNeverDoMoreThanFail) {
  ScannerReply reply;
  reply.what = ScannerReply::What::kOpened;
  reply.setup = {"fujitsu:1", "ADF Duplex", "Color", 300, 210, 297};
  const auto good = lineOf(reply);
  std::mt19937 dice(20261122);
  int failed = 0;
  for (int i = 0; i < 5000; ++i) {
    auto line = good;
    for (int n = 0; n < 3; ++n) line[dice() % line.size()] = static_cast<char>(dice());
    if (dice() % 4 == 0) line.resize(dice() % line.size());
    const auto slug = slugOf([&] { static_cast<void>(replyFrom(line)); });
    failed += slug.empty() ? 0 : 1;
    ASSERT_TRUE(slug.empty() || slug == "scanner.died") << slug;
  }
  EXPECT_GT(failed, 1000);
}

}  // namespace
}  // namespace sohoa::scan

#include "core/scan_request.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/ports/scanner_errors.h"
#include "tests/support/slug_of.h"

namespace sohoa::core {
namespace {

using test::slugOf;

TEST(ScanRequest, ComesBackFromItsStoredForm) {
  ScanRequest request;
  request.device = "fujitsu:fi-8170:1";
  request.source = PaperSource::kDuplex;
  request.source_name = "ADF Duplex";
  request.colour = ScanColour::kBilevel;
  request.resolution = 240;
  request.options = {{"df-action", "Stop"}, {"df-action", "Default"}};
  EXPECT_EQ(nlohmann::json(request).get<ScanRequest>(), request);
}

TEST(ScanRequest, WordsOfBothSpellingsAreKnown) {
  EXPECT_EQ(scanColour("color"), ScanColour::kColour);
  EXPECT_EQ(scanColour("gray"), ScanColour::kGrey);
  EXPECT_EQ(paperSource("duplex"), PaperSource::kDuplex);
}

TEST(ScanRequest, OtherWordsAreErrors) {
  EXPECT_EQ(slugOf([] { static_cast<void>(paperSource("tray")); }), "scanner.setting");
  EXPECT_EQ(slugOf([] { static_cast<void>(scanColour("")); }), "scanner.setting");
}

TEST(ScanRequest, OnlyDuplexHasTwoSides) {
  ScanRequest request;
  EXPECT_EQ(request.sides(), 1);
  request.source = PaperSource::kDuplex;
  EXPECT_EQ(request.sides(), 2);
}

TEST(ScannerErrors, AnUnknownSlugIsALostConnection) {
  EXPECT_EQ(scannerError("scanner.jam"), kScannerJam);
  EXPECT_EQ(scannerError("core.disk_full"), kDiskFull);
  EXPECT_EQ(scannerError("../../etc"), kScannerIo);
}

}  // namespace
}  // namespace sohoa::core

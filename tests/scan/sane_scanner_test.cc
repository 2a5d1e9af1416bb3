#include "scan/sane_scanner.h"

#include <gtest/gtest.h>

#include "core/ports/scanner_errors.h"
#include "scan/page_source_opener.h"
#include "tests/scan/scanner_setup.h"
#include "tests/support/slug_of.h"

namespace sohoa::scan::testing {
namespace {

using core::ScanColour;
using core::ScanRequest;
using test::slugOf;

// SANE's own virtual scanner, in a child as everywhere.
class SaneTestDriver : public ::testing::Test {
 protected:
  static ScanRequest request() {
    ScanRequest request;
    request.device = "test:0";
    request.resolution = 200;
    request.width_mm = 60;
    request.height_mm = 40;
    request.options = {{"test-picture", "Color pattern"}};
    return request;
  }
  core::SideAnswer scan(const ScanRequest& wanted) {
    const auto feed = scanner_->open(wanted, folder_.path());
    setup_ = feed->setup();
    return feed->next("mat.tif");
  }
  [[nodiscard]] std::unique_ptr<core::PageSource> picture() const {
    return ScanOpener().open(folder_.path() / "mat.tif", "mat.tif");
  }

  SaneSetup sane_{"test\n"};
  std::unique_ptr<core::Scanner> scanner_ = childScanner(std::chrono::seconds(20));
  core::TemporaryFolder folder_;
  core::ScanSetup setup_;
};

TEST_F(SaneTestDriver, IsListed) {
  const auto devices = scanner_->devices();
  ASSERT_EQ(devices.size(), 1U);
  EXPECT_EQ(devices.front().name, "test:0");
}

TEST_F(SaneTestDriver, TellsItsOptions) {
  const auto options = scanner_->options("test:0");
  const auto source = std::find_if(options.begin(), options.end(),
                                   [](const auto& option) { return option.name == "source"; });
  ASSERT_NE(source, options.end());
  EXPECT_EQ(source->choices, "Flatbed|Automatic Document Feeder");
}

TEST_F(SaneTestDriver, ColourComesInFullSizeWithItsResolution) {
  const auto answer = scan(request());
  ASSERT_FALSE(answer.stop) << answer.stop->what();
  EXPECT_EQ(setup_.source, "Automatic Document Feeder");
  EXPECT_EQ(setup_.mode, "Color");
  EXPECT_NEAR(setup_.width_mm, 60, 0.2);
  const auto info = picture()->info(0);
  EXPECT_EQ(info.format, core::Raster::Format::kRgb);
  EXPECT_EQ(info.resolution, (core::Resolution{200, 200}));
  EXPECT_NEAR(info.size.width, 60 / 25.4 * 200, 2);
  EXPECT_NEAR(info.size.height, 40 / 25.4 * 200, 2);
}

TEST_F(SaneTestDriver, OneBitStaysOneBitAndGoesIntoTheCopyAsItIs) {
  auto wanted = request();
  wanted.colour = ScanColour::kBilevel;
  const auto answer = scan(wanted);
  ASSERT_FALSE(answer.stop) << answer.stop->what();
  EXPECT_EQ(answer.side.bits, 1);
  EXPECT_EQ(picture()->info(0).format, core::Raster::Format::kBilevel);
  EXPECT_TRUE(picture()->image(0).verbatim);
}

TEST_F(SaneTestDriver, SixteenBitsAreKept) {
  auto wanted = request();
  wanted.options.emplace_back("depth", "16");
  const auto answer = scan(wanted);
  ASSERT_FALSE(answer.stop) << answer.stop->what();
  EXPECT_EQ(answer.side.bits, 16);
  EXPECT_EQ(picture()->raster(0).format, core::Raster::Format::kRgb);
}

TEST_F(SaneTestDriver, ThreePassesGiveTheSamePictureAsOne) {
  ASSERT_FALSE(scan(request()).stop);
  const auto once = picture()->raster(0);
  auto wanted = request();
  wanted.options.emplace_back("three-pass", "yes");
  wanted.options.emplace_back("three-pass-order", "GRB");
  const auto answer = scan(wanted);
  ASSERT_FALSE(answer.stop) << answer.stop->what();
  EXPECT_EQ(picture()->raster(0).pixels, once.pixels);
}

TEST_F(SaneTestDriver, AHeightThatIsKnownOnlyAtTheEndIsFound) {
  auto wanted = request();
  wanted.options.emplace_back("hand-scanner", "yes");
  const auto answer = scan(wanted);
  ASSERT_FALSE(answer.stop) << answer.stop->what();
  EXPECT_GT(answer.side.size.height, 100);
}

TEST_F(SaneTestDriver, PaddedLinesAndSmallPiecesChangeNothing) {
  ASSERT_FALSE(scan(request()).stop);
  const auto plain = picture()->raster(0);
  auto wanted = request();
  wanted.options.emplace_back("ppl-loss", "7");
  wanted.options.emplace_back("read-limit", "yes");
  wanted.options.emplace_back("read-limit-size", "1000");
  wanted.options.emplace_back("fuzzy-parameters", "yes");
  const auto answer = scan(wanted);
  ASSERT_FALSE(answer.stop) << answer.stop->what();
  EXPECT_EQ(answer.side.size.height, plain.size.height);
}

TEST_F(SaneTestDriver, TheFeederIsEmptyAfterTenSheetsAndCanBeFilledAgain) {
  auto wanted = request();
  wanted.colour = ScanColour::kGrey;
  const auto feed = scanner_->open(wanted, folder_.path());
  for (int i = 0; i < 10; ++i) ASSERT_FALSE(feed->next(std::to_string(i) + ".tif").stop);
  EXPECT_EQ(feed->next("x.tif").stop->code(), core::kScannerEmpty);
  EXPECT_FALSE(feed->next("y.tif").stop);
}

TEST_F(SaneTestDriver, SettingsThatTheDeviceLacksAreRefusedWithWhatItHas) {
  auto duplex = request();
  duplex.source = core::PaperSource::kDuplex;
  EXPECT_EQ(slugOf([&] { static_cast<void>(scan(duplex)); }), "scanner.setting");
  auto fine = request();
  fine.resolution = 2400;
  EXPECT_EQ(slugOf([&] { static_cast<void>(scan(fine)); }), "scanner.setting");
  auto unknown = request();
  unknown.options = {{"khong-co", "1"}};
  EXPECT_EQ(slugOf([&] { static_cast<void>(scan(unknown)); }), "scanner.setting");
  auto wrong = request();
  wrong.options = {{"depth", "9999999999999999999"}};
  EXPECT_EQ(slugOf([&] { static_cast<void>(scan(wrong)); }), "scanner.setting");
}

struct StatusCase {
  const char* status;
  const char* slug;
};
class SaneStatus : public SaneTestDriver, public ::testing::WithParamInterface<StatusCase> {};

TEST_P(SaneStatus, HasItsOwnMessageAndLeavesNoFile) {
  auto wanted = request();
  wanted.options.emplace_back("read-return-value", GetParam().status);
  // Once in a while the driver never comes back from being cancelled, since it ends its reading
  // thread wherever that stands; then it is cut off, and asked again.
  auto answer = scan(wanted);
  for (int i = 0; i < 2 && answer.stop && answer.stop->code() == core::kScannerHung; ++i) {
    answer = scan(wanted);
  }
  ASSERT_TRUE(answer.stop);
  EXPECT_EQ(answer.stop->code().slug, GetParam().slug);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "mat.tif"));
}

INSTANTIATE_TEST_SUITE_P(
    Read, SaneStatus,
    ::testing::Values(StatusCase{"SANE_STATUS_JAMMED", "scanner.jam"},
                      StatusCase{"SANE_STATUS_NO_DOCS", "scanner.empty"},
                      StatusCase{"SANE_STATUS_COVER_OPEN", "scanner.cover_open"},
                      StatusCase{"SANE_STATUS_DEVICE_BUSY", "scanner.busy"},
                      StatusCase{"SANE_STATUS_IO_ERROR", "scanner.io"},
                      StatusCase{"SANE_STATUS_CANCELLED", "scanner.cancelled"},
                      StatusCase{"SANE_STATUS_ACCESS_DENIED", "scanner.denied"},
                      StatusCase{"SANE_STATUS_NO_MEM", "core.out_of_memory"},
                      StatusCase{"SANE_STATUS_UNSUPPORTED", "scanner.setting"}),
    [](const auto& each) { return std::string(each.param.status); });

}  // namespace
}  // namespace sohoa::scan::testing

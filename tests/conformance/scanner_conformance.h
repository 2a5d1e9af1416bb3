#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/scanner.h"
#include "scan/page_source_opener.h"
#include "scan/sheet_tiff.h"
#include "tests/support/scripted_page.h"
#include "tests/support/slug_of.h"

// What every Scanner must do, shown on scripted sessions.
namespace sohoa::conformance {

using test::slugOf;

struct ScannerMaker {
  std::string name;
  std::function<std::unique_ptr<core::Scanner>()> make;
  // The device that plays the script in a folder.
  std::function<std::string(const std::filesystem::path& script)> device;
};
inline std::ostream& operator<<(std::ostream& out, const ScannerMaker& maker) {
  return out << maker.name;
}

inline std::string pageEvent(int number) {
  char file[16];
  std::snprintf(file, sizeof file, "%04d.tif", number);
  return std::string(R"({"page":{"file":")") + file + "\"}}";
}
inline std::string stopEvent(const std::string& code) {
  return R"({"stop":{"code":")" + code + "\"}}";
}

// A script and the pictures it names, for every kind of player.
class ScriptFolder {
 public:
  void write(const std::vector<std::string>& events) const {
    std::string all;
    for (const auto& event : events) all += event + "\n";
    core::writeFileAtomically(path() / "phien.jsonl", all);
    for (int number = 1; number <= 12; ++number) {
      scan::SheetPicture picture{{test::kScriptedWidth, test::kScriptedHeight}, 1, 8, {}, 300};
      for (int y = 0; y < test::kScriptedHeight; ++y) {
        for (int x = 0; x < test::kScriptedWidth; ++x) {
          picture.pixels.push_back(test::scriptedPixel(number, x, y));
        }
      }
      char file[16];
      std::snprintf(file, sizeof file, "%04d.tif", number);
      scan::writeSheetTiff(picture, path() / file);
    }
  }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

 private:
  core::TemporaryFolder folder_;
};

// Which scripted page a file holds; 0: none.
inline int scriptedNumber(const std::filesystem::path& file) {
  const auto raster = scan::ScanOpener().open(file, file.string())->raster(0);
  for (int number = 1; number <= 12; ++number) {
    bool same = raster.size == core::Size{test::kScriptedWidth, test::kScriptedHeight};
    for (int y = 0; same && y < raster.size.height; ++y) {
      for (int x = 0; same && x < raster.size.width; ++x) {
        same = raster.pixels[static_cast<std::size_t>(y) * raster.stride +
                             static_cast<std::size_t>(x)] == test::scriptedPixel(number, x, y);
      }
    }
    if (same) return number;
  }
  return 0;
}

class ScannerConformance : public testing::TestWithParam<ScannerMaker> {
 protected:
  void SetUp() override { scanner_ = GetParam().make(); }

  std::unique_ptr<core::PaperFeed> play(const std::vector<std::string>& events,
                                        core::PaperSource source = core::PaperSource::kFeeder) {
    script_.write(events);
    core::ScanRequest request;
    request.device = GetParam().device(script_.path());
    request.source = source;
    request.colour = core::ScanColour::kGrey;
    return scanner_->open(request, into_.path());
  }
  // The number on the next side, or why there is none.
  std::string next(core::PaperFeed& feed) {
    const std::string name = "p" + std::to_string(++asked_) + ".tif";
    const auto answer = feed.next(name);
    if (answer.stop) {
      EXPECT_FALSE(std::filesystem::exists(into_.path() / name)) << "a stop leaves no file";
      return std::string(answer.stop->code().slug);
    }
    EXPECT_EQ(answer.side.resolution, 300);
    return std::to_string(scriptedNumber(into_.path() / name));
  }

  ScriptFolder script_;
  core::TemporaryFolder into_;
  std::unique_ptr<core::Scanner> scanner_;
  int asked_ = 0;
};

TEST_P(ScannerConformance, SidesComeInTheirOrderAndUnchanged) {
  const auto feed = play({pageEvent(3), pageEvent(1), pageEvent(2)});
  EXPECT_EQ(next(*feed), "3");
  EXPECT_EQ(next(*feed), "1");
  EXPECT_EQ(next(*feed), "2");
}

TEST_P(ScannerConformance, FrontsAndBacksComeByTurns) {
  const auto feed =
      play({pageEvent(1), pageEvent(2), pageEvent(3), pageEvent(4)}, core::PaperSource::kDuplex);
  for (const char* number : {"1", "2", "3", "4"}) EXPECT_EQ(next(*feed), number);
}

TEST_P(ScannerConformance, AnEmptyTrayStaysEmpty) {
  const auto feed = play({pageEvent(1)});
  EXPECT_EQ(next(*feed), "1");
  EXPECT_EQ(next(*feed), "scanner.empty");
  EXPECT_EQ(next(*feed), "scanner.empty");
}

TEST_P(ScannerConformance, StopsAreToldApartAndScanningGoesOnAfterEach) {
  const std::vector<std::string> codes{"scanner.jam",  "scanner.double_feed", "scanner.cover_open",
                                       "scanner.busy", "scanner.io",          "scanner.cancelled",
                                       "scanner.empty"};
  std::vector<std::string> events;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    events.push_back(stopEvent(codes[i]));
    events.push_back(pageEvent(static_cast<int>(i) + 1));
  }
  const auto feed = play(events);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(next(*feed), codes[i]);
    EXPECT_EQ(next(*feed), std::to_string(i + 1)) << "after " << codes[i];
  }
}

TEST_P(ScannerConformance, WhatTheDeviceMadeOfTheRequestIsTold) {
  const auto feed = play({pageEvent(1)});
  EXPECT_EQ(feed->setup().resolution, 300);
  EXPECT_FALSE(feed->setup().device.empty());
}

TEST_P(ScannerConformance, AMissingDeviceIsAnError) {
  core::ScanRequest request;
  request.device = GetParam().device("/no/such/folder") + "-khong-co";
  EXPECT_EQ(slugOf([&] { static_cast<void>(scanner_->open(request, into_.path())); }),
            "scanner.none");
}

TEST_P(ScannerConformance, ADeviceCanBeOpenedAgain) {
  auto feed = play({pageEvent(1), pageEvent(2)});
  EXPECT_EQ(next(*feed), "1");
  core::ScanRequest request;
  request.device = GetParam().device(script_.path());
  request.colour = core::ScanColour::kGrey;
  feed.reset();
  feed = scanner_->open(request, into_.path());
  EXPECT_EQ(next(*feed), "2");
}

}  // namespace sohoa::conformance

#include "ocr/page_reader.h"

#include <gtest/gtest.h>

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <opencv2/imgproc.hpp>
#include <random>

#include "core/error.h"
#include "ocr/errors.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

class Reader : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    OcrOptions options;
    options.max_pixels = 30'000'000;
    reader_ = std::make_unique<TesseractPageReader>(options);
  }
  static void TearDownTestSuite() { reader_.reset(); }
  static std::unique_ptr<TesseractPageReader> reader_;
};
std::unique_ptr<TesseractPageReader> Reader::reader_;

// Letters that stand where they should, of the sample printed twice.
double shareRead(const core::PageResult& page) {
  const std::string text = withoutSpaces(page.text());
  std::size_t found = 0, all = 0;
  for (const auto* line :
       {"ỦYBANNHÂNDÂNPHƯỜNGBẾNTHÀNH", "QUYẾTĐỊNH", "Vềviệccôngnhậnkếtquảsốhóahồsơ",
        "Điều1.Côngnhậnkếtquảsốhóahồsơnămnay.", "Điều2.Quyếtđịnhnàycóhiệulựckểtừngàyký."}) {
    const std::string_view wanted = line;
    const auto first = text.find(wanted);
    all += 2;
    if (first == std::string::npos) continue;
    found += text.find(wanted, first + 1) == std::string::npos ? 1 : 2;
  }
  return static_cast<double>(found) / static_cast<double>(all);
}

struct Feeding {
  int orientation;
  double skew;
};

void PrintTo(const Feeding& f, std::ostream* out) {
  *out << f.orientation << " degrees, skew " << f.skew;
}

class ReaderOfPagesFed : public Reader, public testing::WithParamInterface<Feeding> {};

TEST_P(ReaderOfPagesFed, FindsHowTheyLieAndWhatTheySay) {
  core::PageGeometry fed;
  fed.resolution = {200, 200};
  fed.orientation_deg = GetParam().orientation;
  fed.skew_deg = GetParam().skew;
  const cv::Mat sheet = sampleSheet();
  const auto page = reader_->read(rasterOf(asFed(sheet, fed)));
  EXPECT_EQ(page.geometry.orientation_deg, fed.orientation_deg);
  EXPECT_NEAR(page.geometry.skew_deg, fed.skew_deg, 0.1);
  EXPECT_GE(shareRead(page), 0.9);
  EXPECT_FALSE(page.blank);

  // The first word begins where it was drawn, carried through master and geometry.
  const auto words = page.words();
  ASSERT_FALSE(words.empty());
  const core::Size frame = fed.upright();
  const core::Point drawn{300 + 91 + (frame.width - sheet.cols) / 2.0,
                          200 + 124 + (frame.height - sheet.rows) / 2.0};
  const core::Point placed =
      page.geometry.masterToUpright()(fed.masterToUpright().inverse()(drawn));
  EXPECT_NEAR(words[0].box.x, placed.x, 3);
  EXPECT_NEAR(words[0].box.bottom(), placed.y, 3);
}

INSTANTIATE_TEST_SUITE_P(Feedings, ReaderOfPagesFed,
                         testing::Values(Feeding{0, 0}, Feeding{90, 0}, Feeding{180, 0},
                                         Feeding{270, 0}, Feeding{0, -4.5}, Feeding{180, 8},
                                         Feeding{90, 2.2}));

TEST_F(Reader, TakesAPersonsWordForHowAPageStands) {
  core::PageGeometry fed;
  fed.resolution = {200, 200};
  fed.orientation_deg = 90;
  const auto page = rasterOf(asFed(sampleSheet(), fed));
  const auto right = reader_->read(page, 1);
  EXPECT_EQ(right.geometry.orientation_deg, 90);
  EXPECT_TRUE(right.turn_evidence.said);
  EXPECT_GE(shareRead(right), 0.9);
  // Also where what is read makes no sense: nobody is overruled.
  for (const int wrong : {0, 2, 3}) {
    const auto as_said = reader_->read(page, wrong);
    EXPECT_EQ(as_said.geometry.orientation_deg, 90 * wrong);
    EXPECT_TRUE(as_said.turn_evidence.said);
  }
}

TEST_F(Reader, TurnsAnEmptySheetThatAPersonTurned) {
  const auto page = reader_->read(rasterOf(whiteSheet()), 3);
  EXPECT_TRUE(page.blank);
  EXPECT_EQ(page.geometry.orientation_deg, 270);
}

TEST_F(Reader, ReadsPagesInBlackAndWhite) {
  EXPECT_GE(shareRead(reader_->read(bilevelOf(sampleSheet()))), 0.9);
}

TEST_F(Reader, ReadsThroughARedSeal) {
  cv::Mat colour;
  cv::cvtColor(sampleSheet(), colour, cv::COLOR_GRAY2RGB);
  cv::Mat seal = colour.clone();
  cv::circle(seal, {700, 500}, 160, cv::Scalar(235, 60, 60), 14);
  cv::min(colour, seal, colour);
  EXPECT_GE(shareRead(reader_->read(rasterOf(colour))), 0.9);
}

TEST_F(Reader, ReadsPagesWithoutAUsableResolution) {
  auto raster = rasterOf(sampleSheet());
  raster.resolution = {1, 1};
  EXPECT_GE(shareRead(reader_->read(raster)), 0.9);
}

TEST_F(Reader, MarksAnEmptySheetBlankAndStraight) {
  const auto page = reader_->read(rasterOf(whiteSheet()));
  EXPECT_TRUE(page.blank);
  EXPECT_TRUE(page.blocks.empty());
  EXPECT_EQ(page.geometry.orientation_deg, 0);
  EXPECT_EQ(page.geometry.skew_deg, 0);
}

TEST_F(Reader, KeepsASheetWithOnlyAStamp) {
  cv::Mat sheet(2339, 1654, CV_8UC3, cv::Scalar(250, 250, 250));
  cv::circle(sheet, {900, 1500}, 140, cv::Scalar(230, 40, 50), 8);
  EXPECT_FALSE(reader_->read(rasterOf(sheet)).blank);
}

TEST_F(Reader, TakesPrintThatShowsThroughForBlank) {
  cv::Mat back = sampleSheet();
  cv::flip(back, back, 1);
  cv::blur(back, back, {7, 7});
  back.convertTo(back, CV_8U, 0.12, 210);
  EXPECT_TRUE(reader_->read(rasterOf(back)).blank);
}

TEST_F(Reader, RecognisesASeparatorSheet) {
  cv::Mat sheet = whiteSheet();
  const auto bits =
      ZXing::MultiFormatWriter(ZXing::BarcodeFormat::Code128).encode("PATCHT", 800, 240);
  for (int y = 0; y < bits.height(); ++y) {
    for (int x = 0; x < bits.width(); ++x) {
      if (bits.get(x, y)) sheet.at<std::uint8_t>(900 + y, 400 + x) = 0;
    }
  }
  const auto page = reader_->read(rasterOf(sheet));
  EXPECT_TRUE(page.separator);
  EXPECT_FALSE(page.blank);
  ASSERT_EQ(page.barcodes.size(), 1U);
  EXPECT_EQ(page.barcodes[0].text, "PATCHT");
}

TEST_F(Reader, SurvivesPagesThatAreNoPages) {
  cv::Mat noise(1500, 1000, CV_8U);
  std::mt19937 random(11);
  for (int y = 0; y < noise.rows; ++y) {
    for (int x = 0; x < noise.cols; ++x) {
      noise.at<std::uint8_t>(y, x) = random() % 2 == 0 ? 0 : 255;
    }
  }
  const std::vector<cv::Mat> pages{whiteSheet(1, 1),
                                   cv::Mat(cv::Mat::zeros(1, 1, CV_8U)),
                                   whiteSheet(1, 20'000),
                                   cv::Mat(cv::Mat::zeros(1, 20'000, CV_8U)),
                                   whiteSheet(20'000, 1),
                                   cv::Mat(cv::Mat::zeros(20'000, 1, CV_8U)),
                                   whiteSheet(9, 9),
                                   cv::Mat(cv::Mat::zeros(2000, 1500, CV_8U)),
                                   cv::Mat(cv::Mat::zeros(12, 9000, CV_8U)),
                                   noise};
  for (const auto& page : pages) {
    for (const auto& raster : {rasterOf(page), bilevelOf(page)}) {
      const auto result = reader_->read(raster);
      const core::Size frame = result.geometry.upright();
      for (const auto& word : result.words()) {
        EXPECT_EQ((core::Box{0, 0, frame.width, frame.height}).intersect(word.box), word.box);
      }
    }
  }
}

TEST_F(Reader, ReadsNothingFromAPageFullOfPepper) {
  cv::Mat noise = whiteSheet(2000, 2800);
  std::mt19937 random(13);
  for (int i = 0; i < 900'000; ++i) {
    noise.at<std::uint8_t>(static_cast<int>(random() % 2800), static_cast<int>(random() % 2000)) =
        0;
  }
  EXPECT_TRUE(reader_->read(bilevelOf(noise, 300)).words().empty());
}

TEST_F(Reader, RefusesMorePixelsThanAllowed) {
  core::Raster huge{core::Raster::Format::kBilevel, {60'000, 60'000}, 7'500, {}, {300, 300}};
  try {
    static_cast<void>(reader_->read(huge));
    FAIL() << "no error";
  } catch (const core::Error& e) {
    EXPECT_EQ(e.code(), core::kOutOfMemory);
  }
}

TEST_F(Reader, GivesUpAtItsTimeLimit) {
  OcrOptions options;
  options.page_timeout = std::chrono::milliseconds(0);
  TesseractPageReader hurried(options);
  try {
    static_cast<void>(hurried.read(rasterOf(sampleSheet())));
    FAIL() << "no error";
  } catch (const core::Error& e) {
    EXPECT_EQ(e.code(), core::kTimedOut);
  }
}

TEST_F(Reader, NamesEngineModelAndSteps) {
  const std::string version = reader_->version();
  EXPECT_NE(version.find("tesseract-5"), std::string::npos);
  EXPECT_NE(version.find("vie"), std::string::npos);
  EXPECT_NE(version.find("flatten"), std::string::npos);
}

}  // namespace
}  // namespace sohoa::ocr

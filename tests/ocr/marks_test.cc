#include "ocr/marks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <string>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

using Kind = core::Mark::Kind;

constexpr double kMm = 200 / 25.4;
const cv::Scalar kRed(200, 30, 45), kBlue(40, 50, 160), kBlack(30, 30, 30);

cv::Mat colourSheet() {
  cv::Mat sheet;
  cv::cvtColor(sampleSheet(), sheet, cv::COLOR_GRAY2RGB);
  return sheet;
}

void drawSeal(cv::Mat& sheet, cv::Point middle, const cv::Scalar& colour) {
  const auto ring = [&](double mm, double weight) {
    cv::circle(sheet, middle, static_cast<int>(mm * kMm), colour, static_cast<int>(weight * kMm),
               cv::LINE_AA);
  };
  ring(18, 0.7);
  ring(11, 0.4);
  for (int i = 0; i < 12; ++i) {  // letters between the rings
    const double angle = CV_PI * i / 6;
    const cv::Point at(middle.x + static_cast<int>(14 * kMm * std::cos(angle)),
                       middle.y + static_cast<int>(14 * kMm * std::sin(angle)));
    cv::rectangle(sheet, at - cv::Point(6, 8), at + cv::Point(6, 8), colour, 3);
  }
  cv::circle(sheet, middle, static_cast<int>(5 * kMm), colour, cv::FILLED);
}

void drawSignature(cv::Mat& sheet, cv::Point start, const cv::Scalar& colour) {
  std::vector<cv::Point> stroke;
  for (int i = 0; i <= 60; ++i) {
    stroke.emplace_back(start.x + i * 4, start.y + static_cast<int>(45 * std::sin(i * 0.45)));
  }
  cv::polylines(sheet, stroke, false, colour, 4, cv::LINE_AA);
}

void drawStamp(cv::Mat& sheet, cv::Rect box, const cv::Scalar& colour) {
  cv::rectangle(sheet, box, colour, 4);
  for (int y = box.y + 30; y < box.br().y - 20; y += 34) {
    for (int x = box.x + 20; x < box.br().x - 30; x += 26) {
      cv::rectangle(sheet, cv::Rect(x, y, 14, 18), colour, 3);
    }
  }
}

std::vector<core::Mark> marksOn(const cv::Mat& sheet, core::PageGeometry geometry = {}) {
  geometry.master = {sheet.cols, sheet.rows};
  geometry.resolution = {200, 200};
  return findMarks(lookAtInk(rasterOf(sheet), geometry), geometry);
}

std::string described(const std::vector<core::Mark>& marks) {
  std::string out;
  for (const auto& mark : marks) {
    out += std::to_string(static_cast<int>(mark.kind)) + " at " + std::to_string(mark.box.x) + "," +
           std::to_string(mark.box.y) + " " + std::to_string(mark.box.width) + "x" +
           std::to_string(mark.box.height) + "; ";
  }
  return out;
}

double overlap(const core::Box& a, const core::Box& b) {
  const auto area = [](const core::Box& box) {
    return box.empty() ? 0.0 : static_cast<double>(box.width) * box.height;
  };
  const double both = area(a.intersect(b));
  return both / (area(a) + area(b) - both);
}

core::Box around(cv::Point middle, double mm) {
  const int r = static_cast<int>(mm * kMm);
  return {middle.x - r, middle.y - r, 2 * r, 2 * r};
}

TEST(Marks, FindsARedSealOverText) {
  cv::Mat sheet = colourSheet();
  drawSeal(sheet, {700, 420}, kRed);
  const auto marks = marksOn(sheet);
  ASSERT_EQ(marks.size(), 1U) << described(marks);
  EXPECT_EQ(marks[0].kind, Kind::kSeal);
  EXPECT_GT(overlap(marks[0].box, around({700, 420}, 18.3)), 0.8);
}

TEST(Marks, FindsASealCutByTheEdgeOfTheSheet) {
  cv::Mat sheet = colourSheet();
  drawSeal(sheet, {1654, 1500}, kRed);
  const auto marks = marksOn(sheet);
  ASSERT_EQ(marks.size(), 1U) << described(marks);
  EXPECT_EQ(marks[0].kind, Kind::kSeal);
  EXPECT_EQ(marks[0].box.right(), 1654);
}

TEST(Marks, TellsSealStampAndSignatureApart) {
  cv::Mat sheet = colourSheet();
  drawSeal(sheet, {400, 1900}, kRed);
  drawStamp(sheet, {900, 700, 360, 200}, kBlue);
  drawSignature(sheet, {1000, 1950}, kBlue);
  auto marks = marksOn(sheet);
  std::sort(marks.begin(), marks.end(),
            [](const core::Mark& a, const core::Mark& b) { return a.kind < b.kind; });
  ASSERT_EQ(marks.size(), 3U) << described(marks);
  EXPECT_EQ(marks[0].kind, Kind::kSeal);
  EXPECT_EQ(marks[1].kind, Kind::kStamp);
  EXPECT_GT(overlap(marks[1].box, {900, 700, 360, 200}), 0.8);
  EXPECT_EQ(marks[2].kind, Kind::kSignature);
  EXPECT_GT(overlap(marks[2].box, {1000, 1905, 244, 94}), 0.6);
}

TEST(Marks, FindsASealAndASignatureWithoutColour) {
  cv::Mat sheet = whiteSheet();
  drawSeal(sheet, {500, 1800}, kBlack);
  drawSignature(sheet, {1000, 600}, kBlack);
  const auto marks = marksOn(sheet);
  ASSERT_EQ(marks.size(), 2U) << described(marks);
  EXPECT_EQ(std::count_if(marks.begin(), marks.end(),
                          [](const core::Mark& mark) { return mark.kind == Kind::kSeal; }),
            1);
}

TEST(Marks, ArePlacedInTheUprightFrame) {
  cv::Mat sheet = colourSheet();
  drawSeal(sheet, {400, 1900}, kRed);
  core::PageGeometry geometry;
  geometry.orientation_deg = 90;  // fed turned to the left
  cv::Mat fed;
  cv::rotate(sheet, fed, cv::ROTATE_90_COUNTERCLOCKWISE);
  const auto marks = marksOn(fed, geometry);
  ASSERT_EQ(marks.size(), 1U) << described(marks);
  EXPECT_GT(overlap(marks[0].box, around({400, 1900}, 18.3)), 0.8);
}

TEST(Marks, AreNotSeenInPrintOrOnTintedPaper) {
  EXPECT_TRUE(marksOn(sampleSheet()).empty());
  EXPECT_TRUE(marksOn(colourSheet()).empty());
  cv::Mat yellow = colourSheet();
  yellow -= cv::Scalar(0, 12, 45);
  EXPECT_TRUE(marksOn(yellow).empty());
}

TEST(Marks, SearchSurvivesTinyAndUniformPages) {
  EXPECT_TRUE(marksOn(cv::Mat(1, 1, CV_8UC3, kRed)).empty());
  EXPECT_TRUE(marksOn(cv::Mat(2, 3000, CV_8UC3, kBlue)).empty());
  EXPECT_TRUE(marksOn(cv::Mat(1200, 900, CV_8UC3, cv::Scalar(0, 0, 0))).empty());
  EXPECT_TRUE(marksOn(cv::Mat(1200, 900, CV_8UC3, kRed)).empty());
}

}  // namespace
}  // namespace sohoa::ocr

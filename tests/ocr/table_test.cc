#include "ocr/table.h"

#include <gtest/gtest.h>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;

// Sheets with rules of three pixels.
class Sheet {
 public:
  Sheet& across(int y, int from, int to) { return draw({from, y, to - from, 3}); }
  Sheet& down(int x, int from, int to) { return draw({x, from, 3, to - from}); }
  [[nodiscard]] std::vector<Table> tables() const {
    return findTables(findRules(page_, kDpi), kDpi);
  }

 private:
  Sheet& draw(const cv::Rect& rule) {
    page_(rule).setTo(cv::Scalar(20));
    return *this;
  }
  cv::Mat page_ = whiteSheet();
};

Sheet twoByTwo() {
  Sheet sheet;
  for (const int y : {300, 450, 600}) sheet.across(y, 200, 1203);
  for (const int x : {200, 500, 1200}) sheet.down(x, 300, 603);
  return sheet;
}

TEST(Tables, CellsStandRowByRow) {
  const auto tables = twoByTwo().tables();
  ASSERT_EQ(tables.size(), 1U);
  const auto& cells = tables[0].cells;
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_LT(cells[0].x, cells[1].x);
  EXPECT_EQ(cells[0].y, cells[1].y);
  EXPECT_LT(cells[1].y, cells[2].y);
  EXPECT_EQ(cells[0].x, cells[2].x);
}

TEST(Tables, ACellMaySpanColumns) {
  Sheet sheet;
  for (const int y : {300, 450, 600}) sheet.across(y, 200, 1203);
  for (const int x : {200, 1200}) sheet.down(x, 300, 603);
  sheet.down(500, 450, 603);
  const auto tables = sheet.tables();
  ASSERT_EQ(tables.size(), 1U);
  ASSERT_EQ(tables[0].cells.size(), 3U);
  EXPECT_GT(tables[0].cells[0].width, 900);
}

TEST(Tables, BrokenRulesStillPartCells) {
  Sheet sheet;
  for (const int y : {300, 450, 600}) {
    sheet.across(y, 200, 400).across(y, 430, 640).across(y, 670, 900).across(y, 930, 1203);
  }
  for (const int x : {200, 500, 1200}) sheet.down(x, 300, 603);
  const auto tables = sheet.tables();
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(tables[0].cells.size(), 4U);
}

TEST(Tables, AFrameRoundOneThingIsNone) {
  Sheet sheet;
  for (const int y : {300, 1900}) sheet.across(y, 200, 1203);
  for (const int x : {200, 1200}) sheet.down(x, 300, 1903);
  EXPECT_TRUE(sheet.tables().empty());
}

TEST(Tables, UnderlinesAreNone) {
  Sheet sheet;
  sheet.across(300, 200, 500).across(300, 800, 1200).across(900, 200, 700);
  EXPECT_TRUE(sheet.tables().empty());
}

TEST(Tables, MoreRulesThanAnyPrintHasAreNone) {
  Rules rules;
  rules.across.assign(5000, cv::Rect(0, 0, 100, 2));
  rules.down.assign(5000, cv::Rect(0, 0, 2, 100));
  EXPECT_TRUE(findTables(rules, kDpi).empty());
}

}  // namespace
}  // namespace sohoa::ocr

#include "scan/csv_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sohoa::scan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Cells = std::vector<std::vector<std::string>>;

Cells cellsOf(std::string_view text) {
  Cells cells;
  for (const auto& row : csvRows(text)) cells.push_back(row.cells);
  return cells;
}

std::string faultOf(std::string_view text) {
  try {
    static_cast<void>(csvRows(text));
  } catch (const CsvFault& fault) {
    return fault.what();
  }
  return "";
}

TEST(CsvRows, KnowTheSeparatorsOfSpreadsheets) {
  for (const char* text : {"a,b\n1,2\n", "a;b\r\n1;2\r\n", "a\tb\n1\t2",
                           "\xEF\xBB\xBF"
                           "a;b\n1;2"}) {
    EXPECT_EQ(cellsOf(text), (Cells{{"a", "b"}, {"1", "2"}})) << text;
  }
}

TEST(CsvRows, KeepWhatStandsInQuotes) {
  EXPECT_EQ(cellsOf("a,b\n\"x, \"\"y\"\"\n z\",2\n"), (Cells{{"a", "b"}, {"x, \"y\"\n z", "2"}}));
  EXPECT_EQ(cellsOf("a,b\n\"\",\n"), (Cells{{"a", "b"}, {"", ""}}));
}

TEST(CsvRows, TellTheLineTheyBeginOn) {
  const auto rows = csvRows("a,b\n\n\"1\n1\",2\n3,4\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].line, 3U);
  EXPECT_EQ(rows[2].line, 5U);
}

TEST(CsvRows, AreNothingWithoutText) {
  EXPECT_TRUE(csvRows("").empty());
  EXPECT_TRUE(csvRows("\n\r\n").empty());
}

TEST(CsvRows, OfOtherLengthOrWithLooseQuotesAreRefused) {
  EXPECT_THAT(faultOf("a,b\n1\n"), HasSubstr("line 2"));
  EXPECT_THAT(faultOf("a,b\n1,2,3\n"), HasSubstr("line 2"));
  EXPECT_THAT(faultOf("a,b\n\n\"1,2\n"), HasSubstr("line 3: a quote is not closed"));
  EXPECT_THAT(faultOf("a,b\n\"1\"x,2\n"), HasSubstr("behind a closing quote"));
}

}  // namespace
}  // namespace sohoa::scan

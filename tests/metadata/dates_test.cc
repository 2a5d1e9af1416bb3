#include "metadata/dates.h"

#include <gtest/gtest.h>

#include "metadata/fold.h"
#include "tests/support/page_builder.h"

namespace sohoa::metadata {
namespace {

std::string isoOf(std::string_view text) {
  const auto page = layOut(test::PageBuilder().line(0, 100, text).build(), 0);
  Reading reading;
  for (const auto& segment : page.segments) reading.add(segment);
  const auto date = findDate(reading);
  return date ? date->iso : "";
}

TEST(Dates, AreReadInWordsAndInFigures) {
  EXPECT_EQ(isoOf("Hương Nộn, ngày 16 tháng 10 năm 2022"), "2022-10-16");
  EXPECT_EQ(isoOf("sinh ngày 07/03/2021."), "2021-03-07");
  EXPECT_EQ(isoOf("07-03-2021"), "2021-03-07");
  EXPECT_EQ(isoOf("ngày24 tháng 9 năm2019"), "2019-09-24");
}

TEST(Dates, SurviveSlipsOfRecognition) {
  EXPECT_EQ(isoOf("ngay l6 thang 1O nam 2022"), "2022-10-16");
  EXPECT_EQ(isoOf("ngày 1ó tháng: -11 năm 2026"), "2026-11-16");
  EXPECT_EQ(isoOf("ngày 23 (háng 12 năm 2022"), "2022-12-23");
}

TEST(Dates, AreNotSeenInOtherWords) {
  EXPECT_EQ(isoOf("Trường An, ngày 21 tháng 12 năm 2025"), "2025-12-21");
  EXPECT_EQ(isoOf("Lộc Phát, ngày 0] tháng 08 năm 2024"), "2024-08-01");
  EXPECT_EQ(isoOf("ngày ?1 tháng 03 năm 2022"), "");
}

TEST(Dates, ThatDoNotExistAreRefused) {
  EXPECT_EQ(isoOf("ngày 30 tháng 02 năm 2022"), "");
  EXPECT_EQ(isoOf("31/11/2021"), "");
  EXPECT_EQ(isoOf("ngày 29 tháng 02 năm 2023"), "");
  EXPECT_EQ(isoOf("29/02/2024"), "2024-02-29");
  EXPECT_EQ(isoOf("ngày 1 tháng 1 năm 0202"), "");
  EXPECT_EQ(isoOf("99999999999999/01/2020"), "");
}

TEST(Dates, MixedSignsAreNoDate) { EXPECT_EQ(isoOf("12/10-2020"), ""); }

TEST(DateWords, KeepTheDayWhoseOwnWordWasNotRead) {
  const auto page =
      layOut(test::PageBuilder().line(0, 100, "Vĩnh Trạch, ngủ) 22 tháng 10 năm 2023.").build(), 0);
  Reading reading;
  for (const auto& segment : page.segments) reading.add(segment);
  const auto words = findDateWords(reading);
  ASSERT_TRUE(words);
  EXPECT_EQ(words->first, 2U);
  EXPECT_EQ(isoDate(words->day, words->month, words->year), "2023-10-22");
  EXPECT_TRUE(words->mended);
}

// Ink that was not read lies between the words of one line.
std::optional<DateWords> wordsOf(double confidence) {
  test::PageBuilder builder;
  auto page = builder.line(0, 100, "Nguyễn Phích, ngày 07 THẾ 04năm 2018").build();
  page.blocks[0].lines[0].words[4].confidence = confidence;
  const auto laid_out = layOut(page, 0);
  EXPECT_EQ(laid_out.segments.size(), 1U);
  Reading reading;
  for (const auto& segment : laid_out.segments) reading.add(segment);
  return findDateWords(reading);
}

TEST(DateWords, DoWithoutTheMonthsOwnWordWhenNoiseMadeAnotherOfIt) {
  const auto words = wordsOf(0.03);
  ASSERT_TRUE(words);
  EXPECT_EQ(isoDate(words->day, words->month, words->year), "2018-04-07");
  EXPECT_TRUE(words->mended);
  EXPECT_FALSE(wordsOf(0.9));
}

TEST(DateWords, AreNotMadeOfANameThatResemblesThem) {
  for (const char* name : {"Nguyễn Khang Nam", "Nguyễn Thang Nam", "Nguyễn Khang, Nam 2018"}) {
    const auto page = layOut(test::PageBuilder().line(0, 100, name).build(), 0);
    Reading reading;
    reading.add(page.segments.front());
    EXPECT_FALSE(findDateWords(reading)) << name;
  }
  const auto page = layOut(test::PageBuilder().line(0, 100, "Ia Grai, ngày tháng năm").build(), 0);
  Reading reading;
  reading.add(page.segments.front());
  EXPECT_TRUE(findDateWords(reading));
}

}  // namespace
}  // namespace sohoa::metadata

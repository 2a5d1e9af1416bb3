#include "metadata/phrasebook.h"

#include <gtest/gtest.h>

#include "tests/support/page_builder.h"

namespace sohoa::metadata {
namespace {

std::string mended(std::string_view text, double confidence = 0.95) {
  static const Phrasebook book = [] {
    Phrasebook made({});
    for (const char* phrase :
         {"Cổng thông tin điện tử", "Công an, Quân sự", "Ủy ban nhân dân",
          "Các trường học trên địa bàn", "Ea Kiết", "PHÒNG", "VIỆN", "văn thư, lưu trữ"}) {
      made.add(phrase);
    }
    return made;
  }();
  const auto page = layOut(test::PageBuilder().line(0, 100, text, confidence).build(), 0);
  Reading reading;
  for (const auto& segment : page.segments) reading.add(segment);
  return book.mend(reading.words).text;
}

TEST(Phrasebook, PutsMarksRightWhereAllLettersAgree) {
  EXPECT_EQ(mended("Cống thông tin đện tử xã", 0.6), "Cổng thông tin điện tử xã");
  EXPECT_EQ(mended("Cũng an, Quần sự phường;", 0.6), "Công an, Quân sự phường;");
  EXPECT_EQ(mended("Công an, Quần sự phường;"), "Công an, Quân sự phường;");
}

TEST(Phrasebook, DoesNotTakeASyllableForAPhrase) {
  EXPECT_EQ(mended("thành viên Ủy ban nhân dân"), "thành viên Ủy ban nhân dân");
}

TEST(Phrasebook, PutsALetterRightOnlyWhereTheWordIsDoubtful) {
  EXPECT_EQ(mended("văn thư, lưu trứ", 0.5), "văn thư, lưu trữ");
  EXPECT_EQ(mended("Các trường hạc trên địa bàn"), "Các trường học trên địa bàn");
  EXPECT_EQ(mended("Cổng thông tin điện tỷ"), "Cổng thông tin điện tỷ");
}

TEST(Phrasebook, LeavesASureWordBesideADoubtfulOneAlone) {
  const auto page =
      layOut(test::PageBuilder().line(0, 100, "tỉnh", 0.8).line(40, 100, "Ninh", 0.98).build(), 0);
  Reading reading;
  for (const auto& segment : page.segments) reading.add(segment);
  Phrasebook book({});
  book.add("tình hình");
  EXPECT_EQ(book.mend(reading.words).text, "tỉnh Ninh");
}

TEST(Phrasebook, KeepsTheCaseOfTheLine) {
  EXPECT_EQ(mended("ỦY BẠN NHÂN ĐÂN"), "ỦY BAN NHÂN DÂN");
  EXPECT_EQ(mended("thành phố Hải Phòng"), "thành phố Hải Phòng");
}

TEST(Phrasebook, PartsWordsThatWereGlued) { EXPECT_EQ(mended("XÃ EAKIẾT"), "XÃ EA KIẾT"); }

TEST(Phrasebook, LeavesOtherWordsAlone) {
  EXPECT_EQ(mended("Hỏi đáp về thuế", 0.3), "Hỏi đáp về thuế");
  EXPECT_EQ(mended(""), "");
}

}  // namespace
}  // namespace sohoa::metadata

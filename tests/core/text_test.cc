#include "core/text.h"

#include <gtest/gtest.h>

namespace sohoa::core {
namespace {

TEST(Text, DecomposedVietnameseBecomesComposed) {
  EXPECT_EQ(toNfc("Vie\u0302\u0323t Nam"), "Vi\u1ec7t Nam");
}

TEST(Text, BytesThatAreNotUtf8BecomeReplacementCharacters) {
  EXPECT_EQ(toNfc("a\xff\xc3z"), "a\uFFFD\uFFFDz");
}

TEST(Text, FoldingRemovesToneAndVowelMarksAndCase) {
  EXPECT_EQ(foldMarks("Đường Số HỎA TỐC ưỡn"), "duong so hoa toc uon");
}

TEST(Text, CaseChangesKeepMarks) {
  EXPECT_EQ(toUpper("đường ưỡn"), "ĐƯỜNG ƯỠN");
  EXPECT_EQ(toLower("ĐƯỜNG ƯỠN"), "đường ưỡn");
}

TEST(Text, SqueezeLeavesSingleSpacesInside) {
  EXPECT_EQ(squeeze("  a \t\n b\u00a0c  "), "a b c");
  EXPECT_EQ(squeeze(" \n "), "");
}

TEST(Text, PrintableShowsWhatCouldDeceiveATerminal) {
  EXPECT_EQ(printable("tên\n\x1b[31m\u202Efdp.exe\xff"), "tên\\n\\x1b[31m\\u202efdp.exe\\xff");
}

TEST(SplitWords, LettersDigitsAndTheirMarksMakeWords) {
  EXPECT_EQ(splitWords(" Số 12/QĐ-UBND, ngày 3.5! "),
            (std::vector<std::string>{"Số", "12", "QĐ", "UBND", "ngày", "3", "5"}));
  EXPECT_EQ(splitWords("Quye\u0302\u0301t"), (std::vector<std::string>{"Quye\u0302\u0301t"}));
  EXPECT_TRUE(splitWords("★ '\\ \xff").empty());
}

}  // namespace
}  // namespace sohoa::core

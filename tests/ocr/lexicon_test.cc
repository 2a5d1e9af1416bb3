#include "ocr/lexicon.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "ocr/errors.h"

namespace sohoa::ocr {
namespace {

using Pair = Lexicon::Pair;

const Lexicon& small() {
  static const Lexicon lexicon = Lexicon::parse(
      "# comment\n"
      "thẩm quyền  # in any case\n"
      "\n"
      "CỘNG HÒA XÃ HỘI\n"
      "Hạnh phúc\n");
  return lexicon;
}

TEST(Lexicon, KnowsPhrasesInSmallLettersHoweverWritten) {
  EXPECT_EQ(small().pair("thẩm", "quyền"), Pair::kKnown);
  EXPECT_EQ(small().pair("Thẩm", "quyền"), Pair::kKnown);
  EXPECT_EQ(small().pair("THẨM", "QUYỀN"), Pair::kKnown);
  EXPECT_EQ(small().pair("thấm", "quyền"), Pair::kUnknown);
  EXPECT_EQ(small().pair("quyền", "thẩm"), Pair::kUnknown);
}

TEST(Lexicon, TakesTwoCapitalisedWordsForAName) {
  EXPECT_EQ(small().pair("Thẩm", "Quyền"), Pair::kUnknown);
  EXPECT_EQ(small().pair("thẩm", "Quyền"), Pair::kUnknown);
}

TEST(Lexicon, KnowsLetterheadsInCapitalsOnly) {
  EXPECT_EQ(small().pair("XÃ", "HỘI"), Pair::kLetterhead);
  EXPECT_EQ(small().pair("HÒA", "XÃ"), Pair::kLetterhead);
  EXPECT_EQ(small().pair("HOÀ", "XÃ"), Pair::kLetterhead);
  EXPECT_EQ(small().pair("xã", "hội"), Pair::kUnknown);
}

TEST(Lexicon, KnowsCapitalisedPhrasesAsTheyStand) {
  EXPECT_EQ(small().pair("Hạnh", "phúc"), Pair::kLetterhead);
  EXPECT_EQ(small().pair("hạnh", "phúc"), Pair::kUnknown);
}

TEST(Lexicon, FindsKinThatDiffersInMarks) {
  EXPECT_TRUE(small().hasKin("tham", "quyên"));
  EXPECT_TRUE(small().hasKin("thẩm", "quyền"));
  EXPECT_FALSE(small().hasKin("tham", "nhũng"));
}

TEST(Lexicon, RefusesLinesThatAreNoPhrase) {
  for (const char* bad : {"thẩm", "thẩm quyền 2", "số 1", "cac cac", "a\nthẩm\xff quyền"}) {
    try {
      static_cast<void>(Lexicon::parse(bad));
      ADD_FAILURE() << bad;
    } catch (const core::Error& e) {
      EXPECT_EQ(e.code(), kBadLexicon);
    }
  }
}

TEST(Lexicon, IsEmptyWithoutPhrases) {
  EXPECT_TRUE(Lexicon::parse("").empty());
  EXPECT_TRUE(Lexicon::parse("# nothing\n\n").empty());
  EXPECT_EQ(Lexicon().pair("thẩm", "quyền"), Pair::kUnknown);
}

TEST(Lexicon, VersionTellsListsApart) {
  EXPECT_NE(small().version(), Lexicon().version());
  EXPECT_NE(small().version(), Lexicon::parse("xã hội\n").version());
}

TEST(ShippedLexicon, LoadsAndKnowsTheMotto) {
  const auto lexicon = Lexicon::load(SOHOA_SOURCE_DIR "/config/lexicon.txt");
  for (const auto& [first, second] : {std::pair{"CỘNG", "HÒA"},
                                      {"HOÀ", "XÃ"},
                                      {"CHỦ", "NGHĨA"},
                                      {"VIỆT", "NAM"},
                                      {"Độc", "lập"},
                                      {"Hạnh", "phúc"},
                                      {"NHÂN", "DÂN"},
                                      {"ỦY", "BAN"}}) {
    EXPECT_NE(lexicon.pair(first, second), Pair::kUnknown) << first << ' ' << second;
  }
}

}  // namespace
}  // namespace sohoa::ocr

#include "ocr/word_repair.h"

#include <gtest/gtest.h>

#include "core/text.h"

namespace sohoa::ocr {
namespace {

// A word whose letters each have 0.9, and 0.1 for `other` at the place that it fills.
WordEvidence read(const std::string& text, const std::string& other = "", double share = 0.1) {
  WordEvidence word;
  word.text = text;
  word.certainty = 0.9;
  const auto mine = core::codePoints(text), theirs = core::codePoints(other);
  for (std::size_t i = 0; i < mine.size(); ++i) {
    word.places.push_back({{core::toUtf8({mine[i]}), 0.9}});
    if (i < theirs.size() && theirs[i] != mine[i]) {
      word.places.back().push_back({core::toUtf8({theirs[i]}), share});
    }
  }
  return word;
}

const Lexicon& lexicon() {
  static const Lexicon list = Lexicon::parse(
      "thẩm quyền\ncông tác\ncộng tác\ntổ dân phố\nban hành\nCỘNG HÒA XÃ HỘI\nNHÂN DÂN\nđược "
      "giao\n");
  return list;
}

std::string repaired(std::vector<WordEvidence> words, const AskAgain& ask = {}) {
  words.front().block_starts = words.front().line_starts = true;
  repairWords(words, lexicon(), ask);
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

TEST(WordRepair, MendsAToneThatMakesAPhrase) {
  EXPECT_EQ(repaired({read("thấm", "thẩm"), read("quyền")}), "thẩm quyền");
  EXPECT_EQ(repaired({read("tổ"), read("dân"), read("phổ.", "phố.")}), "tổ dân phố.");
  EXPECT_EQ(repaired({read("Thấm", "Thẩm"), read("quyền")}), "Thẩm quyền");
}

TEST(WordRepair, MarksWhatItMended) {
  std::vector<WordEvidence> words{read("thấm", "thẩm"), read("quyền")};
  repairWords(words, lexicon());
  EXPECT_TRUE(words[0].mended);
  EXPECT_FALSE(words[1].mended);
}

TEST(WordRepair, NeverTakesALetterTheRecogniserDidNotName) {
  EXPECT_EQ(repaired({read("thấm"), read("quyền")}), "thấm quyền");
  EXPECT_EQ(repaired({read("thấm", "thâm"), read("quyền")}), "thấm quyền");
}

TEST(WordRepair, LeavesAPhraseThatIsKnownAlready) {
  EXPECT_EQ(repaired({read("cộng", "công", 0.8), read("tác")}), "cộng tác");
}

TEST(WordRepair, AcceptsBothPlacesOfTheTone) {
  EXPECT_EQ(repaired({read("HOÀ"), read("XA", "XÃ")}), "HOÀ XÃ");
  EXPECT_EQ(repaired({read("HÒA"), read("XA", "XÃ")}), "HÒA XÃ");
}

TEST(WordRepair, MendsCapitalsOfLetterheads) {
  EXPECT_EQ(repaired({read("NHÂN"), read("ĐÂN", "DÂN", 0.02)}), "NHÂN DÂN");
  EXPECT_EQ(repaired({read("CÔNG", "CỘNG"), read("HÒA")}), "CỘNG HÒA");
}

TEST(WordRepair, AsksMoreOfOtherCapitals) {
  EXPECT_EQ(repaired({read("BẠN", "BAN", 0.05), read("HÀNH")}), "BẠN HÀNH");
  EXPECT_EQ(repaired({read("BẠN", "BAN", 0.4), read("HÀNH")}), "BAN HÀNH");
}

TEST(WordRepair, NeverTurnsANameIntoAPhrase) {
  EXPECT_EQ(repaired({read("Thấm", "Thẩm", 0.8), read("Quyền")}), "Thấm Quyền");
  EXPECT_EQ(repaired({read("Nguyễn"), read("Văn"), read("Phổ", "Phố", 0.8)}), "Nguyễn Văn Phổ");
}

TEST(WordRepair, LeavesDigitsCodesAndForeignWordsAlone) {
  for (const char* word : {"12/QĐ-UBND", "079358641385", "0l2", "UBND", "H41.114", "a@b.vn", "wifi",
                           "II", "TP.", "(b/€);", "frank", "2O23", "VT,"}) {
    const std::string text = word;
    auto evidence = read(text);
    for (auto& place : evidence.places) {
      for (const char* letter : {"a", "ả", "I", "1", "Ê", "đ"}) place.push_back({letter, 0.8});
    }
    EXPECT_EQ(repaired({evidence, read("quyền")}), text + " quyền");
    EXPECT_EQ(repaired({read("được"), evidence}), "được " + text);
  }
}

TEST(WordRepair, MendsWhatCannotBeASyllableByMarksAlone) {
  EXPECT_EQ(repaired({read("họp"), read("biêt", "biết", 0.3)}), "họp biết");
  EXPECT_EQ(repaired({read("họp"), read("biêt", "biết", 0.05)}), "họp biêt");
  EXPECT_EQ(repaired({read("họp"), read("bieb", "biec", 0.8)}), "họp bieb");
}

TEST(WordRepair, MendsALetterOnlyWhereAPhraseSpeaksForIt) {
  EXPECT_EQ(repaired({read("côns", "công"), read("tác")}), "công tác");
  EXPECT_EQ(repaired({read("côns", "công"), read("lao")}), "côns lao");
}

TEST(WordRepair, DoesNotReachAcrossPunctuationOrBlocks) {
  EXPECT_EQ(repaired({read("thấm,", "thẩm,"), read("quyền")}), "thấm, quyền");
  auto next = read("quyền");
  next.block_starts = true;
  EXPECT_EQ(repaired({read("thấm", "thẩm"), next}), "thấm quyền");
}

TEST(WordRepair, AsksAgainOnlyForWordsOneMarkFromAPhrase) {
  std::vector<std::size_t> asked;
  const AskAgain ask = [&](std::vector<WordEvidence>& words, const auto& which) {
    asked = which;
    words[2].places[2].push_back({"ẩ", 0.009});
  };
  EXPECT_EQ(repaired({read("họp"), read("lao"), read("thấm"), read("quyền")}, ask),
            "họp lao thẩm quyền");
  EXPECT_EQ(asked, (std::vector<std::size_t>{2, 3}));
}

TEST(WordRepair, DoesNotAskAgainForCleanText) {
  bool asked = false;
  const AskAgain ask = [&](auto&, const auto&) { asked = true; };
  EXPECT_EQ(repaired({read("thẩm"), read("quyền"), read("2024")}, ask), "thẩm quyền 2024");
  EXPECT_FALSE(asked);
}

TEST(WordRepair, LivesWithWordsWithoutAlternatives) {
  WordEvidence bare;
  bare.text = "thấm";
  EXPECT_EQ(repaired({bare, read("quyền")}), "thấm quyền");
  std::vector<WordEvidence> none;
  repairWords(none, lexicon());
  EXPECT_TRUE(none.empty());
}

TEST(WordRepair, StaysShortOnHostileWords) {
  auto wide = read("nghiêng");
  for (auto& place : wide.places) {
    for (char32_t c = 0x100; c < 0x180; ++c) place.push_back({core::toUtf8({c}), 0.5});
  }
  const std::string huge(100'000, 'a');
  WordEvidence long_word = read(huge);
  EXPECT_EQ(repaired({wide, long_word}), "nghiêng " + huge);
}

TEST(CoreOfAWord, LosesPunctuationAround) {
  EXPECT_EQ(coreOf("“Hòa,”"), "Hòa");
  EXPECT_EQ(coreOf("..."), "");
  EXPECT_EQ(coreOf(""), "");
  EXPECT_EQ(coreOf("12/QĐ"), "12/QĐ");
}

}  // namespace
}  // namespace sohoa::ocr

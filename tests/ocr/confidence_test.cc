#include "ocr/confidence.h"

#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

WordEvidence word(const std::string& text, double certainty, bool in_dictionary) {
  WordEvidence evidence;
  evidence.text = text;
  evidence.certainty = certainty;
  evidence.in_dictionary = in_dictionary;
  return evidence;
}

std::vector<WordEvidence> page(WordEvidence last) {
  std::vector<WordEvidence> words;
  for (int i = 0; i < 20; ++i) words.push_back(word("thẩm", 0.96, true));
  words.push_back(std::move(last));
  return words;
}

double confidenceOf(WordEvidence last) {
  auto words = page(std::move(last));
  setConfidence(words, Lexicon::parse("thẩm quyền\n"));
  return words.back().confidence;
}

TEST(Confidence, IsHighForWordsThatAllAgreeOn) {
  EXPECT_GT(confidenceOf(word("quyền", 0.96, true)), 0.98);
}

TEST(Confidence, IsLowWhereTheRecogniserWasUnsure) {
  EXPECT_LT(confidenceOf(word("quyền", 0.3, false)), confidenceOf(word("quyền", 0.96, true)));
  auto torn = word("quyền", 0.9, true);
  torn.places = {{{"q", 1}}, {{"u", 1}}, {{"y", 1}}, {{"ề", 0.5}, {"ê", 0.5}}, {{"n", 1}}};
  EXPECT_LT(confidenceOf(torn), confidenceOf(word("quyền", 0.9, true)));
}

TEST(Confidence, DistrustsSignsThatPrintSeldomHas) {
  EXPECT_LT(confidenceOf(word("|", 0.95, false)), 0.5);
  EXPECT_LT(confidenceOf(word("(b/€);", 0.9, false)), 0.5);
}

TEST(Confidence, DistrustsWordsOfAPageThatMakesNoSense) {
  std::vector<WordEvidence> garbage(30, word("uẹoa", 0.42, false));
  setConfidence(garbage, Lexicon());
  EXPECT_LT(garbage.front().confidence, 0.1);
}

TEST(Confidence, IsNotLoweredByLettersFoundOnlyWhenAskedAgain) {
  auto asked = word("quyền", 0.96, true);
  asked.places = {{{"q", 1}}, {{"u", 1}}, {{"y", 1}}, {{"ề", 1}, {"ê", 0.009, true}}, {{"n", 1}}};
  auto not_asked = asked;
  not_asked.places[3].pop_back();
  EXPECT_EQ(confidenceOf(asked), confidenceOf(not_asked));
}

TEST(Confidence, StaysBetweenZeroAndOne) {
  for (const char* text : {"a", "1", ".", "\xef\xbf\xbd", "12/QĐ-UBND", "HỘI"}) {
    for (const double certainty : {0.0, 0.5, 1.0}) {
      const double confidence = confidenceOf(word(text, certainty, false));
      EXPECT_GE(confidence, 0) << text;
      EXPECT_LE(confidence, 1) << text;
    }
  }
  std::vector<WordEvidence> none;
  setConfidence(none, Lexicon());
}

}  // namespace
}  // namespace sohoa::ocr

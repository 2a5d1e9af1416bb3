#include "ocr/syllable.h"

#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

TEST(Syllable, TakesWordsOfEveryKindOfRhyme) {
  for (const char* word :
       {"a",    "ý",     "yêu",   "yến",   "ai",     "của",   "được",  "đường", "người", "nghiêng",
        "nghị", "khuỷu", "khuya", "thuở",  "quốc",   "quyết", "quỳnh", "quý",   "quả",   "quận",
        "gì",   "giữ",   "giấy",  "giếng", "giặt",   "giới",  "gia",   "ngoài", "xoong", "huyện",
        "hoặc", "tuyển", "luật",  "mười",  "trường", "ước",   "kỹ",    "sĩ",    "lý",    "pin"}) {
    EXPECT_TRUE(isSyllable(word)) << word;
  }
}

TEST(Syllable, TakesBothPlacesOfTheTone) {
  for (const char* word :
       {"hòa", "hoà", "khỏe", "khoẻ", "úy", "uý", "thủy", "thuỷ", "HÒA", "HOÀ"}) {
    EXPECT_TRUE(isSyllable(word)) << word;
  }
}

TEST(Syllable, RefusesTonesInTheWrongPlace) {
  for (const char* word : {"cuả", "mìêng", "hòan", "nguờì", "tóan", "bíêt", "quốć"}) {
    EXPECT_FALSE(isSyllable(word)) << word;
  }
}

TEST(Syllable, AllowsStopsOnlyWithRisingAndDotTones) {
  EXPECT_TRUE(isSyllable("biết"));
  EXPECT_TRUE(isSyllable("việc"));
  for (const char* word : {"biêt", "biềt", "viểc", "sãch", "hõp", "cac"}) {
    EXPECT_FALSE(isSyllable(word)) << word;
  }
}

TEST(Syllable, HoldsOnsetsToTheirVowels) {
  for (const char* word : {"ka", "kông", "gê", "nge", "ngha", "ci", "gha", "qa", "jao", "zéc"}) {
    EXPECT_FALSE(isSyllable(word)) << word;
  }
}

TEST(Syllable, RefusesWhatHasDigitsSignsOrForeignLetters) {
  for (const char* word : {"", " ", "1", "a1", "UBND", "VN", "wifi", "frạng", "ñhãn", "theö",
                           "côns", "Kinn", "Đắk", "b/c", "thành.", "ViệtNam", "sinH", "\xff\xfe"}) {
    EXPECT_FALSE(isSyllable(word)) << word;
  }
}

TEST(Syllable, TakesHyphensBetweenSyllables) {
  EXPECT_TRUE(isSyllable("ki-lô-mét"));
  EXPECT_FALSE(isSyllable("-"));
  EXPECT_FALSE(isSyllable("an-"));
}

TEST(Syllable, RefusesHugeWordsAtOnce) { EXPECT_FALSE(isSyllable(std::string(10'000'000, 'a'))); }

TEST(ToneLast, GivesBothStylesOneSpelling) {
  EXPECT_EQ(withToneLast("hòa"), withToneLast("hoà"));
  EXPECT_EQ(withToneLast("HÒA"), withToneLast("HOÀ"));
  EXPECT_NE(withToneLast("hòa"), withToneLast("hóa"));
  EXPECT_NE(withToneLast("thấm"), withToneLast("thẩm"));
  EXPECT_EQ(withToneLast("dân"), "dân");
}

}  // namespace
}  // namespace sohoa::ocr

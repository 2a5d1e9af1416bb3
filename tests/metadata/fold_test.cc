#include "metadata/fold.h"

#include <gtest/gtest.h>

namespace sohoa::metadata {
namespace {

TEST(Fold, KeepsLettersAndDigitsOnly) {
  EXPECT_EQ(fold("Nơi nhận:"), "noi nhan");
  EXPECT_EQ(fold("5823/QÐ-UBND"), "5823 qd ubnd");
  EXPECT_EQ(fold("-- | …"), "");
}

TEST(Fold, SurvivesBytesThatAreNotText) {
  EXPECT_EQ(fold("\xff\xfe"
                 "a\xc3"),
            "a");
}

TEST(EditDistance, CountsAndGivesUpAtTheLimit) {
  EXPECT_EQ(editDistance("kitten", "sitting", 5), 3U);
  EXPECT_EQ(editDistance("kitten", "sitting", 2), 3U);
  EXPECT_EQ(editDistance("", "abc", 5), 3U);
  EXPECT_EQ(editDistance("abc", "abc", 0), 0U);
  EXPECT_EQ(editDistance("abcd", "bcda", 4), 2U);
}

TEST(Alike, AllowsNoSlipInShortWords) {
  EXPECT_FALSE(alike("mat", "mai"));
  EXPECT_TRUE(alike("quyet", "quyef"));
  EXPECT_FALSE(alike("chong", "vo"));
}

TEST(Cleaned, DropsWhatCannotBeSeen) {
  EXPECT_EQ(cleaned("a\u202eb\u200bc\x01"), "abc");
  EXPECT_EQ(cleaned("–"), "-");
}

TEST(CapitalShare, CountsVietnameseLetters) {
  EXPECT_DOUBLE_EQ(capitalShare("ỦY BAN"), 1.0);
  EXPECT_DOUBLE_EQ(capitalShare("ủy ban"), 0.0);
  EXPECT_DOUBLE_EQ(capitalShare("12/3"), 0.0);
}

}  // namespace
}  // namespace sohoa::metadata

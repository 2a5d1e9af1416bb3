#include "core/fill_in.h"

#include <gtest/gtest.h>

namespace sohoa::core {
namespace {

TEST(FillIn, ReplacesEveryKnownWordWhereverItStands) {
  EXPECT_EQ(fillIn("{a}/{b}/{a}", {{"a", "1"}, {"b", "2"}}), "1/2/1");
}

TEST(FillIn, LeavesWordsItDoesNotKnowAndBracesThatDoNotClose) {
  EXPECT_EQ(fillIn("{x} {a {} }", {{"a", "1"}}), "{x} {a {} }");
}

TEST(FillIn, DoesNotSearchWhatItFilledIn) {
  EXPECT_EQ(fillIn("{a}", {{"a", "{b}"}, {"b", "2"}}), "{b}");
}

}  // namespace
}  // namespace sohoa::core

#include "store/full_text_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace sohoa::store {
namespace {

// With ^ and + for the signs of a beginning and of two words side by side, which have no shape.
std::string shown(std::string text) {
  for (const auto& [sign, shape] : {std::pair{"\uE000", "^"}, {"\uE001", "+"}}) {
    for (auto at = text.find(sign); at != std::string::npos; at = text.find(sign)) {
      text.replace(at, std::string_view(sign).size(), shape);
    }
  }
  return text;
}

FullTextQuery parseFullTextQuery(std::string_view typed) {
  auto query = fullTextQuery(parseSearchWords(typed));
  query.folded = shown(query.folded);
  if (query.exact) query.exact = shown(*query.exact);
  return query;
}

TEST(FullTextQuery, NothingTypedIsNoQuery) {
  EXPECT_EQ(parseFullTextQuery(" \t ").folded, "");
  EXPECT_FALSE(parseFullTextQuery("").exact);
  EXPECT_EQ(parseFullTextQuery("\"\" \"").folded, "");
}

TEST(FullTextQuery, TheLastWordMayGoOn) {
  EXPECT_EQ(parseFullTextQuery("quyet din").folded, R"(folded : "quyet" folded : "^din")");
  EXPECT_FALSE(parseFullTextQuery("quyet din").exact);
}

TEST(FullTextQuery, WhatIsNoSyllableGoesOnAsFts5HasIt) {
  EXPECT_EQ(parseFullTextQuery("07912345").folded, R"(folded : "07912345" *)");
  EXPECT_EQ(parseFullTextQuery("12/q").folded, R"(folded : "12/q" *)");
  EXPECT_EQ(parseFullTextQuery("12/qd-u").folded, R"(folded : "12+qd" folded : "12/qd-u" *)");
}

TEST(FullTextQuery, BeginningsAreIndexedOnceAndNoLongerThanASyllable) {
  EXPECT_EQ(shown(exactForIndex("Đất, đ 12345678 ")),
            "đất, đ 12345678  ^1 ^12 ^123 ^1234 ^12345 ^123456 "
            "^1234567 ^đ ^đấ ^đất");
  EXPECT_EQ(exactForIndex(" .. "), " .. ");
}

TEST(FullTextQuery, WordsSideBySideAreIndexedWithoutTheirMarks) {
  EXPECT_EQ(shown(foldedForIndex("Đất, ở đất ở")), "dat, o dat o dat+o o+dat ^d ^da ^dat ^o");
}

TEST(FullTextQuery, WordsWithMarksAreAlsoLookedForExactly) {
  const auto query = parseFullTextQuery("Quyết Định");
  EXPECT_EQ(query.folded, R"(folded : "quyet" folded : "^dinh")");
  EXPECT_EQ(query.exact, R"(exact : "quyết" exact : "^định")");
}

TEST(FullTextQuery, QuotedWordsStandTogether) {
  EXPECT_EQ(parseFullTextQuery("\"khai sinh\" an").folded,
            R"(folded : "khai+sinh" folded : "^an")");
  EXPECT_EQ(parseFullTextQuery("an “khai  sinh”").folded, R"(folded : "an" folded : "khai+sinh")");
  EXPECT_EQ(parseFullTextQuery("\"giay khai sinh\"").folded,
            R"(folded : "giay+khai" folded : "khai+sinh" folded : "giay khai sinh")");
  EXPECT_EQ(parseFullTextQuery("\"khai sính\"").exact,
            R"(folded : "khai+sinh" exact : "khai sính")");
}

TEST(FullTextQuery, AnOpenQuoteReachesToTheEnd) {
  EXPECT_EQ(parseFullTextQuery("\"khai sinh").folded, R"(folded : "khai+sinh")");
}

TEST(FullTextQuery, SyntaxIsOnlyText) {
  EXPECT_EQ(parseFullTextQuery("exact:a* OR NOT (b)").folded,
            R"x(folded : "exact+a" folded : "or" folded : "not" folded : "(b)" *)x");
}

TEST(FullTextQuery, ControlCharactersSeparateWords) {
  EXPECT_EQ(parseFullTextQuery(std::string("a\0b\x7f"
                                           "c",
                                           5))
                .folded,
            R"(folded : "a" folded : "b" folded : "^c")");
}

TEST(FullTextQuery, HugeQueriesAreRefused) {
  EXPECT_THROW(static_cast<void>(parseFullTextQuery(std::string(1001, 'a'))), core::Error);
  std::string many;
  for (int i = 0; i < 65; ++i) many += "a ";
  EXPECT_THROW(static_cast<void>(parseFullTextQuery(many)), core::Error);
}

}  // namespace
}  // namespace sohoa::store

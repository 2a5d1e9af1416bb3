#include "store/full_text_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace sohoa::store {
namespace {

FullTextQuery parseFullTextQuery(std::string_view typed) {
  return fullTextQuery(parseSearchWords(typed));
}

TEST(FullTextQuery, NothingTypedIsNoQuery) {
  EXPECT_EQ(parseFullTextQuery(" \t ").folded, "");
  EXPECT_FALSE(parseFullTextQuery("").exact);
  EXPECT_EQ(parseFullTextQuery("\"\" \"").folded, "");
}

TEST(FullTextQuery, TheLastWordMayGoOn) {
  EXPECT_EQ(parseFullTextQuery("quyet din").folded, R"(folded : "quyet" folded : "din" *)");
  EXPECT_FALSE(parseFullTextQuery("quyet din").exact);
}

TEST(FullTextQuery, WordsWithMarksAreAlsoLookedForExactly) {
  const auto query = parseFullTextQuery("Quyết Định");
  EXPECT_EQ(query.folded, R"(folded : "quyet" folded : "dinh" *)");
  EXPECT_EQ(query.exact, R"(exact : "quyết" exact : "định" *)");
}

TEST(FullTextQuery, QuotedWordsStandTogether) {
  EXPECT_EQ(parseFullTextQuery("\"khai sinh\" an").folded,
            R"(folded : "khai sinh" folded : "an" *)");
  EXPECT_EQ(parseFullTextQuery("an “khai  sinh”").folded, R"(folded : "an" folded : "khai sinh")");
}

TEST(FullTextQuery, AnOpenQuoteReachesToTheEnd) {
  EXPECT_EQ(parseFullTextQuery("\"khai sinh").folded, R"(folded : "khai sinh")");
}

TEST(FullTextQuery, SyntaxIsOnlyText) {
  EXPECT_EQ(parseFullTextQuery("exact:a* OR NOT (b)").folded,
            R"x(folded : "exact:a*" folded : "or" folded : "not" folded : "(b)" *)x");
}

TEST(FullTextQuery, ControlCharactersSeparateWords) {
  EXPECT_EQ(parseFullTextQuery(std::string("a\0b\x7f"
                                           "c",
                                           5))
                .folded,
            R"(folded : "a" folded : "b" folded : "c" *)");
}

TEST(FullTextQuery, HugeQueriesAreRefused) {
  EXPECT_THROW(static_cast<void>(parseFullTextQuery(std::string(1001, 'a'))), core::Error);
  std::string many;
  for (int i = 0; i < 65; ++i) many += "a ";
  EXPECT_THROW(static_cast<void>(parseFullTextQuery(many)), core::Error);
}

}  // namespace
}  // namespace sohoa::store

#include "server/uri.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sohoa::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Target, IsTakenApartAndDecoded) {
  const auto target = parseTarget("/api/v1/copies/c%2D1?q=gi%E1%BA%A5y+khai&limit=5&empty=&bare");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->segments, ElementsAre("api", "v1", "copies", "c-1"));
  EXPECT_THAT(target->query, ElementsAre(Pair("bare", ""), Pair("empty", ""), Pair("limit", "5"),
                                         Pair("q", "giấy khai")));
}

TEST(Target, TheRootHasNoSegments) {
  ASSERT_TRUE(parseTarget("/"));
  EXPECT_THAT(parseTarget("/")->segments, IsEmpty());
  EXPECT_THAT(parseTarget("/?a=b")->query, ElementsAre(Pair("a", "b")));
}

TEST(Target, APlusIsASpaceOnlyInTheQuery) {
  const auto target = parseTarget("/a+b?c=d+e%2Bf");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->segments, ElementsAre("a+b"));
  EXPECT_EQ(target->query.at("c"), "d e+f");
}

TEST(Target, NoWayLeadsUpOrRound) {
  for (const char* text : {"",
                           "a",
                           "//",
                           "/a//b",
                           "/a/",
                           "/.",
                           "/..",
                           "/a/../b",
                           "/a/%2e%2e/b",
                           "/a/.%2E",
                           "/%2e",
                           "/a%2Fb",
                           "/a%2fb",
                           "/a%5Cb",
                           "/a\\b",
                           "/..%2f..%2fetc%2fpasswd",
                           "/%252e%252e/%2e%2e",
                           "http://host/a",
                           "*",
                           "/a/..%00",
                           "?a=b",
                           "\\a"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parseTarget(text));
  }
  // Escaped twice it is a name like another, and is not unescaped twice.
  EXPECT_THAT(parseTarget("/%252e%252e")->segments, ElementsAre("%2e%2e"));
}

TEST(Target, BrokenEscapesZeroesAndWhatIsNotUtf8AreRefused) {
  for (const char* text :
       {"/%", "/%4", "/%zz", "/%4g", "/%00", "/a?b=%00", "/a?b=%", "/a?b=%f", "/%ff", "/%C3",
        "/a?q=%C3%28", "/a?q=%ED%A0%80", "/%C0%AE%C0%AE", "/%F4%90%80%80", "/\xff"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parseTarget(text));
  }
  EXPECT_FALSE(parseTarget(std::string_view("/a\0b", 4)));
  EXPECT_FALSE(parseTarget(std::string_view("/a?b=\0", 6)));
}

TEST(Target, ANameThatComesTwiceIsRefused) {
  EXPECT_FALSE(parseTarget("/a?limit=1&limit=2"));
  EXPECT_FALSE(parseTarget("/a?limit=1&l%69mit=2"));
  EXPECT_TRUE(parseTarget("/a?limit=1&&Limit=2&"));
}

TEST(Form, IsReadAsAQueryIs) {
  const auto form = parseForm("grant_type=client_credentials&client_secret=a%26b%3Dc%3d");
  ASSERT_TRUE(form);
  EXPECT_THAT(*form, ElementsAre(Pair("client_secret", "a&b=c="),
                                 Pair("grant_type", "client_credentials")));
  EXPECT_FALSE(parseForm("client_id=a&client_id=b"));
  EXPECT_THAT(*parseForm(""), IsEmpty());
}

}  // namespace
}  // namespace sohoa::server

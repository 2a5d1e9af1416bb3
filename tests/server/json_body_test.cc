#include "server/json_body.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "server/errors.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

using test::slugOf;

std::string refused(const std::string& body) {
  return slugOf([&] { static_cast<void>(parseObject(body, {"a", "b"})); });
}

TEST(JsonBody, IsOneObjectWithKnownMembersOnly) {
  EXPECT_EQ(parseObject(R"({"a":"x","b":2})", {"a", "b"}).at("b"), 2);
  EXPECT_EQ(parseObject("{}", {"a"}).size(), 0U);
  for (const std::string body :
       {"", "null", "[]", "1", "\"a\"", "{", "{\"a\":1}x", "{\"a\":1,}", "{'a':1}", "{\"c\":1}",
        "{\"a\":\"\xff\"}", "{\"a\":\"\\ud800\"}", "{\"a\":NaN}", "{\"a\":1e999}"}) {
    SCOPED_TRACE(body);
    EXPECT_EQ(refused(body), kBadRequest.slug);
  }
}

TEST(JsonBody, DeepNestingIsRefusedBeforeItIsBuilt) {
  const std::string deep(1'000'000, '[');
  EXPECT_EQ(refused("{\"a\":" + deep), kBadRequest.slug);
  std::string objects;
  for (int i = 0; i < 100; ++i) objects += "{\"a\":";
  EXPECT_EQ(refused(objects), kBadRequest.slug);
}

TEST(JsonBody, TextIsComposedShortAndOnOneLine) {
  const auto text = [](const std::string& body) {
    return textMember(parseObject(body, {"a"}), "a", 10);
  };
  EXPECT_EQ(text("{}"), std::nullopt);
  EXPECT_EQ(text(R"({"a":null})"), std::nullopt);
  EXPECT_EQ(text("{\"a\":\"e\xCC\x81\"}"), "é");
  for (const std::string body :
       {R"({"a":1})", R"({"a":["x"]})", R"({"a":"x\ny"})", R"({"a":"\u0000"})", R"({"a":"\u007f"})",
        R"({"a":"12345678901"})"}) {
    SCOPED_TRACE(body);
    EXPECT_EQ(slugOf([&] { static_cast<void>(text(body)); }), kBadRequest.slug);
  }
  EXPECT_EQ(slugOf([] { static_cast<void>(neededText(parseObject("{\"a\":\"\"}", {"a"}), "a")); }),
            kBadRequest.slug);
}

TEST(IdempotencyKey, IsQuotedOrBare) {
  const auto key = [](const std::string& header) {
    Request request;
    if (!header.empty()) request.headers["idempotency-key"] = header;
    return idempotencyKey(request);
  };
  EXPECT_EQ(key("\"8e03978e-40d5\""), "8e03978e-40d5");
  EXPECT_EQ(key("8e03978e-40d5"), "8e03978e-40d5");
  EXPECT_EQ(slugOf([&] { static_cast<void>(key("")); }), kKeyRequired.slug);
  for (const std::string& header : {std::string("\"\""), std::string("\""), std::string("a b"),
                                    std::string("a\"b"), std::string("a\\b"), std::string("khoá"),
                                    std::string(129, 'a'), std::string("\"a\", \"b\"")}) {
    SCOPED_TRACE(header);
    EXPECT_EQ(slugOf([&] { static_cast<void>(key(header)); }), kBadRequest.slug);
  }
}

TEST(WholeNumber, StandsWithinItsBounds) {
  EXPECT_EQ(wholeNumber("7", "n", 1, 10), 7);
  for (const char* text :
       {"", "0", "11", "-1", "+5", " 5", "5 ", "5.0", "0x5", "5e0", "99999999999999999999"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(slugOf([&] { static_cast<void>(wholeNumber(text, "n", 1, 10)); }), kBadRequest.slug);
  }
}

}  // namespace
}  // namespace sohoa::server

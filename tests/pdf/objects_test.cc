#include "pdf/objects.h"

#include <gtest/gtest.h>

#include <string>

namespace sohoa::pdf {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
Object parse(std::string_view text) { return ObjectParser(bytes(text)).value(); }

TEST(PdfObjects, ReadsEveryKind) {
  const std::string text =
      "<< /A [1 -2.5 (a\\(b\\)\\101\\\nc) <48 65 6> 12 3 R true null /N#20x] /B << /C /D >> >>";
  const auto object = parse(text);
  const auto* list = object.get("A");
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->items.size(), 8U);
  EXPECT_EQ(list->items[0].integer, 1);
  EXPECT_DOUBLE_EQ(list->items[1].real, -2.5);
  EXPECT_EQ(list->items[2].text, "a(b)Ac");
  EXPECT_EQ(list->items[3].text, "He`");
  EXPECT_TRUE(list->items[3].hex_string);
  EXPECT_TRUE(list->items[4].is(Object::Kind::kReference));
  EXPECT_EQ(list->items[4].integer, 12);
  EXPECT_EQ(list->items[4].generation, 3U);
  EXPECT_EQ(list->items[7].text, "N x");
  EXPECT_TRUE(object.get("B")->get("C")->isName("D"));
  EXPECT_EQ(text.substr(list->where.begin, 2), "[1");
  EXPECT_EQ(text[list->where.end - 1], ']');
}

TEST(PdfObjects, TellsThatAKeyStandsTwice) {
  EXPECT_TRUE(parse("<< /K 1 /#4B 2 >>").duplicate_keys);
  EXPECT_FALSE(parse("<< /K 1 /L 2 >>").duplicate_keys);
}

TEST(PdfObjects, RefusesWhatIsNoObject) {
  for (const auto* text :
       {"", "<", "<<", "[1", "(open", "<4x>", "/a#0", "/a#00", "--1", "1.2.3", "+", ".", "tru",
        "<< 1 2 >>", "99999999999999999999", "0 0 R", "12345678901 0 R", ">>", "endobj"}) {
    EXPECT_THROW(static_cast<void>(parse(text)), core::Error) << text;
  }
}

TEST(PdfObjects, RefusesNestingWithoutEnd) {
  EXPECT_THROW(static_cast<void>(parse(std::string(100'000, '['))), core::Error);
  std::string dictionaries;
  for (int i = 0; i < 10'000; ++i) dictionaries += "<</A";
  EXPECT_THROW(static_cast<void>(parse(dictionaries)), core::Error);
}

TEST(PdfObjects, RefusesMoreValuesThanAllowed) {
  ParseLimits limits;
  limits.values = 10;
  EXPECT_THROW(static_cast<void>(ObjectParser(bytes("[1 1 1 1 1 1 1 1 1 1 1]"), 0, limits).value()),
               core::Error);
}

TEST(PdfObjects, ReadsAStreamOnlyWhenItsLengthIsTrue) {
  const auto stream = [](int length) {
    const auto text = "7 0 obj\n<< /Length " + std::to_string(length) +
                      " >>\nstream\r\nhello\nendstream\nendobj\n";
    return parseIndirect(bytes(text), 0, {}).object.data.size();
  };
  EXPECT_EQ(stream(5), 5U);
  EXPECT_THROW(static_cast<void>(stream(3)), core::Error);
  EXPECT_THROW(static_cast<void>(stream(500)), core::Error);
  EXPECT_THROW(static_cast<void>(stream(-1)), core::Error);
}

TEST(PdfObjects, ComparesValuesWhateverTheirPlace) {
  EXPECT_TRUE(sameValue(parse("<< /A 1 /B (x) >>"), parse("  << /B <78> /A 1 >>")));
  EXPECT_FALSE(sameValue(parse("<< /A 1 >>"), parse("<< /A 2 >>")));
  EXPECT_FALSE(sameValue(parse("<< /A 1 /A 1 >>"), parse("<< /A 1 /A 1 >>")));
}

}  // namespace
}  // namespace sohoa::pdf

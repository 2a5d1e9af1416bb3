#include "pdf/invisible_font.h"

#include <gtest/gtest.h>

#include <array>

#include "core/text.h"

namespace sohoa::pdf {
namespace {

std::uint32_t u32(const std::vector<std::uint8_t>& bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes.at(at)) << 24U |
         static_cast<std::uint32_t>(bytes.at(at + 1)) << 16U |
         static_cast<std::uint32_t>(bytes.at(at + 2)) << 8U | bytes.at(at + 3);
}

TEST(InvisibleFont, UsesCodePointsAsCodes) {
  InvisibleFont font;
  std::size_t count = 0;
  EXPECT_EQ(font.encode("Aợ", count), "00411EE3");
  EXPECT_EQ(count, 2U);
}

TEST(InvisibleFont, GivesCharactersBeyondTheBasicPlaneTheirOwnCodes) {
  InvisibleFont font;
  std::size_t count = 0;
  EXPECT_EQ(font.encode("😀a😀𠮷", count), "D8000061D800D801");
  EXPECT_EQ(count, 4U);
}

TEST(InvisibleFont, FallsBackToTheReplacementCharacterWhenThoseRunOut) {
  InvisibleFont font;
  std::size_t count = 0;
  for (char32_t c = 0x20000; c < 0x20000 + 0x800; ++c) {
    static_cast<void>(font.encode(core::toUtf8({c}), count));
  }
  EXPECT_EQ(font.encode(core::toUtf8({0x2FFF0}), count), "FFFD");
}

TEST(InvisibleFont, LeavesOutWhatIsNoCharacter) {
  InvisibleFont font;
  std::size_t count = 0;
  EXPECT_EQ(
      font.encode(std::string_view("\0\t\n\x7F\xEF\xBB\xBF\xEF\xBF\xBE\xEF\xB7\x90", 13), count),
      "");
  EXPECT_EQ(count, 0U);
}

TEST(InvisibleFont, ProgramIsAWellFormedTrueTypeFile) {
  const auto bytes = emptyGlyphFont();
  EXPECT_LT(bytes.size(), 400U);
  ASSERT_EQ(u32(bytes, 0), 0x00010000U);
  const int tables = bytes.at(4) << 8 | bytes.at(5);
  EXPECT_EQ(tables, 6);
  std::uint32_t whole = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 4) whole += u32(bytes, at);
  EXPECT_EQ(whole, 0xB1B0AFBAU);
  for (int i = 0; i < tables; ++i) {
    const auto entry = static_cast<std::size_t>(12 + 16 * i);
    const auto offset = u32(bytes, entry + 8);
    const auto length = u32(bytes, entry + 12);
    EXPECT_EQ(offset % 4, 0U);
    ASSERT_LE(offset + length, bytes.size());
    if (std::string(bytes.begin() + static_cast<std::ptrdiff_t>(entry),
                    bytes.begin() + static_cast<std::ptrdiff_t>(entry) + 4) == "head") {
      continue;  // its sum is taken before the adjustment
    }
    std::uint32_t sum = 0;
    for (std::size_t at = offset; at < offset + (length + 3) / 4 * 4; at += 4)
      sum += u32(bytes, at);
    EXPECT_EQ(sum, u32(bytes, entry + 4)) << i;
  }
}

}  // namespace
}  // namespace sohoa::pdf

#include "pdf/output_intent.h"

#include <gtest/gtest.h>

#include <string>

namespace sohoa::pdf {
namespace {

std::uint32_t u32(const std::vector<std::uint8_t>& bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes.at(at)) << 24U |
         static_cast<std::uint32_t>(bytes.at(at + 1)) << 16U |
         static_cast<std::uint32_t>(bytes.at(at + 2)) << 8U | bytes.at(at + 3);
}

std::string text(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t count) {
  return {bytes.begin() + static_cast<std::ptrdiff_t>(at),
          bytes.begin() + static_cast<std::ptrdiff_t>(at + count)};
}

TEST(SrgbProfile, IsASmallVersion4DisplayProfileOfItsStatedSize) {
  const auto profile = srgbProfile();
  EXPECT_EQ(u32(profile, 0), profile.size());
  EXPECT_EQ(u32(profile, 8), 0x04200000U);
  EXPECT_EQ(text(profile, 12, 12), "mntrRGB XYZ ");
  EXPECT_EQ(text(profile, 36, 4), "acsp");
  EXPECT_LT(profile.size(), 700U);
}

TEST(SrgbProfile, HoldsEveryTagADisplayProfileMustHave) {
  const auto profile = srgbProfile();
  std::string tags;
  for (std::size_t i = 0; i < u32(profile, 128); ++i) {
    const auto entry = 132 + 12 * i;
    tags += text(profile, entry, 4) + " ";
    EXPECT_EQ(u32(profile, entry + 4) % 4, 0U);
    EXPECT_LE(u32(profile, entry + 4) + u32(profile, entry + 8), profile.size());
  }
  EXPECT_EQ(tags, "desc cprt wtpt rXYZ gXYZ bXYZ rTRC gTRC bTRC chad ");
}

// The three colorants of a matrix profile add up to white.
TEST(SrgbProfile, ColorantsAddUpToTheWhitePoint) {
  const auto profile = srgbProfile();
  const auto offset = [&](std::size_t tag) { return u32(profile, 132 + 12 * tag + 4) + 8; };
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::uint32_t sum = 0;
    for (std::size_t tag = 3; tag < 6; ++tag) sum += u32(profile, offset(tag) + 4 * axis);
    EXPECT_NEAR(sum, u32(profile, offset(2) + 4 * axis), 30);
  }
}

}  // namespace
}  // namespace sohoa::pdf

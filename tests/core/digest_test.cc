#include "core/digest.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace sohoa::core {
namespace {

// FIPS 180-4 example.
constexpr auto kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, MatchesThePublishedExample) { EXPECT_EQ(sha256("abc").hex(), kAbc); }

TEST(Sha256, StreamInPiecesEqualsTheWhole) {
  Sha256Stream stream;
  for (const std::uint8_t byte : {'a', 'b', 'c'}) stream.update({&byte, 1});
  EXPECT_EQ(stream.finish().hex(), kAbc);
}

TEST(Sha256, HexIsReadBackInEitherCase) {
  EXPECT_EQ(Sha256::fromHex(kAbc), sha256("abc"));
  std::string upper = kAbc;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(Sha256::fromHex(upper), sha256("abc"));
}

TEST(Sha256, WrongHexIsRefused) {
  EXPECT_THROW(static_cast<void>(Sha256::fromHex("ba78")), Error);
  EXPECT_THROW(static_cast<void>(Sha256::fromHex(std::string(64, 'g'))), Error);
}

}  // namespace
}  // namespace sohoa::core

#include "core/digest.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/sha512.h"

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

TEST(Sha512, MatchesThePublishedExample) {
  Sha512Stream stream;
  for (const std::uint8_t byte : {'a', 'b', 'c'}) stream.update({&byte, 1});
  EXPECT_EQ(stream.finish(),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(HmacSha256, MatchesTheExamplesOfRfc4231) {
  const std::vector<std::uint8_t> key(20, 0x0b);
  EXPECT_EQ(hmacSha256(key, "Hi There").hex(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  const std::string jefe = "Jefe";
  EXPECT_EQ(hmacSha256({reinterpret_cast<const std::uint8_t*>(jefe.data()), jefe.size()},
                       "what do ya want for nothing?")
                .hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const std::vector<std::uint8_t> long_key(131, 0xaa);
  EXPECT_EQ(hmacSha256(long_key, "Test Using Larger Than Block-Size Key - Hash Key First").hex(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Sha256, WrongHexIsRefused) {
  EXPECT_THROW(static_cast<void>(Sha256::fromHex("ba78")), Error);
  EXPECT_THROW(static_cast<void>(Sha256::fromHex(std::string(64, 'g'))), Error);
}

}  // namespace
}  // namespace sohoa::core

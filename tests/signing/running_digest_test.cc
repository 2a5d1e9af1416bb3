#include "signing/running_digest.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace sohoa::signing {
namespace {

Bytes noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

Bytes plainDigest(const EVP_MD* hash, ByteView bytes) {
  Bytes result(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  EXPECT_EQ(EVP_Digest(bytes.data(), bytes.size(), result.data(), &size, hash, nullptr), 1);
  result.resize(size);
  return result;
}

Bytes inPieces(const EVP_MD* hash, HashPool& pool, ByteView bytes, unsigned seed) {
  std::mt19937 random(seed);
  RunningDigest digest(hash, pool);
  while (!bytes.empty()) {
    const auto size = std::min<std::size_t>(bytes.size(), random() % 40'000);
    digest.update(bytes.first(size));
    bytes = bytes.subspan(size);
  }
  return digest.value();
}

TEST(RunningDigest, AgreesWithOpensslOnEveryLengthRoundABlock) {
  HashPool pool;
  const auto bytes = noise(9000, 1);
  for (std::size_t size = 0; size < bytes.size(); size += size < 300 ? 1 : 61) {
    RunningDigest digest(EVP_sha256(), pool);
    digest.update(ByteView(bytes).first(size));
    EXPECT_EQ(digest.value(), plainDigest(EVP_sha256(), ByteView(bytes).first(size))) << size;
  }
}

TEST(RunningDigest, AgreesWithOpensslInPiecesOfAnySize) {
  HashPool pool;
  const auto bytes = noise(500'000, 2);
  for (const auto* hash : {EVP_sha256(), EVP_sha384(), EVP_sha512(), EVP_sha3_256()}) {
    for (unsigned seed = 0; seed < 5; ++seed) {
      EXPECT_EQ(inPieces(hash, pool, bytes, seed), plainDigest(hash, bytes));
    }
  }
}

TEST(RunningDigest, ACopyAndItsOriginalGoOnByThemselves) {
  HashPool pool;
  const auto bytes = noise(20'001, 3);
  for (const auto* hash : {EVP_sha256(), EVP_sha512()}) {
    RunningDigest original(hash, pool);
    original.update(ByteView(bytes).first(10'001));
    RunningDigest copy(original);
    copy.update(ByteView(bytes).subspan(10'001));
    EXPECT_EQ(original.value(), plainDigest(hash, ByteView(bytes).first(10'001)));
    EXPECT_EQ(copy.value(), plainDigest(hash, bytes));
    EXPECT_EQ(copy.value(), copy.value());
  }
}

class HashPoolTest : public ::testing::TestWithParam<bool> {};

TEST_P(HashPoolTest, ServesManyThreadsWithStreamsOfAllLengths) {
  if (GetParam() && !sha256LanesRun()) GTEST_SKIP() << "no vectors here";
  HashPool pool(GetParam());
  constexpr unsigned kThreads = 24;
  std::vector<int> wrong(kThreads);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        for (unsigned round = 0; round < 6; ++round) {
          const auto bytes = noise(1000U << ((i + round) % 11), 100 * i + round);
          wrong[i] += inPieces(EVP_sha256(), pool, bytes, i) != plainDigest(EVP_sha256(), bytes);
        }
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(kThreads));
}

INSTANTIATE_TEST_SUITE_P(SideBySideOrNot, HashPoolTest, ::testing::Bool());

TEST(Sha256Lanes, KeepsEightMessagesApart) {
  if (!sha256LanesRun()) GTEST_SKIP() << "no vectors here";
  constexpr std::size_t kBlocks = 33;
  std::vector<Bytes> messages;
  std::array<Sha256Words, kSha256Lanes> together{};
  std::array<Sha256Lane, kSha256Lanes> lanes;
  for (unsigned i = 0; i < kSha256Lanes; ++i) {
    messages.push_back(noise(kBlocks * kSha256Block, i));
    together[i].fill(0x01020304U * i);  // any state will do
    lanes[i] = {&together[i], messages[i].data()};
  }
  auto alone = together;
  advanceLanes(lanes, kBlocks);
  for (std::size_t i = 0; i < kSha256Lanes; ++i) {
    advanceAlone(alone[i], messages[i].data(), kBlocks);
    EXPECT_EQ(together[i], alone[i]) << i;
  }
}

}  // namespace
}  // namespace sohoa::signing

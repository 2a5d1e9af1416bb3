#include "store/blob_cache.h"

#include <gmock/gmock.h>

#include "core/file.h"

namespace sohoa::store {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::minutes;

class BlobCacheTest : public testing::Test {
 protected:
  core::Sha256 add(BlobCache& cache, char content) {
    const std::vector<std::uint8_t> bytes(100, static_cast<std::uint8_t>(content));
    const core::BlobInfo info{core::sha256(bytes), bytes.size()};
    auto draft = cache.draft();
    core::writeAll(draft.fd(), bytes, "draft");
    EXPECT_EQ(core::readFile(cache.publish(draft, info)), bytes);
    return info.id;
  }
  // Without marking it as used.
  [[nodiscard]] bool holds(const core::Sha256& id) const {
    const auto hex = id.hex();
    return fs::exists(root_ / "sha256" / hex.substr(0, 2) / hex.substr(2, 2) / hex);
  }

  core::TemporaryFolder folder_;
  fs::path root_ = folder_.path() / "cache";
  core::FixedClock clock_{core::parseIso8601("2026-11-23T08:00:00+07:00")};
};

TEST_F(BlobCacheTest, TheLeastRecentlyUsedGoesFirst) {
  BlobCache cache(root_, {.limit = 250, .keep = hours(1)}, clock_);
  const auto a = add(cache, 'a');
  clock_.advance(hours(2));
  const auto b = add(cache, 'b');
  clock_.advance(hours(2));
  ASSERT_TRUE(cache.find(a));
  clock_.advance(hours(2));
  const auto c = add(cache, 'c');
  EXPECT_TRUE(holds(a));
  EXPECT_FALSE(holds(b));
  EXPECT_TRUE(holds(c));
}

TEST_F(BlobCacheTest, WhatWasHandedOutStaysHoweverFullItIs) {
  BlobCache cache(root_, {.limit = 50, .keep = hours(1)}, clock_);
  const auto a = add(cache, 'a');
  clock_.advance(minutes(59));
  const auto b = add(cache, 'b');
  EXPECT_TRUE(holds(a));
  ASSERT_TRUE(cache.find(a));
  clock_.advance(minutes(59));
  add(cache, 'c');
  EXPECT_TRUE(holds(a));
  EXPECT_TRUE(holds(b));
  clock_.advance(minutes(2));
  const auto d = add(cache, 'd');
  EXPECT_FALSE(holds(a));
  EXPECT_FALSE(holds(b));
  EXPECT_TRUE(holds(d));
}

TEST_F(BlobCacheTest, AnotherProcessesUseCounts) {
  BlobCache cache(root_, {.limit = 150, .keep = hours(1)}, clock_);
  BlobCache other(root_, {.limit = 150, .keep = hours(1)}, clock_);
  const auto a = add(cache, 'a');
  clock_.advance(hours(2));
  ASSERT_TRUE(other.find(a));
  add(cache, 'b');
  EXPECT_TRUE(holds(a));
}

TEST_F(BlobCacheTest, ADroppedOneIsGone) {
  BlobCache cache(root_, {}, clock_);
  const auto a = add(cache, 'a');
  cache.drop(a);
  cache.drop(a);
  EXPECT_FALSE(cache.find(a));
}

TEST_F(BlobCacheTest, ADraftThatIsNotPublishedLeavesNothing) {
  BlobCache cache(root_, {}, clock_);
  { const auto draft = cache.draft(); }
  EXPECT_EQ(std::distance(fs::recursive_directory_iterator(root_ / "sha256"), {}), 0);
  EXPECT_TRUE(fs::is_empty(root_ / "tmp"));
}

}  // namespace
}  // namespace sohoa::store

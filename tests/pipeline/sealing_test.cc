#include "pipeline/sealing.h"

#include <gtest/gtest.h>

#include "pipeline/doctor.h"
#include "tests/pipeline/fakes.h"

namespace sohoa::pipeline {
namespace {

using testing::Bench;
using testing::FakeVault;

TEST(Sealing, SecretFileIsSealedItsBytesRemovedAndNothingDelivered) {
  Bench bench;
  bench.documents.secret = "MẬT";
  const auto master = bench.add("a", "3");
  bench.drain();
  const auto pages = bench.store.pages(master.id);
  EXPECT_TRUE(bench.warehouse.copies.empty());
  EXPECT_EQ(sealSecrets(bench.store, bench.upkeep, bench.blobs, FakeVault(), bench.clock), 1);
  EXPECT_FALSE(bench.blobs.contains(master.sha256));
  for (const auto& page : pages) {
    if (page.mark == core::PageMark::kKept) {
      EXPECT_FALSE(bench.blobs.contains(*page.result));
    }
  }
  const auto balance = bench.store.balance("lo-1");
  EXPECT_EQ(balance.quarantined, 2);
  EXPECT_EQ(balance.blank, 1);
  EXPECT_TRUE(balance.closes());
  EXPECT_TRUE(
      diagnose(bench.store, bench.blobs, bench.warehouse, bench.entries, true).problems.empty());
}

TEST(Sealing, SecondCallSealsNothingButRemovesBytesThatCameBack) {
  Bench bench;
  bench.documents.secret = "TỐI MẬT";
  const auto master = bench.add("a", "1");
  bench.drain();
  sealSecrets(bench.store, bench.upkeep, bench.blobs, FakeVault(), bench.clock);
  bench.add("again", "1");
  ASSERT_TRUE(bench.blobs.contains(master.sha256));
  EXPECT_EQ(sealSecrets(bench.store, bench.upkeep, bench.blobs, FakeVault(), bench.clock), 0);
  EXPECT_FALSE(bench.blobs.contains(master.sha256));
}

TEST(Sealing, FileWithoutSecretsStaysOpen) {
  Bench bench;
  const auto master = bench.add("a", "1");
  bench.drain();
  EXPECT_EQ(sealSecrets(bench.store, bench.upkeep, bench.blobs, FakeVault(), bench.clock), 0);
  EXPECT_TRUE(bench.blobs.contains(master.sha256));
}

}  // namespace
}  // namespace sohoa::pipeline

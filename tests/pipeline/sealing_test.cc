#include "pipeline/sealing.h"

#include <gtest/gtest.h>

#include "pipeline/doctor.h"
#include "store/sql_catalogue.h"
#include "store/sql_copy_versions.h"
#include "tests/pipeline/fakes.h"
#include "tests/support/slug_of.h"
#include "tests/support/watched_blob_store.h"

namespace sohoa::pipeline {
namespace {

using testing::Bench;
using testing::FakeVault;

int seal(Bench& bench) {
  const store::SqlCatalogue catalogue(bench.folder.path() / "warehouse.db");
  const store::SqlCopyVersions versions(bench.folder.path() / "versions.db");
  const int sealed = sealSecrets(bench.store, FakeVault(), bench.blobs, bench.clock);
  removeLetGo({bench.upkeep,
               bench.blobs,
               {catalogue, versions, bench.entries},
               bench.clock,
               bench.folder.path() / "damaged"});
  return sealed;
}

TEST(Sealing, SecretFileIsSealedItsBytesRemovedAndNothingDelivered) {
  Bench bench;
  bench.documents.secret = "MẬT";
  const auto master = bench.add("a", "3");
  bench.drain();
  const auto pages = bench.store.pages(master.id);
  EXPECT_TRUE(bench.warehouse.copies.empty());
  EXPECT_EQ(seal(bench), 1);
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
  seal(bench);
  bench.add("again", "1");
  ASSERT_TRUE(bench.blobs.contains(master.sha256));
  EXPECT_EQ(seal(bench), 0);
  EXPECT_FALSE(bench.blobs.contains(master.sha256));
}

TEST(Sealing, BytesOfASecretThatACopyNamesStay) {
  Bench bench;
  bench.documents.secret = "MẬT";
  const auto master = bench.add("a", "1");
  bench.drain();
  core::SignedCopy copy;
  copy.id = "same bytes";
  copy.content = master.sha256;
  store::SqlCatalogue(bench.folder.path() / "warehouse.db").add(copy, bench.clock.now());
  EXPECT_EQ(seal(bench), 1);
  EXPECT_TRUE(bench.blobs.contains(master.sha256));
}

TEST(Sealing, BytesThatACopyCameToNameWhileTheyWentAreThereAgain) {
  Bench bench;
  store::SqlCatalogue catalogue(bench.folder.path() / "warehouse.db");
  const store::SqlCopyVersions versions(bench.folder.path() / "versions.db");
  const std::string text = "of two copies";
  const auto id = bench.blobs.put(std::vector<std::uint8_t>(text.begin(), text.end())).id;
  bench.upkeep.dispose("first", id, bench.clock.now());
  sohoa::testing::WatchedBlobStore blobs(bench.blobs);
  blobs.before_remove = [&](const core::Sha256&) {
    core::SignedCopy copy;  // its bytes were put, and found there, before
    copy.id = "second";
    copy.content = id;
    static_cast<void>(catalogue.add(copy, bench.clock.now()));
  };
  const RemovalParts parts{bench.upkeep,
                           blobs,
                           {catalogue, versions, bench.entries},
                           bench.clock,
                           bench.folder.path() / "damaged"};
  EXPECT_EQ(removeLetGo(parts), 0);
  EXPECT_TRUE(bench.blobs.intact(id));
  EXPECT_TRUE(bench.upkeep.toRemove().empty());
}

TEST(Sealing, BytesThatCannotBeRemovedKeepNoneOfTheOthersAndAreTriedAgain) {
  Bench bench;
  const store::SqlCatalogue catalogue(bench.folder.path() / "warehouse.db");
  const store::SqlCopyVersions versions(bench.folder.path() / "versions.db");
  std::vector<core::Sha256> ids;
  for (const std::string text : {"a", "b", "c"}) {
    ids.push_back(bench.blobs.put(std::vector<std::uint8_t>(text.begin(), text.end())).id);
    bench.upkeep.dispose(text, ids.back(), bench.clock.now());
  }
  sohoa::testing::WatchedBlobStore blobs(bench.blobs);
  const RemovalParts parts{bench.upkeep,
                           blobs,
                           {catalogue, versions, bench.entries},
                           bench.clock,
                           bench.folder.path() / "damaged"};
  const auto stuck = bench.upkeep.toRemove().front();
  blobs.before_remove = [&](const core::Sha256& id) {
    if (id == stuck) throw core::Error(testing::kTorn, {});
  };
  EXPECT_EQ(test::slugOf([&] { removeLetGo(parts); }), testing::kTorn.slug);
  for (const auto& id : ids) EXPECT_EQ(bench.blobs.contains(id), id == stuck);
  EXPECT_EQ(bench.upkeep.toRemove(), std::vector{stuck});
  blobs.before_remove = [](const core::Sha256&) {};
  EXPECT_EQ(removeLetGo(parts), 0);
  EXPECT_FALSE(bench.blobs.contains(stuck));
}

TEST(Sealing, ABackupLosesWhatWasLetGoButNotWhatACopyNames) {
  Bench bench;
  const auto put = [](core::BlobStore& blobs, const std::string& text) {
    return blobs.put(std::vector<std::uint8_t>(text.begin(), text.end())).id;
  };
  store::FolderBlobStore backup(bench.folder.path() / "backup");
  const auto gone = put(backup, "gone");
  core::SignedCopy copy;
  copy.id = "came again";
  copy.content = put(backup, "came again");
  for (const auto& id : {gone, copy.content}) bench.upkeep.dispose("c", id, bench.clock.now());
  store::SqlCatalogue catalogue(bench.folder.path() / "warehouse.db");
  static_cast<void>(catalogue.add(copy, bench.clock.now()));
  const store::SqlCopyVersions versions(bench.folder.path() / "versions.db");
  removeSealedAway(bench.store, {catalogue, versions, bench.entries}, backup);
  EXPECT_FALSE(backup.contains(gone));
  EXPECT_TRUE(backup.contains(copy.content));
}

TEST(Sealing, FileWithoutSecretsStaysOpen) {
  Bench bench;
  const auto master = bench.add("a", "1");
  bench.drain();
  EXPECT_EQ(seal(bench), 0);
  EXPECT_TRUE(bench.blobs.contains(master.sha256));
}

}  // namespace
}  // namespace sohoa::pipeline

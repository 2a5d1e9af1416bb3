#include "pipeline/ingest.h"

#include <gtest/gtest.h>

#include <set>

#include "core/ports/errors.h"
#include "pipeline/sealing.h"
#include "tests/pipeline/fakes.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using testing::Bench;

// Takes files from a folder into the bench's blobs; counts how often.
class FolderIntake final : public core::Intake {
 public:
  explicit FolderIntake(core::BlobStore& blobs) : blobs_(blobs) {}
  int taken = 0;
  std::filesystem::path refused;
  bool disk_full = false;
  bool store_away = false;
  bool goes = false;  // what was put is let go of elsewhere
  bool dies = false;  // before it could look whether that happened

  core::FoundFiles list(const std::vector<std::filesystem::path>& paths) const override {
    core::FoundFiles found;
    for (const auto& path : paths) found.files.push_back({path, {}});
    return found;
  }
  core::TakenMaster take(const std::filesystem::path& file, const std::string&) override {
    if (disk_full) throw core::Error(core::kDiskFull, {});
    if (store_away) throw core::Error(core::kStoreBusy, {});
    if (file == refused) throw core::Error(testing::kTorn, {});
    ++taken;
    const auto blob = blobs_.putFile(file);
    if (goes) blobs_.remove(blob.id);
    return {blob.id, blob.size, file.filename().string()};
  }
  void keep(const std::filesystem::path& file, const core::TakenMaster& master) override {
    if (dies) throw core::Error(testing::kTorn, {.file = file.string()});
    if (!blobs_.contains(master.sha256)) static_cast<void>(blobs_.putFile(file));
  }

 private:
  core::BlobStore& blobs_;
};

class Ingest : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& name, const std::string& content) {
    const auto path = bench_.folder.path() / name;
    core::writeFileAtomically(path, content);
    return path;
  }
  IngestReport feed(const std::vector<std::filesystem::path>& paths) {
    return ingest(intake_, bench_.store, bench_.clock, paths, {}, [](int, int) {});
  }
  Bench bench_;
  FolderIntake intake_{bench_.blobs};
};

TEST_F(Ingest, SecondRunOverTheSamePathsTakesNothing) {
  const auto a = file("a", "1");
  const auto b = file("b", "2");
  EXPECT_EQ(feed({a, b}).taken, 2);
  const auto again = feed({b, a});
  EXPECT_EQ(again.taken, 0);
  EXPECT_EQ(again.known.size(), 2U);
  EXPECT_TRUE(again.duplicates.empty());
  EXPECT_EQ(intake_.taken, 2);
  EXPECT_EQ(bench_.store.balance(again.batch).fed, 2);
}

TEST_F(Ingest, BytesThatWentBeforeTheirRowCameAreThereAgain) {
  intake_.goes = true;
  const auto report = feed({file("a", "1")});
  EXPECT_EQ(report.taken, 1);
  EXPECT_TRUE(bench_.blobs.contains(core::sha256("1")));
}

TEST_F(Ingest, BytesThatNobodyLookedForAreThereAgainAfterTheNextRunAndNothingWasRefused) {
  intake_.goes = true;
  intake_.dies = true;
  const auto a = file("a", "1");
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(feed({a})); }), testing::kTorn.slug);
  EXPECT_TRUE(bench_.store.quarantined({}).empty());
  ASSERT_FALSE(bench_.blobs.contains(core::sha256("1")));
  intake_.dies = false;
  const auto again = feed({a});
  EXPECT_EQ(again.known.size(), 1U);
  EXPECT_TRUE(bench_.blobs.contains(core::sha256("1")));
  EXPECT_EQ(bench_.store.inputs(again.batch).size(), 1U);
}

TEST_F(Ingest, BytesThatSomebodyElseRecordedAndThatWentAreThereAgain) {
  bench_.store.addMaster("lo-1", "/in/first", "first", core::sha256("1"), 1, bench_.clock.now());
  intake_.goes = true;
  EXPECT_EQ(feed({file("a", "1")}).duplicates.size(), 1U);
  EXPECT_TRUE(bench_.blobs.contains(core::sha256("1")));
}

TEST_F(Ingest, BytesThatWereLetGoOfStayAway) {
  bench_.documents.secret = "MẬT";
  const auto a = file("a", "1");
  static_cast<void>(feed({a}));
  bench_.drain();
  ASSERT_EQ(sealSecrets(bench_.store, testing::FakeVault(), bench_.blobs, bench_.clock), 1);
  bench_.blobs.remove(core::sha256("1"));
  EXPECT_EQ(feed({a}).known.size(), 1U);
  EXPECT_FALSE(bench_.blobs.contains(core::sha256("1")));
}

TEST_F(Ingest, NamesThatDifferOnlyInNormalFormOrStrayBytesAreDifferentFiles) {
  const auto composed = file("gi\u1ea5y", "1");
  const auto decomposed = file("gia\u0302\u0301y", "2");
  const auto stray = file("a\xff", "3");
  const auto other_stray = file("a\xfe", "4");
  const auto report = feed({composed, decomposed, stray, other_stray});
  EXPECT_EQ(report.taken, 4);
  std::set<std::string> paths;
  for (const auto& input : bench_.store.inputs(report.batch)) paths.insert(input.path);
  EXPECT_EQ(paths.size(), 4U);
  EXPECT_TRUE(paths.contains(stray.parent_path().string() + "/a\\xff"));
}

TEST_F(Ingest, FileThatGrewIsANewMaster) {
  const auto a = file("a", "1");
  static_cast<void>(feed({a}));
  file("a", "3");
  EXPECT_EQ(feed({a}).taken, 1);
}

TEST_F(Ingest, SameContentUnderAnotherNameIsLinkedInTheFirstRunAndInTheSecond) {
  const auto a = file("a", "1");
  const auto b = file("b", "1");
  const auto first = feed({a, b});
  EXPECT_EQ(first.taken, 1);
  ASSERT_EQ(first.duplicates.size(), 1U);
  EXPECT_EQ(first.duplicates[0].path, b);
  EXPECT_EQ(first.duplicates[0].master.name, "a");
  const auto second = feed({a, b});
  EXPECT_EQ(second.taken, 0);
  EXPECT_EQ(second.duplicates.size(), 1U);
  EXPECT_EQ(bench_.store.balance(second.batch).fed, 1);
}

TEST_F(Ingest, RefusedFileIsRememberedAndTheOthersAreTaken) {
  const auto a = file("a", "1");
  const auto b = file("b", "2");
  intake_.refused = a;
  const auto report = feed({a, b});
  EXPECT_EQ(report.taken, 1);
  ASSERT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(report.refused[0].error.context().file, a.string());
  const auto held = bench_.store.quarantined(report.batch);
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].path, a.string());
}

TEST_F(Ingest, FullDiskStopsTheFeedInsteadOfLosingSheets) {
  const auto a = file("a", "1");
  intake_.disk_full = true;
  EXPECT_THROW(static_cast<void>(feed({a})), core::Error);
  intake_.disk_full = false;
  EXPECT_EQ(feed({a}).taken, 1);
}

TEST_F(Ingest, WhatIsAwayForAWhileIsNoFaultOfTheFile) {
  const auto a = file("a", "1");
  intake_.store_away = true;
  EXPECT_THROW(static_cast<void>(feed({a})), core::Error);
  EXPECT_TRUE(bench_.store.quarantined({}).empty());
  intake_.store_away = false;
  EXPECT_EQ(feed({a}).taken, 1);
}

TEST_F(Ingest, MoreIsToComeFromTheFirstFileOnUntilTheLastIsTaken) {
  const std::vector paths{file("a", "1"), file("b", "2")};
  const auto batch = batchIdFor(paths);
  std::vector<bool> during;
  const auto look = [&](int, int) {
    during.push_back(bench_.store.progress(batch).taking.has_value());
  };
  static_cast<void>(ingest(intake_, bench_.store, bench_.clock, paths, {}, look));
  EXPECT_EQ(during, (std::vector{true, true}));
  EXPECT_FALSE(bench_.store.progress(batch).taking);
}

TEST_F(Ingest, WhatWasStoppedHalfWayHasMoreToComeUntilItIsGivenAgain) {
  const std::vector paths{file("a", "1"), file("b", "2")};
  intake_.disk_full = true;
  EXPECT_THROW(static_cast<void>(feed(paths)), core::Error);
  const auto progress = bench_.store.progress(batchIdFor(paths));
  EXPECT_TRUE(core::isTaking(progress, bench_.clock.now()));
  EXPECT_FALSE(core::isTaking(progress, bench_.clock.now() + std::chrono::hours(1)));
  intake_.disk_full = false;
  EXPECT_FALSE(bench_.store.progress(feed(paths).batch).taking);
}

TEST_F(Ingest, OtherPathsToAKnownFileDoNoWorkEither) {
  const auto a = file("a", "1");
  const auto b = file("b", "2");
  static_cast<void>(feed({a, b}));
  const auto report = feed({a});
  EXPECT_EQ(report.taken, 0);
  EXPECT_EQ(report.known.size(), 1U);
  EXPECT_TRUE(report.duplicates.empty());
}

TEST(BatchId, DependsOnThePathsAndNotOnTheirOrder) {
  EXPECT_EQ(batchIdFor({"/a", "/b"}), batchIdFor({"/b", "/x/../a"}));
  EXPECT_NE(batchIdFor({"/a"}), batchIdFor({"/b"}));
}

}  // namespace
}  // namespace sohoa::pipeline

#include "pipeline/hot_folder_feed.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/errors.h"
#include "tests/pipeline/fakes.h"

namespace sohoa::pipeline {
namespace {

using testing::Bench;

// Claims are put in by hand; `done` and `refuse` are remembered.
class FakeHotFolder final : public core::HotFolder {
 public:
  core::Claims next;
  std::vector<std::string> finished;
  std::vector<std::string> put_aside;
  std::optional<core::Error> fault;
  std::optional<core::Error> stuck;

  core::Claims claim() override {
    if (fault) throw *fault;
    return next;
  }
  void done(const core::ClaimedFile& file) override {
    if (stuck) throw *stuck;
    leave(file, finished);
  }
  void refuse(const core::ClaimedFile& file, const core::Error&) override {
    leave(file, put_aside);
  }
  bool idle() const override { return next.files.empty(); }

 private:
  void leave(core::ClaimedFile file, std::vector<std::string>& list) {
    list.push_back(file.name.string());
    std::erase_if(next.files, [&](const auto& other) { return other.place == file.place; });
  }
};

class FaultyIntake final : public core::Intake {
 public:
  explicit FaultyIntake(core::BlobStore& blobs) : blobs_(blobs) {}
  std::map<std::string, core::ErrorCode> faults;  // by file name
  bool goes = false;                              // what was put is let go of elsewhere
  bool dies = false;                              // before it could look whether that happened

  core::FoundFiles list(const std::vector<std::filesystem::path>&) const override { return {}; }
  core::TakenMaster take(const std::filesystem::path& file, const std::string&) override {
    const auto name = file.filename().string();
    if (const auto fault = faults.find(name); fault != faults.end()) {
      throw core::Error(fault->second, {.file = file.string()});
    }
    const auto blob = blobs_.putFile(file);
    if (goes) blobs_.remove(blob.id);
    return {blob.id, blob.size, name};
  }
  void keep(const std::filesystem::path& file, const core::TakenMaster& taken) override {
    if (dies) throw core::Error(testing::kTorn, {});
    if (!blobs_.contains(taken.sha256)) static_cast<void>(blobs_.putFile(file));
  }

 private:
  core::BlobStore& blobs_;
};

class HotFolderFeedTest : public ::testing::Test {
 protected:
  void arrive(const std::filesystem::path& name, const std::string& content) {
    const auto place =
        bench_.folder.path() / ("claim" + std::to_string(arrived_++)) / name.filename();
    std::filesystem::create_directories(place.parent_path());
    core::writeFileAtomically(place, content);
    folder_.next.files.push_back({place, name});
  }

  using Names = std::vector<std::string>;
  Bench bench_;
  FakeHotFolder folder_;
  FaultyIntake intake_{bench_.blobs};
  HotFolderFeed feed_{folder_,
                      intake_,
                      bench_.store,
                      bench_.ledger,
                      bench_.clock,
                      "/srv/quet",
                      {core::Lane::kCounter, "p01"}};
  int arrived_ = 0;
};

TEST_F(HotFolderFeedTest, BytesThatWentBeforeTheirRowCameAreThereAgain) {
  arrive("a.pdf", "1");
  intake_.goes = true;
  EXPECT_EQ(feed_.look().taken, 1);
  EXPECT_TRUE(bench_.blobs.contains(core::sha256("1")));
}

TEST_F(HotFolderFeedTest,
       BytesThatNobodyLookedForAreThereAgainAfterTheNextLookAndNothingIsRefused) {
  arrive("a.pdf", "1");
  intake_.goes = true;
  intake_.dies = true;
  const auto first = feed_.look();
  EXPECT_EQ(first.put_off.size(), 1U);
  EXPECT_TRUE(first.refused.empty());
  EXPECT_TRUE(bench_.store.quarantined({}).empty());
  intake_.dies = false;
  EXPECT_EQ(feed_.look().linked, 1);
  EXPECT_TRUE(bench_.blobs.contains(core::sha256("1")));
  EXPECT_EQ(folder_.finished, Names{"a.pdf"});
}

TEST_F(HotFolderFeedTest, AFileLeavesTheSpoolWithItsMasterAndFirstJobStored) {
  arrive("a.pdf", "1");
  const auto report = feed_.look();
  EXPECT_EQ(report.taken, 1);
  EXPECT_EQ(folder_.finished, Names{"a.pdf"});
  const auto batch = feed_.batchOf("a.pdf");
  EXPECT_EQ(bench_.store.inputs(batch).at(0).path, "/srv/quet/a.pdf");
  EXPECT_EQ(bench_.store.progress(batch).jobs_open, 1);
  const auto batches = bench_.store.batches();
  EXPECT_TRUE(std::any_of(batches.begin(), batches.end(), [&](const auto& row) {
    return row.id == batch && row.lane == core::Lane::kCounter && row.unit == "p01";
  }));
}

TEST_F(HotFolderFeedTest, ASubFolderIsACaseFileAndLooseFilesOfADayBelongTogether) {
  EXPECT_EQ(feed_.batchOf("a.pdf"), feed_.batchOf("b.pdf"));
  EXPECT_EQ(feed_.batchOf("hs1/a.pdf"), feed_.batchOf("hs1/deep/b.pdf"));
  EXPECT_NE(feed_.batchOf("hs1/a.pdf"), feed_.batchOf("hs2/a.pdf"));
  EXPECT_NE(feed_.batchOf("hs1/a.pdf"), feed_.batchOf("a.pdf"));
  const auto today = feed_.batchOf("a.pdf");
  bench_.clock.advance(std::chrono::hours(24));
  EXPECT_NE(feed_.batchOf("a.pdf"), today);
}

TEST_F(HotFolderFeedTest, TheSameBytesAreLinkedAndLeaveTheSpoolToo) {
  arrive("a.pdf", "1");
  arrive("b.pdf", "1");
  const auto report = feed_.look();
  EXPECT_EQ(report.taken, 1);
  EXPECT_EQ(report.linked, 1);
  EXPECT_TRUE(folder_.next.files.empty());
}

TEST_F(HotFolderFeedTest, AFileThatComesAgainAfterACrashIsNotDoubled) {
  arrive("a.pdf", "1");
  const auto before = folder_.next;
  static_cast<void>(feed_.look());
  folder_.next = before;  // the crash came before the spool was cleared
  EXPECT_EQ(feed_.look().linked, 1);
  EXPECT_EQ(bench_.store.inputs(feed_.batchOf("a.pdf")).size(), 1U);
}

TEST_F(HotFolderFeedTest, OneBadFileIsPutAsideAndStopsNoOther) {
  arrive("bad.pdf", "1");
  arrive("good.pdf", "2");
  intake_.faults.emplace("bad.pdf", testing::kTorn);
  const auto report = feed_.look();
  EXPECT_EQ(report.taken, 1);
  ASSERT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(report.refused[0].name, "bad.pdf");
  EXPECT_EQ(folder_.put_aside, Names{"bad.pdf"});
  const auto held = bench_.store.quarantined({});
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].reason_en.find("claim"), std::string::npos) << "the spool's path tells nothing";
  EXPECT_NE(held[0].reason_en.find("bad.pdf"), std::string::npos);
}

TEST_F(HotFolderFeedTest, WhatWasSaidOfAScanIsStoredWithItsMaster) {
  arrive("a.pdf", "1");
  folder_.next.files[0].said = {{{"ho_ten", "An"}}, {1}};
  static_cast<void>(feed_.look());
  const auto masters = bench_.store.masters(feed_.batchOf("a.pdf"));
  EXPECT_EQ(masters.at(0).said, (core::Said{{{"ho_ten", "An"}}, {1}}));
}

TEST_F(HotFolderFeedTest, AScanWhoseSidecarIsBadIsPutAsideUnderItsName) {
  arrive("a.pdf", "1");
  folder_.next.files[0].fault = core::Error(testing::kTorn, {.detail = "a.json: byte 3"});
  const auto report = feed_.look();
  EXPECT_EQ(report.taken, 0);
  EXPECT_EQ(folder_.put_aside, Names{"a.pdf"});
  const auto held = bench_.store.quarantined({});
  ASSERT_EQ(held.size(), 1U);
  EXPECT_NE(held[0].reason_en.find("a.json: byte 3"), std::string::npos);
}

TEST_F(HotFolderFeedTest, AScanThatIsStoredIsNeverRefusedBecauseItCannotBeCleared) {
  arrive("a.pdf", "1");
  folder_.stuck = core::Error(testing::kTorn, {});
  const auto report = feed_.look();
  EXPECT_EQ(report.taken, 1);
  EXPECT_TRUE(report.refused.empty());
  EXPECT_EQ(report.put_off.size(), 1U);
  EXPECT_TRUE(bench_.store.quarantined({}).empty());
  folder_.stuck.reset();
  EXPECT_EQ(feed_.look().linked, 1);
  EXPECT_EQ(folder_.finished, Names{"a.pdf"});
}

TEST_F(HotFolderFeedTest, TheSameBytesWithAnotherWordAreRefusedAndWithTheSameWordLinked) {
  for (const char* name : {"An", "An", "Ba"}) {
    arrive(std::string(name) + ".pdf", "1");
    folder_.next.files.back().said = {{{"ho_ten", name}}, {}};
    folder_.next.files.back().name = "scan.pdf";
  }
  const auto report = feed_.look();
  EXPECT_EQ(report.taken, 1);
  EXPECT_EQ(report.linked, 1);
  ASSERT_EQ(report.refused.size(), 1U);
  EXPECT_EQ(report.refused[0].error.code(), kSaidTooLate);
}

TEST_F(HotFolderFeedTest, AFullDiskPutsTheRestOffAndGoesOnWhenThereIsRoom) {
  arrive("a.pdf", "1");
  arrive("b.pdf", "2");
  intake_.faults.emplace("a.pdf", core::kDiskFull);
  const auto stopped = feed_.look();
  EXPECT_EQ(stopped.taken, 0);
  ASSERT_EQ(stopped.put_off.size(), 1U);
  EXPECT_EQ(stopped.put_off[0].code(), core::kDiskFull);
  EXPECT_TRUE(folder_.put_aside.empty());
  intake_.faults.clear();
  EXPECT_EQ(feed_.look().taken, 2);
}

TEST_F(HotFolderFeedTest, AFileThatChangedWhileItWasReadIsTriedAgain) {
  arrive("a.pdf", "1");
  intake_.faults.emplace("a.pdf", testing::kLineDown);
  EXPECT_EQ(feed_.look().put_off.size(), 1U);
  intake_.faults.clear();
  EXPECT_EQ(feed_.look().taken, 1);
}

TEST_F(HotFolderFeedTest, AFolderThatCannotBeReadIsReportedNotFatal) {
  folder_.fault = core::Error(testing::kLineDown, {});
  EXPECT_EQ(feed_.look().put_off.size(), 1U);
  folder_.fault.reset();
  EXPECT_TRUE(feed_.look().put_off.empty());
}

TEST_F(HotFolderFeedTest, RefusedEntriesAreShownInQuarantine) {
  folder_.next.refused.push_back({"hs/link", core::Error(testing::kTorn, {})});
  EXPECT_EQ(feed_.look().refused.size(), 1U);
  const auto held = bench_.store.quarantined({});
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].path, "/srv/quet/hs/link");
}

}  // namespace
}  // namespace sohoa::pipeline

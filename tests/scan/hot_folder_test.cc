#include "scan/hot_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "scan/errors.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class HotFolderTest : public ::testing::Test {
 protected:
  HotFolderTest() { open(); }

  void open(bool markers = false) {
    watched_.reset();
    watched_ = std::make_unique<PolledHotFolder>(folder_.path(),
                                                 HotFolderOptions{seconds(5), seconds(60), markers},
                                                 [this] { return now_; });
  }

  void write(const fs::path& name, const std::string& bytes = "scan") {
    fs::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name) << bytes;
  }

  // What a look gives after some time, as relative names.
  std::vector<std::string> lookAfter(seconds time) {
    now_ += time;
    claims_ = watched_->claim();
    std::vector<std::string> names;
    for (const auto& file : claims_.files) names.push_back(file.name.string());
    return names;
  }

  // Two looks, far enough apart for all that stands still.
  std::vector<std::string> settledNames() {
    lookAfter(seconds(0));
    return lookAfter(seconds(5));
  }

  void finishAll() {
    for (const auto& file : claims_.files) watched_->done(file);
  }

  using Names = std::vector<std::string>;
  core::TemporaryFolder folder_;
  std::chrono::steady_clock::time_point now_{};
  std::unique_ptr<PolledHotFolder> watched_;
  core::Claims claims_;
};

TEST_F(HotFolderTest, TakesAFileOnceItStoodStill) {
  write("a.pdf");
  EXPECT_EQ(lookAfter(seconds(0)), Names{});
  EXPECT_FALSE(watched_->idle());
  EXPECT_EQ(lookAfter(seconds(4)), Names{});
  EXPECT_EQ(lookAfter(seconds(1)), Names{"a.pdf"});
  EXPECT_FALSE(fs::exists(folder_.path() / "a.pdf"));
  EXPECT_EQ(core::readText(claims_.files[0].place), "scan");
  finishAll();
  EXPECT_EQ(lookAfter(seconds(5)), Names{});
  EXPECT_TRUE(watched_->idle());
}

TEST_F(HotFolderTest, WaitsWhileAFileGrowsOrIsHeldOpenForWriting) {
  write("slow.bin", "one");
  lookAfter(seconds(0));
  std::ofstream writer(folder_.path() / "slow.bin", std::ios::app);
  writer << "two" << std::flush;
  EXPECT_EQ(lookAfter(seconds(5)), Names{});
  EXPECT_EQ(lookAfter(seconds(50)), Names{}) << "its writer still has it open";
  writer.close();
  EXPECT_EQ(lookAfter(seconds(0)), Names{"slow.bin"});
}

TEST_F(HotFolderTest, WaitsLongerForAFileWhoseEndIsMissingThenTakesItAsItIs) {
  write("half.pdf", "%PDF-1.7 and then the scanner paused");
  write("empty.pdf", "");
  EXPECT_EQ(settledNames(), Names{});
  EXPECT_EQ(lookAfter(seconds(54)), Names{});
  EXPECT_EQ(lookAfter(seconds(1)), (Names{"empty.pdf", "half.pdf"}));
}

TEST_F(HotFolderTest, AFileRenamedIntoPlaceStartsItsOwnWait) {
  write("a.pdf", "old");
  lookAfter(seconds(0));
  write(".coming", "new");
  fs::rename(folder_.path() / ".coming", folder_.path() / "a.pdf");
  EXPECT_EQ(lookAfter(seconds(5)), Names{});
  EXPECT_EQ(lookAfter(seconds(5)), Names{"a.pdf"});
  EXPECT_EQ(core::readText(claims_.files[0].place), "new");
}

TEST_F(HotFolderTest, ANameUsedAgainIsAnotherFile) {
  write("scan0001.pdf", "first");
  settledNames();
  write("scan0001.pdf", "second");
  lookAfter(seconds(0));
  EXPECT_EQ(lookAfter(seconds(5)), (Names{"scan0001.pdf", "scan0001.pdf"}));
  std::set<std::string> contents;
  for (const auto& file : claims_.files) contents.insert(core::readText(file.place));
  EXPECT_EQ(contents, (std::set<std::string>{"first", "second"}));
}

TEST_F(HotFolderTest, GivesSubFoldersWithTheirNamesAndPage2BeforePage10) {
  for (const char* name : {"ho so 7/page10.tif", "ho so 7/page2.tif", "b.tif", "a/deep/er/x.tif"}) {
    write(name);
  }
  EXPECT_EQ(settledNames(),
            (Names{"a/deep/er/x.tif", "b.tif", "ho so 7/page2.tif", "ho so 7/page10.tif"}));
  finishAll();
  EXPECT_TRUE(fs::is_empty(folder_.path() / ".sohoa/nap"));
}

TEST_F(HotFolderTest, LeavesHiddenFilesClutterAndSidecarsAlone) {
  for (const char* name : {".part", "Thumbs.db", "a.json", "._a.tif", ".tmp/a.tif", "b.done"}) {
    write(name);
  }
  EXPECT_EQ(settledNames(), Names{});
  EXPECT_TRUE(fs::exists(folder_.path() / ".part"));
  EXPECT_TRUE(watched_->idle());
}

TEST_F(HotFolderTest, AScanBringsWhatItsSidecarAndTheListOfItsFolderSay) {
  write("case/metadata.csv", "file,ma_ho_so,ho_ten\n,H29.12-230319-0170,\nb.pdf,,An\n");
  for (const char* name : {"case/a.pdf", "case/b.pdf", "c.pdf"}) write(name);
  write("c.pdf.json", R"({"ho_ten": "Ba"})");
  settledNames();
  ASSERT_EQ(lookAfter(seconds(5)), (Names{"c.pdf", "case/a.pdf", "case/b.pdf"}));
  const auto given = [&](std::size_t i) { return claims_.files[i].said.fields; };
  EXPECT_EQ(given(0), (core::GivenFields{{"ho_ten", "Ba"}}));
  EXPECT_EQ(given(1), (core::GivenFields{{"ma_ho_so", "H29.12-230319-0170"}}));
  EXPECT_EQ(given(2), (core::GivenFields{{"ho_ten", "An"}, {"ma_ho_so", "H29.12-230319-0170"}}));
  EXPECT_FALSE(fs::exists(folder_.path() / "c.pdf.json"));
  EXPECT_TRUE(fs::exists(folder_.path() / "case/metadata.csv")) << "more scans may come";
  open();
  settledNames();
  EXPECT_EQ(given(2).at("ho_ten"), "An") << "what was said is kept over a restart";
  finishAll();
  EXPECT_TRUE(fs::is_empty(folder_.path() / ".sohoa/nap"));
  EXPECT_TRUE(watched_->idle());
}

TEST_F(HotFolderTest, AScanWaitsForASidecarThatIsBeingWritten) {
  write("a.pdf");
  write("a.json", "{\"ho_ten\":");
  lookAfter(seconds(0));
  lookAfter(seconds(5));
  write("a.json", R"({"ho_ten": "An"})");
  EXPECT_EQ(lookAfter(seconds(4)), Names{});
  lookAfter(seconds(1));
  ASSERT_EQ(lookAfter(seconds(5)), Names{"a.pdf"});
  EXPECT_EQ(claims_.files[0].said.fields.at("ho_ten"), "An");
}

TEST_F(HotFolderTest, AScanWithABadSidecarIsNotTakenInWithoutIt) {
  write("a.pdf");
  write("a.json", "{");
  write("b.pdf");
  settledNames();
  ASSERT_EQ(lookAfter(seconds(5)), (Names{"a.pdf", "b.pdf"}));
  ASSERT_TRUE(claims_.files[0].fault);
  EXPECT_EQ(claims_.files[0].fault->code(), kBadSidecar);
  EXPECT_FALSE(claims_.files[1].fault);
  open();
  settledNames();
  ASSERT_TRUE(claims_.files.at(0).fault) << "also after a restart";
  watched_->refuse(claims_.files[0], *claims_.files[0].fault);
  const auto aside = folder_.path() / "khong-nap-duoc";
  EXPECT_TRUE(fs::exists(aside / "a.pdf"));
  EXPECT_EQ(core::readText(aside / "a.pdf.json"), "{");
  EXPECT_NE(core::readText(aside / "a.pdf.ly-do.txt").find("a.json: no JSON"), std::string::npos);
}

TEST_F(HotFolderTest, TwoSidecarsOfOneScanAreADispute) {
  write("a.pdf");
  write("a.json", R"({"ho_ten": "An"})");
  write("a.pdf.csv", "ho_ten\nBa\n");
  settledNames();
  lookAfter(seconds(5));
  ASSERT_EQ(claims_.files.size(), 1U);
  EXPECT_TRUE(claims_.files[0].fault);
}

TEST_F(HotFolderTest, WhateverFailsASidecarGoesBackToItsScanAndHoldsUpNoOther) {
  write("a.pdf");
  write("b.pdf");
  write("a.json", R"({"ho_ten": "An"})");
  // The note of what was said cannot be written: its name is taken by a folder.
  write(".sohoa/nap/1/.said/x", "");  // b.pdf is claim 0
  settledNames();
  EXPECT_EQ(lookAfter(seconds(5)), Names{"b.pdf"});
  EXPECT_EQ(claims_.put_off.size(), 1U);
  EXPECT_TRUE(fs::exists(folder_.path() / "a.json"));
  lookAfter(seconds(0));
  ASSERT_EQ(lookAfter(seconds(5)), (Names{"a.pdf", "b.pdf"}));
  EXPECT_EQ(claims_.files[0].said.fields.at("ho_ten"), "An");
}

TEST_F(HotFolderTest, ASidecarThatCameTooLateDoesNotSpeakForTheNextScanOfItsName) {
  write("a.pdf", "first");
  settledNames();
  finishAll();
  write("a.pdf.json", R"({"ho_ten": "An"})");
  write("metadata.csv", "file,ho_ten\nx.pdf,An\n");
  lookAfter(seconds(0));
  lookAfter(seconds(3599));
  EXPECT_TRUE(claims_.refused.empty());
  lookAfter(seconds(1));
  ASSERT_EQ(claims_.refused.size(), 1U);
  EXPECT_EQ(claims_.refused[0].error.code(), kSidecarAlone);
  EXPECT_TRUE(fs::exists(folder_.path() / "khong-nap-duoc/a.pdf.json"));
  EXPECT_TRUE(fs::exists(folder_.path() / "metadata.csv"));
}

TEST_F(HotFolderTest, ASidecarWhoseNameIsTakenDoesNotGoBackUnderAnother) {
  write("a.pdf.json", R"({"ho_ten": "Ba"})");
  write(".sohoa/nap/7/a.pdf.json", R"({"ho_ten": "An"})");
  open();
  EXPECT_EQ(core::readText(folder_.path() / "a.pdf.json"), R"({"ho_ten": "Ba"})");
  EXPECT_EQ(core::readText(folder_.path() / "khong-nap-duoc/a.pdf.json"), R"({"ho_ten": "An"})");
  EXPECT_TRUE(fs::exists(folder_.path() / "khong-nap-duoc/a.pdf.json.ly-do.txt"));
}

TEST_F(HotFolderTest, ADamagedNoteOfAnEarlierRunRefusesItsScanAndStopsNothing) {
  write(".sohoa/nap/7/a.pdf", "scan");
  write(".sohoa/nap/7/.said", "{}");
  open();
  settledNames();
  ASSERT_EQ(claims_.files.size(), 1U);
  EXPECT_TRUE(claims_.files[0].fault);
}

TEST_F(HotFolderTest, ARefusalThatWasCutOffIsMadeGood) {
  write("a.pdf");
  write("a.json", "{");
  settledNames();
  lookAfter(seconds(5));
  // Its sidecar was moved, then the run ended.
  const auto aside = folder_.path() / "khong-nap-duoc";
  fs::create_directories(aside);
  fs::rename(claims_.files.at(0).place.parent_path() / "a.json", aside / "a.pdf.json");
  open();
  settledNames();
  ASSERT_TRUE(claims_.files.at(0).fault);
  watched_->refuse(claims_.files[0], *claims_.files[0].fault);
  watched_->refuse(claims_.files[0], *claims_.files[0].fault);
  EXPECT_TRUE(fs::exists(aside / "a.pdf"));
  EXPECT_TRUE(fs::exists(aside / "a.pdf.ly-do.txt"));
  EXPECT_TRUE(watched_->idle());
}

TEST_F(HotFolderTest, SidecarsThatWereClaimedBeforeTheirScanGoBack) {
  write(".sohoa/nap/7/case/a.pdf.json", R"({"ho_ten": "An"})");
  write(".sohoa/nap/7/.said", "{}");
  write(".sohoa/nap/7/.said.aOEPL1", "");
  open();
  EXPECT_EQ(core::readText(folder_.path() / "case/a.pdf.json"), R"({"ho_ten": "An"})");
  EXPECT_TRUE(fs::is_empty(folder_.path() / ".sohoa/nap"));
}

TEST_F(HotFolderTest, WithMarkersWaitsForThem) {
  open(true);
  write("a.tif");
  write("b.tif");
  write("case/1.tif");
  EXPECT_EQ(settledNames(), Names{});
  write("a.tif.done", "");
  EXPECT_EQ(lookAfter(seconds(1)), Names{"a.tif"});
  EXPECT_FALSE(fs::exists(folder_.path() / "a.tif.done"));
  finishAll();
  write("case/.done", "");
  EXPECT_EQ(lookAfter(seconds(1)), Names{"case/1.tif"});
}

TEST_F(HotFolderTest, MovesLinksAndPipesAsideWithTheReasonBeside) {
  write("a.tif");
  fs::create_symlink("/etc/passwd", folder_.path() / "link.tif");
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(lookAfter(seconds(0)), Names{});
  ASSERT_EQ(claims_.refused.size(), 2U);
  EXPECT_EQ(claims_.refused[0].name, "link.tif");
  EXPECT_EQ(claims_.refused[0].error.code(), kNotAFile);
  EXPECT_TRUE(fs::is_symlink(folder_.path() / "khong-nap-duoc/link.tif"));
  EXPECT_TRUE(fs::is_fifo(folder_.path() / "khong-nap-duoc/pipe"));
  EXPECT_TRUE(fs::exists(folder_.path() / "khong-nap-duoc/pipe.ly-do.txt"));
  EXPECT_EQ(lookAfter(seconds(5)), Names{"a.tif"}) << "the others are not held up";
  EXPECT_TRUE(claims_.refused.empty());
}

TEST_F(HotFolderTest, ARefusedFileIsKeptAndNeverOverwritesAnother) {
  for (const char* content : {"first", "second"}) {
    write("case/bad.pdf", content);
    settledNames();
    watched_->refuse(claims_.files.at(0), core::Error(kEmpty, {}));
  }
  const auto aside = folder_.path() / "khong-nap-duoc/case";
  EXPECT_EQ(core::readText(aside / "bad.pdf"), "first");
  EXPECT_EQ(core::readText(aside / "bad-2.pdf"), "second");
  EXPECT_NE(core::readText(aside / "bad-2.pdf.ly-do.txt").find("[scan.empty]"), std::string::npos);
  EXPECT_TRUE(watched_->idle());
}

TEST_F(HotFolderTest, WhatARunClaimedAndDidNotFinishComesAgainAfterARestart) {
  write("case/a.tif", "bytes");
  ASSERT_EQ(settledNames().size(), 1U);
  open();
  EXPECT_FALSE(watched_->idle());
  EXPECT_EQ(settledNames(), Names{"case/a.tif"});
  EXPECT_EQ(core::readText(claims_.files[0].place), "bytes");
  write("case/a.tif", "more");
  EXPECT_EQ(settledNames().size(), 2U) << "numbers of claims are not used twice";
}

TEST_F(HotFolderTest, RefusesAFolderThatIsMissingOrWatchedAlready) {
  const auto watch = [](const fs::path& folder) {
    try {
      PolledHotFolder second(folder, {});
    } catch (const core::Error& error) {
      return error.code() == kHotFolder;
    }
    return false;
  };
  EXPECT_TRUE(watch(folder_.path() / "none"));
  EXPECT_TRUE(watch(folder_.path()));
}

// Writers that pause in mid-file, rename into place and use names again, against a watcher that
// looks all the time: every content arrives exactly once and whole.
TEST_F(HotFolderTest, EveryFileOfManyWritersArrivesOnceAndWhole) {
  constexpr int kWriters = 8;
  constexpr int kFiles = 60;
  watched_.reset();
  PolledHotFolder watched(folder_.path(), {std::chrono::milliseconds(30), seconds(60), false});
  std::atomic<int> writing = kWriters;
  std::vector<std::jthread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kFiles; ++i) {
        const auto content = "%PDF " + std::to_string(w) + " " + std::to_string(i) + " ";
        const auto name =
            folder_.path() / ("w" + std::to_string(w) + "-" + std::to_string(i % 7) + ".pdf");
        while (fs::exists(name)) std::this_thread::yield();
        const bool rename = i % 3 == 0;
        const auto target = rename ? fs::path(name.string() + ".tmp~") : name;
        const auto first = rename ? folder_.path() / ("." + target.filename().string()) : target;
        std::ofstream out(first);
        out << content << std::flush;
        std::this_thread::yield();
        out << "%%EOF" << std::flush;
        out.close();
        if (rename) fs::rename(first, name);
      }
      --writing;
    });
  }
  std::multiset<std::string> arrived;
  // Only a look that began after the last writer was done can tell that nothing is left.
  for (bool written = false; !written || !watched.idle();) {
    written = writing == 0;
    for (const auto& file : watched.claim().files) {
      arrived.insert(core::readText(file.place));
      watched.done(file);
    }
  }
  EXPECT_EQ(arrived.size(), static_cast<std::size_t>(kWriters * kFiles));
  for (const auto& content : arrived) {
    EXPECT_EQ(arrived.count(content), 1U);
    EXPECT_TRUE(content.ends_with("%%EOF"));
  }
}

}  // namespace
}  // namespace sohoa::scan

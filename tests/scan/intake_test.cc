#include "scan/intake.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/file.h"
#include "tests/scan/samples.h"
#include "tests/support/memory_blob_store.h"

namespace sohoa::scan {
namespace {

using scan::testing::slugOf;

class ListJournal final : public core::IntakeJournal {
 public:
  void append(const core::IntakeRecord& record) override { records.push_back(record); }
  std::vector<core::IntakeRecord> records;
};

class IntakeOfFiles : public ::testing::Test {
 protected:
  core::TemporaryFolder folder_;
  sohoa::testing::MemoryBlobStore blobs_;
  ListJournal journal_;
  core::FixedClock clock_{core::parseIso8601("2026-11-22T08:30:00+07:00")};
  FolderIntake intake_{blobs_, journal_, clock_};

  std::filesystem::path file(const std::string& name, const std::string& content) {
    core::writeFileAtomically(folder_.path() / name, content);
    return folder_.path() / name;
  }
  std::string slugOfTaking(const std::filesystem::path& path) {
    return slugOf([&] { static_cast<void>(intake_.take(path, "b")); });
  }
};

TEST_F(IntakeOfFiles, StoresTheBytesAndJournalsThem) {
  const auto path = file("Quye\xCC\x82\xCC\x81t \"1\"\n.tif", "content");
  const auto taken = intake_.take(path, "b1");
  EXPECT_EQ(taken.sha256, core::sha256(std::string_view("content")));
  EXPECT_EQ(taken.size, 7U);
  EXPECT_EQ(taken.name, "Quy\xE1\xBA\xBFt \"1\"\n.tif");
  EXPECT_TRUE(blobs_.contains(taken.sha256));
  ASSERT_EQ(journal_.records.size(), 1U);
  EXPECT_EQ(journal_.records[0].sha256, taken.sha256);
  EXPECT_EQ(journal_.records[0].batch, "b1");
  EXPECT_EQ(journal_.records[0].taken, clock_.now());
}

TEST_F(IntakeOfFiles, BytesThatWentAreStoredOnceMoreWithoutAnotherLineInTheJournal) {
  const auto path = file("a.tif", "content");
  const auto taken = intake_.take(path, "b1");
  blobs_.remove(taken.sha256);
  intake_.keep(path, taken);
  EXPECT_TRUE(blobs_.contains(taken.sha256));
  EXPECT_EQ(journal_.records.size(), 1U);
  std::filesystem::remove(path);
  intake_.keep(path, taken);  // they are there
  blobs_.remove(taken.sha256);
  EXPECT_EQ(slugOf([&] { intake_.keep(path, taken); }), "scan.unreadable");
  file("a.tif", "other");
  EXPECT_EQ(slugOf([&] { intake_.keep(path, taken); }), "scan.changed");
}

TEST_F(IntakeOfFiles, TakesNamesThatAreNotUtf8) {
  EXPECT_EQ(intake_.take(file("a\xFF.tif", "x"), "b").name, "a\xEF\xBF\xBD.tif");
}

TEST_F(IntakeOfFiles, RefusesFoldersLinksPipesAndEmptyOrMissingFiles) {
  const auto target = file("target", "x");
  std::filesystem::create_symlink(target, folder_.path() / "link");
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(slugOfTaking(folder_.path()), "scan.not_a_file");
  EXPECT_EQ(slugOfTaking(folder_.path() / "link"), "scan.not_a_file");
  EXPECT_EQ(slugOfTaking(folder_.path() / "pipe"), "scan.not_a_file");
  EXPECT_EQ(slugOfTaking("/dev/null"), "scan.not_a_file");
  EXPECT_EQ(slugOfTaking(file("empty", "")), "scan.empty");
  EXPECT_EQ(slugOfTaking(folder_.path() / "none"), "scan.unreadable");
  EXPECT_TRUE(journal_.records.empty());
}

// Appends to the file being taken in, as a scanner that is not done would.
class GrowingStore final : public core::BlobStore {
 public:
  explicit GrowingStore(std::filesystem::path file) : file_(std::move(file)) {}
  core::BlobInfo putDescriptor(int fd) override {
    const auto info = inner_.putDescriptor(fd);
    core::writeAll(core::Fd(::open(file_.c_str(), O_WRONLY | O_APPEND)).get(),
                   std::vector<std::uint8_t>{1}, file_);
    return info;
  }
  core::BlobInfo put(std::span<const std::uint8_t> bytes) override { return inner_.put(bytes); }
  core::BlobInfo putFile(const std::filesystem::path& file) override {
    return inner_.putFile(file);
  }
  bool contains(const core::Sha256& id) const override { return inner_.contains(id); }
  std::vector<std::uint8_t> get(const core::Sha256& id) const override { return inner_.get(id); }
  std::filesystem::path localFile(const core::Sha256& id) const override {
    return inner_.localFile(id);
  }
  void remove(const core::Sha256& id) override { inner_.remove(id); }
  bool removeUnless(const core::Sha256& id, const std::function<bool()>& wanted) override {
    return inner_.removeUnless(id, wanted);
  }
  void forEach(const std::function<void(const core::BlobInfo&)>& visit) const override {
    inner_.forEach(visit);
  }
  bool intact(const core::Sha256& id) const override { return inner_.intact(id); }

 private:
  std::filesystem::path file_;
  sohoa::testing::MemoryBlobStore inner_;
};

TEST_F(IntakeOfFiles, AsksForAnotherTryWhenTheFileGrows) {
  const auto path = file("growing", "x");
  GrowingStore growing(path);
  FolderIntake intake(growing, journal_, clock_);
  try {
    static_cast<void>(intake.take(path, "b"));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code().slug, "scan.changed");
    EXPECT_EQ(error.retry(), core::Retry::kTransient);
    EXPECT_EQ(error.context().file, path.string());
  }
  EXPECT_TRUE(journal_.records.empty());
}

}  // namespace
}  // namespace sohoa::scan

#include "server/blob_check.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ports/errors.h"
#include "store/folder_blob_store.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

class BlobCheckTest : public testing::Test {
 protected:
  // Other bytes of the same length, in the same file.
  void damage() {
    ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);
    const core::Fd fd(::open(path_.c_str(), O_WRONLY | O_CLOEXEC));
    ASSERT_EQ(::pwrite(fd.get(), "X", 1, 0), 1);
  }
  void touch(time_t seconds) {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path_.c_str(), times, 0), 0);
  }

  core::TemporaryFolder folder_;
  store::FolderBlobStore blobs_{folder_.path()};
  core::Sha256 id_ = blobs_.put(std::vector<std::uint8_t>{1, 2, 3}).id;
  std::filesystem::path path_ = blobs_.localFile(id_);
};

TEST_F(BlobCheckTest, AFileThatChangedIsReadAgain) {
  BlobCheck check(blobs_);
  static_cast<void>(check.open(id_));
  damage();
  touch(1'900'000'000);
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(check.open(id_)); }), core::kBlobDamaged.slug);
}

// Bytes are changed behind its back, to show that they are not looked at.
TEST_F(BlobCheckTest, AFileOfACacheIsReadOnceHoweverOftenItIsMarkedAsUsed) {
  BlobCheck check(blobs_, false);
  static_cast<void>(check.open(id_));
  damage();
  touch(1'900'000'000);
  EXPECT_EQ(check.open(id_).size, 3U);
}

TEST_F(BlobCheckTest, AFileFetchedIntoACacheAgainIsReadAgain) {
  BlobCheck check(blobs_, false);
  static_cast<void>(check.open(id_));
  core::writeFileAtomically(path_, std::string_view("bad"));
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(check.open(id_)); }), core::kBlobDamaged.slug);
}

}  // namespace
}  // namespace sohoa::server

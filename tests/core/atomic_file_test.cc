#include "core/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "core/error.h"

namespace sohoa::core {
namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> bytes(std::size_t count, std::uint8_t value) {
  return std::vector<std::uint8_t>(count, value);
}

class AtomicFiles : public testing::Test {
 protected:
  [[nodiscard]] fs::path target() const { return folder_.path() / "copy.pdf"; }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator());
  }
  TemporaryFolder folder_;
};

TEST_F(AtomicFiles, AppearOnlyWhenCommitted) {
  AtomicFile file(target());
  file.write(bytes(10, 'a'));
  EXPECT_FALSE(fs::exists(target()));
  file.commit();
  EXPECT_EQ(readText(target()), std::string(10, 'a'));
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFiles, LeaveNothingBehindWithoutCommit) {
  writeFileAtomically(target(), "old");
  {
    AtomicFile file(target());
    file.write(bytes(1U << 20U, 'x'));
  }
  EXPECT_EQ(readText(target()), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(AtomicFiles, KeepTheOrderOfSmallAndLargePieces) {
  AtomicFile file(target());
  std::string expected;
  for (const std::size_t size : {3U, 100'000U, 1U, 65'536U, 65'535U, 2U}) {
    const auto value = static_cast<std::uint8_t>('a' + expected.size() % 26);
    file.write(bytes(size, value));
    expected.append(size, static_cast<char>(value));
  }
  file.commit();
  EXPECT_EQ(readText(target()), expected);
}

TEST_F(AtomicFiles, GetTheModeAskedFor) {
  AtomicFile file(target(), 0600);
  file.commit();
  struct stat info {};
  ASSERT_EQ(::stat(target().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(AtomicFiles, NameTheFileWhenTheFolderIsMissing) {
  try {
    const AtomicFile file(folder_.path() / "none" / "copy.pdf");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), kIo);
    EXPECT_EQ(fs::path(error.context().file).filename(), "copy.pdf");
  }
}

}  // namespace
}  // namespace sohoa::core

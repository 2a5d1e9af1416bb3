#include "core/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/error.h"

namespace sohoa::core {
namespace {

TEST(File, AtomicWriteReplacesTheOldContentAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "ghi chú.txt";
  writeFileAtomically(path, std::string_view("one"));
  writeFileAtomically(path, std::string_view("two"), 0600);
  EXPECT_EQ(readText(path), "two");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(File, MissingFileIsAnErrorThatNamesIt) {
  try {
    static_cast<void>(readFile("/no/such/file"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), kIo);
    EXPECT_EQ(error.context().file, "/no/such/file");
  }
}

TEST(File, FullDiskIsToldApart) {
  const Fd full(::open("/dev/full", O_WRONLY));
  const std::uint8_t byte = 0;
  try {
    writeAll(full.get(), {&byte, 1}, "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), kDiskFull);
  }
}

TEST(File, TemporaryFolderGoesAwayWithItsContent) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    writeFileAtomically(path / "x", std::string_view("x"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace sohoa::core

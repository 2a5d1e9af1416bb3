#include "store/sql_operator_book.h"

#include <sys/stat.h>

#include <fstream>

#include "store/sql_access_book.h"
#include "tests/conformance/operator_book_conformance.h"

namespace sohoa::conformance {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, OperatorBookConformance,
                         testing::Values(OperatorBookMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlOperatorBook>(folder / "a.db");
                             }}));

// Lines of /proc/locks about a file.
int locksOf(const std::filesystem::path& file) {
  struct stat status {};
  EXPECT_EQ(::stat(file.c_str(), &status), 0);
  const auto wanted = ":" + std::to_string(status.st_ino) + " ";
  std::ifstream locks("/proc/locks");
  int count = 0;
  for (std::string line; std::getline(locks, line);) {
    count += line.find(wanted) != std::string::npos ? 1 : 0;
  }
  return count;
}

// Or another process that comes and goes would take the write-ahead log of this one away.
TEST(OperatorBookFile, AFurtherConnectionLeavesTheLocksOfTheFirst) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "a.db";
  const store::SqlAccessBook first(file);
  static_cast<void>(first.clients());
  if (locksOf(file) == 0) GTEST_SKIP() << "this system does not tell of locks";
  const store::SqlOperatorBook second(file);
  EXPECT_GT(locksOf(file), 0);
}

}  // namespace
}  // namespace sohoa::conformance

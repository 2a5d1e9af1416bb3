#include "store/sql_copy_versions.h"

#include "store/sqlite.h"
#include "tests/conformance/copy_versions_conformance.h"

namespace sohoa::conformance {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, CopyVersionsConformance,
                         testing::Values(CopyVersionsMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlCopyVersions>(folder / "v.db");
                             }}));

TEST(CopyVersionsFile, RefusesToChangeAVersion) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "v.db";
  static_cast<void>(store::SqlCopyVersions(file).add(
      {.copy = "c1", .content = {}, .size = 1, .level = "B-LT", .reason = "augmented"}));
  store::sqlite::Database database(file, std::chrono::seconds(1));
  for (const char* sql : {"UPDATE copy_version SET level = 'B-B'", "DELETE FROM copy_version"}) {
    EXPECT_NE(test::slugOf([&] { database.execute(sql); }), "") << sql;
  }
}

}  // namespace
}  // namespace sohoa::conformance

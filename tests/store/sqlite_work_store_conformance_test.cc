#include "store/sqlite_work_store.h"
#include "tests/conformance/work_store_conformance.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, WorkStoreConformance,
                         testing::Values(WorkStoreMaker{
                             "sqlite",
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqliteWorkStore>(folder / "work.db");
                             }}),
                         [](const auto& maker) { return maker.param.name; });

}  // namespace sohoa::conformance

#include "store/sqlite_work_store.h"
#include "tests/conformance/work_store_conformance.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, WorkStoreConformance,
                         testing::Values(WorkStoreMaker{
                             "sqlite",
                             [](const std::filesystem::path& folder) {
                               store::SqliteWorkStore::Options options;
                               options.memory_budget = kBudget;
                               return std::make_unique<store::SqliteWorkStore>(folder / "work.db",
                                                                               options);
                             }}),
                         [](const auto& maker) { return maker.param.name; });

}  // namespace sohoa::conformance

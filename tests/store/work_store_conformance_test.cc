#include "tests/conformance/work_store_conformance.h"
#include "store/sql_upkeep_book.h"
#include "store/sql_work_store.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, WorkStoreConformance,
                         testing::Values(WorkStoreMaker{
                             "sqlite",
                             [](const std::filesystem::path& folder) {
                               store::SqlWorkStore::Options options;
                               options.memory_budget = kBudget;
                               return std::make_unique<store::SqlWorkStore>(folder / "work.db",
                                                                            options);
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlUpkeepBook>(folder / "work.db");
                             }}),
                         [](const auto& maker) { return maker.param.name; });

}  // namespace sohoa::conformance

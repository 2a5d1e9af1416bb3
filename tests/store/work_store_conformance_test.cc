#include "tests/conformance/work_store_conformance.h"
#include "store/sql_upkeep_book.h"
#include "store/sql_work_store.h"

namespace sohoa::conformance {

const auto kSqliteWork = testing::Values(
    WorkStoreMaker{"sqlite",
                   [](const std::filesystem::path& folder) {
                     store::SqlWorkStore::Options options;
                     options.memory_budget = kBudget;
                     return std::make_unique<store::SqlWorkStore>(folder / "work.db", options);
                   },
                   [](const std::filesystem::path& folder) {
                     return std::make_unique<store::SqlUpkeepBook>(folder / "work.db");
                   }});

INSTANTIATE_TEST_SUITE_P(Sqlite, WorkStoreConformance, kSqliteWork,
                         [](const auto& maker) { return maker.param.name; });
INSTANTIATE_TEST_SUITE_P(Sqlite, WorkStoreProcessConformance, kSqliteWork,
                         [](const auto& maker) { return maker.param.name; });

}  // namespace sohoa::conformance

#include "store/sql_review_book.h"

#include "store/sql_batch_ledger.h"
#include "store/sql_work_store.h"
#include "tests/conformance/review_book_conformance.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, ReviewBookConformance,
                         testing::Values(ReviewMaker{
                             "sqlite",
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlWorkStore>(folder / "work.db");
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlReviewBook>(folder / "work.db");
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlBatchLedger>(folder / "work.db");
                             }}),
                         [](const auto& maker) { return maker.param.name; });

}  // namespace sohoa::conformance

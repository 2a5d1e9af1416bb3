#include "store/sql_operator_book.h"

#include "tests/conformance/operator_book_conformance.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, OperatorBookConformance,
                         testing::Values(OperatorBookMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlOperatorBook>(folder / "a.db");
                             }}));

}  // namespace sohoa::conformance

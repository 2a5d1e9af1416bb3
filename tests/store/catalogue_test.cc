#include "store/sql_catalogue.h"

#include "tests/conformance/catalogue_conformance.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, CatalogueConformance,
                         testing::Values(CatalogueMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlCatalogue>(folder / "w.db");
                             }}));

}  // namespace sohoa::conformance

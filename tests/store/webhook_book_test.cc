#include "store/sql_webhook_book.h"

#include "tests/conformance/webhook_book_conformance.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, WebhookBookConformance,
                         testing::Values(WebhookBookMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlWebhookBook>(folder / "a.db");
                             }}));

}  // namespace sohoa::conformance

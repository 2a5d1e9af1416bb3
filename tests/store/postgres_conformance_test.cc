// The suites that every part of the store passes, on a PostgreSQL server.
#include "store/sql_access_book.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_catalogue.h"
#include "store/sql_certification_queue.h"
#include "store/sql_copy_versions.h"
#include "store/sql_operator_book.h"
#include "store/sql_outbox.h"
#include "store/sql_package_shelf.h"
#include "store/sql_register.h"
#include "store/sql_report_book.h"
#include "store/sql_review_book.h"
#include "store/sql_upkeep_book.h"
#include "store/sql_webhook_book.h"
#include "store/sql_work_store.h"
#include "tests/conformance/access_book_conformance.h"
#include "tests/conformance/batch_ledger_conformance.h"
#include "tests/conformance/catalogue_conformance.h"
#include "tests/conformance/catalogue_search.h"
#include "tests/conformance/certification_queue_conformance.h"
#include "tests/conformance/copy_versions_conformance.h"
#include "tests/conformance/operator_book_conformance.h"
#include "tests/conformance/outbox_conformance.h"
#include "tests/conformance/register_conformance.h"
#include "tests/conformance/report_book_conformance.h"
#include "tests/conformance/review_book_conformance.h"
#include "tests/conformance/webhook_book_conformance.h"
#include "tests/conformance/work_store_conformance.h"
#include "tests/support/postgres_server.h"

namespace sohoa::conformance {
namespace {

store::PostgresUrl urlFor(const std::filesystem::path& folder) {
  return {test::PostgresServer::shared().databaseOf(folder)};
}

}  // namespace

const auto kPostgresWork = testing::Values(
    WorkStoreMaker{"postgres",
                   [](const std::filesystem::path& folder) {
                     store::SqlWorkStore::Options options;
                     options.memory_budget = kBudget;
                     return std::make_unique<store::SqlWorkStore>(urlFor(folder), options);
                   },
                   [](const std::filesystem::path& folder) {
                     return std::make_unique<store::SqlUpkeepBook>(urlFor(folder));
                   }});

INSTANTIATE_TEST_SUITE_P(Postgres, WorkStoreConformance, kPostgresWork,
                         [](const auto& maker) { return maker.param.name; });
INSTANTIATE_TEST_SUITE_P(Postgres, WorkStoreProcessConformance, kPostgresWork,
                         [](const auto& maker) { return maker.param.name; });

const auto kPostgresRegisters =
    testing::Values(RegisterMaker{"postgres", [](const std::filesystem::path& folder) {
                                    return std::make_unique<store::SqlRegister>(urlFor(folder));
                                  }});

INSTANTIATE_TEST_SUITE_P(Postgres, QueueConformance,
                         testing::Values(QueueMaker{
                             "postgres", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlCertificationQueue>(
                                   urlFor(folder));
                             }}));
INSTANTIATE_TEST_SUITE_P(Postgres, RegisterConformance, kPostgresRegisters);
INSTANTIATE_TEST_SUITE_P(Postgres, RegisterProcessConformance, kPostgresRegisters);

INSTANTIATE_TEST_SUITE_P(Postgres, BatchLedgerConformance,
                         testing::Values(LedgerMaker{
                             "postgres",
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlWorkStore>(urlFor(folder));
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlBatchLedger>(urlFor(folder));
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlPackageShelf>(urlFor(folder));
                             }}),
                         [](const auto& maker) { return maker.param.name; });

INSTANTIATE_TEST_SUITE_P(Postgres, ReviewBookConformance,
                         testing::Values(ReviewMaker{
                             "postgres",
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlWorkStore>(urlFor(folder));
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlReviewBook>(urlFor(folder));
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlBatchLedger>(urlFor(folder));
                             }}),
                         [](const auto& maker) { return maker.param.name; });

const auto kPostgresBooks =
    testing::Values(AccessBookMaker{"postgres", [](const std::filesystem::path& folder) {
                                      return std::make_unique<store::SqlAccessBook>(urlFor(folder));
                                    }});

INSTANTIATE_TEST_SUITE_P(Postgres, AccessBookConformance, kPostgresBooks);
INSTANTIATE_TEST_SUITE_P(Postgres, AccessBookProcessConformance, kPostgresBooks);

INSTANTIATE_TEST_SUITE_P(Postgres, OperatorBookConformance,
                         testing::Values(OperatorBookMaker{
                             "postgres", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlOperatorBook>(urlFor(folder));
                             }}));

INSTANTIATE_TEST_SUITE_P(Postgres, ReportBookConformance,
                         testing::Values(ReportBookMaker{
                             "postgres",
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlReportBook>(urlFor(folder));
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlAccessBook>(urlFor(folder));
                             }}));

INSTANTIATE_TEST_SUITE_P(Postgres, WebhookBookConformance,
                         testing::Values(WebhookBookMaker{
                             "postgres", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlWebhookBook>(urlFor(folder));
                             }}));

INSTANTIATE_TEST_SUITE_P(Postgres, CopyVersionsConformance,
                         testing::Values(CopyVersionsMaker{
                             "postgres", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlCopyVersions>(urlFor(folder));
                             }}));

INSTANTIATE_TEST_SUITE_P(Postgres, CatalogueConformance,
                         testing::Values(CatalogueMaker{
                             "postgres", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlCatalogue>(urlFor(folder));
                             }}));

const auto kPostgresOutboxes =
    testing::Values(OutboxMaker{"postgres", [](const std::filesystem::path& folder) {
                                  return std::make_unique<store::SqlOutbox>(urlFor(folder));
                                }});

INSTANTIATE_TEST_SUITE_P(Postgres, OutboxConformance, kPostgresOutboxes);
INSTANTIATE_TEST_SUITE_P(Postgres, OutboxProcessConformance, kPostgresOutboxes);

}  // namespace sohoa::conformance

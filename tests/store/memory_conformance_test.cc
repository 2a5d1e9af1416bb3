// The suites that every part of the store passes, in memory: all but those of several processes.
#include <map>

#include "store/sql_access_book.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_catalogue.h"
#include "store/sql_outbox.h"
#include "store/sql_package_shelf.h"
#include "store/sql_register.h"
#include "store/sql_review_book.h"
#include "store/sql_upkeep_book.h"
#include "store/sql_work_store.h"
#include "tests/conformance/access_book_conformance.h"
#include "tests/conformance/batch_ledger_conformance.h"
#include "tests/conformance/catalogue_conformance.h"
#include "tests/conformance/catalogue_search.h"
#include "tests/conformance/outbox_conformance.h"
#include "tests/conformance/register_conformance.h"
#include "tests/conformance/review_book_conformance.h"
#include "tests/conformance/work_store_conformance.h"

namespace sohoa::conformance {
namespace {

// The suites close a part and open it again; what is in memory goes with its last connection. One
// more is kept of each place until the program ends.
template <class Part>
store::Memory kept(const std::filesystem::path& folder) {
  static std::map<std::string, std::unique_ptr<Part>> parts;
  const store::Memory place{folder.string() + typeid(Part).name()};
  auto& part = parts[place.name];
  if (!part) part = std::make_unique<Part>(place);
  return place;
}

template <class Part>
auto opener() {
  return [](const std::filesystem::path& folder) {
    return std::make_unique<Part>(kept<Part>(folder));
  };
}

// Parts that share the database of the work.
template <class Part>
auto besideWork() {
  return [](const std::filesystem::path& folder) {
    return std::make_unique<Part>(kept<store::SqlWorkStore>(folder));
  };
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(WorkStoreProcessConformance);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(AccessBookProcessConformance);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(OutboxProcessConformance);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RegisterProcessConformance);

INSTANTIATE_TEST_SUITE_P(Memory, WorkStoreConformance,
                         testing::Values(WorkStoreMaker{
                             "memory",
                             [](const std::filesystem::path& folder) {
                               store::SqlWorkStore::Options options;
                               options.memory_budget = kBudget;
                               return std::make_unique<store::SqlWorkStore>(
                                   kept<store::SqlWorkStore>(folder), options);
                             },
                             besideWork<store::SqlUpkeepBook>()}),
                         [](const auto& maker) { return maker.param.name; });
INSTANTIATE_TEST_SUITE_P(Memory, RegisterConformance,
                         testing::Values(RegisterMaker{"memory", opener<store::SqlRegister>()}));
INSTANTIATE_TEST_SUITE_P(Memory, BatchLedgerConformance,
                         testing::Values(LedgerMaker{"memory", besideWork<store::SqlWorkStore>(),
                                                     besideWork<store::SqlBatchLedger>(),
                                                     besideWork<store::SqlPackageShelf>()}),
                         [](const auto& maker) { return maker.param.name; });
INSTANTIATE_TEST_SUITE_P(Memory, ReviewBookConformance,
                         testing::Values(ReviewMaker{"memory", besideWork<store::SqlWorkStore>(),
                                                     besideWork<store::SqlReviewBook>(),
                                                     besideWork<store::SqlBatchLedger>()}),
                         [](const auto& maker) { return maker.param.name; });
INSTANTIATE_TEST_SUITE_P(Memory, AccessBookConformance,
                         testing::Values(AccessBookMaker{"memory",
                                                         opener<store::SqlAccessBook>()}));
INSTANTIATE_TEST_SUITE_P(Memory, CatalogueConformance,
                         testing::Values(CatalogueMaker{"memory", opener<store::SqlCatalogue>()}));
INSTANTIATE_TEST_SUITE_P(Memory, OutboxConformance,
                         testing::Values(OutboxMaker{"memory", opener<store::SqlOutbox>()}));

namespace {

TEST(InMemory, GoesWithItsLastConnectionAndIsSharedUnderItsNameAlone) {
  const store::Memory place{"here"};
  {
    const store::SqlWorkStore first(place);
    store::SqlWorkStore second(place);
    second.createBatch({"b1", at(0)});
    EXPECT_EQ(store::SqlWorkStore(place).batches().size(), 1U);
    EXPECT_TRUE(store::SqlWorkStore(store::Memory{"there"}).batches().empty());
  }
  EXPECT_TRUE(store::SqlWorkStore(place).batches().empty());
}

}  // namespace
}  // namespace sohoa::conformance

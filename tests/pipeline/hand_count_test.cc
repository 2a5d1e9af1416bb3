#include "pipeline/hand_count.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/file.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_work_store.h"

namespace sohoa::pipeline {
namespace {

class HandCounts : public testing::Test {
 protected:
  void SetUp() override { store_.createBatch({"b1", core::Timestamp()}); }

  core::TemporaryFolder folder_;
  store::SqlWorkStore store_{folder_.path() / "work.db"};
  store::SqlBatchLedger ledger_{folder_.path() / "work.db"};
};

TEST_F(HandCounts, AreKeptWithThePlaceAndTheLastWordHolds) {
  EXPECT_EQ(handCount(ledger_, "b1"), std::nullopt);
  EXPECT_EQ(handCountJson(handCount(ledger_, "b1")), nullptr);
  keepHandCount(ledger_, "b1", {"/s/HS-1.tif", "HS-1", {{"box", "7"}}}, {12, 10});
  keepHandCount(ledger_, "b1", {"/s/HS-1.tif", "HS-1", {{"box", "7"}}}, {12, 11});
  EXPECT_EQ(handCount(ledger_, "b1"), (HandCount{12, 11}));
  EXPECT_EQ(handCountJson(handCount(ledger_, "b1")).dump(), R"({"counted":12,"scanned":11})");
  const auto places = ledger_.places("b1");
  ASSERT_EQ(places.size(), 1U);
  EXPECT_EQ(places[0].case_file, "HS-1");
  EXPECT_EQ(places[0].parts.at("box"), "7");
}

TEST_F(HandCounts, AreSummedAndWhatIsNoNumberIsLeftOut) {
  keepHandCount(ledger_, "b1", {"/s/1.tif", "HS-1", {}}, {2, 2});
  keepHandCount(ledger_, "b1", {"/s/2.tif", "HS-2", {}}, {3, 4});
  ledger_.place("b1", {"/s/3.tif", "HS-3", {{"sheets_counted", "9"}}});
  ledger_.place(
      "b1", {"/s/4.tif", "HS-4", {{"sheets_counted", "-1"}, {"sheets_scanned", "99999999999"}}});
  EXPECT_EQ(handCount(ledger_, "b1"), (HandCount{5, 6}));
}

}  // namespace
}  // namespace sohoa::pipeline

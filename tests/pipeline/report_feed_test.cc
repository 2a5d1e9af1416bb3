#include "pipeline/report_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "store/sql_catalogue.h"
#include "store/sql_package_shelf.h"
#include "store/sql_report_book.h"
#include "store/sql_work_facts.h"
#include "store/sql_work_store.h"

namespace sohoa::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ReportFeedTest : public testing::Test {
 protected:
  void add(const std::string& id, core::Product product = core::Product::kDigitised, int pages = 2,
           const std::string& kind = "don") {
    core::SignedCopy copy;
    copy.id = id;
    copy.product = product;
    copy.kind = kind;
    copy.title = "Giấy";
    copy.unit = "p01";
    copy.batch = "b";
    copy.pages = pages;
    copy.level = "B-T";
    copy.content = core::sha256(id);
    copy.created = clock_.now();
    catalogue_.add(copy, clock_.now());
  }
  void countAll() {
    while (feed_.round()) {
    }
  }
  [[nodiscard]] std::vector<std::string> counted(const std::string& measure) const {
    std::vector<std::string> lines;
    for (const auto& sum : book_.sums(measure, "0000-00-00", "9999-99-99", true)) {
      lines.push_back(sum.unit + " " + sum.day + " " + std::to_string(sum.count));
    }
    return lines;
  }

  core::TemporaryFolder folder_;
  core::FixedClock clock_{core::parseIso8601("2026-11-22T23:30:00+07:00")};
  store::SqlCatalogue catalogue_{folder_.path() / "warehouse.db"};
  store::SqlWorkStore work_{folder_.path() / "work.db"};
  store::SqlWorkFacts facts_{folder_.path() / "work.db"};
  store::SqlReportBook book_{folder_.path() / "access.db"};
  ReportFeed feed_{{catalogue_, facts_, book_, clock_, {"quyet_dinh"}}};
};

TEST_F(ReportFeedTest, CountsEachCopyOnceOnItsDayInVietnam) {
  add("c1");
  add("c2", core::Product::kCertified, 3);
  countAll();
  clock_.advance(std::chrono::hours(1));  // past midnight
  add("c3", core::Product::kArchived, 5);
  countAll();
  countAll();
  EXPECT_THAT(counted("digitised"), ElementsAre("p01 2026-11-22 1"));
  EXPECT_THAT(counted("certified"), ElementsAre("p01 2026-11-22 1"));
  EXPECT_THAT(counted("archived"), ElementsAre("p01 2026-11-23 1"));
  EXPECT_THAT(counted("pages"), ElementsAre("p01 2026-11-22 5", "p01 2026-11-23 5"));
}

TEST_F(ReportFeedTest, CountsMoreThanARoundTakes) {
  for (int i = 0; i < 401; ++i) add(std::to_string(i), core::Product::kDigitised, 1);
  countAll();
  EXPECT_THAT(counted("digitised"), ElementsAre("p01 2026-11-22 401"));
}

TEST_F(ReportFeedTest, TwoThatCountAtOnceCountOnce) {
  ReportFeed other({catalogue_, facts_, book_, clock_, {"quyet_dinh"}});
  for (int i = 0; i < 300; ++i) add(std::to_string(i), core::Product::kDigitised, 1);
  while (feed_.round() || other.round()) {
  }
  EXPECT_THAT(counted("pages"), ElementsAre("p01 2026-11-22 300"));
}

TEST_F(ReportFeedTest, WhatIsDisposedOfIsCountedAsGoneOnlyIfItWasCountedIn) {
  add("before");
  catalogue_.remove("before", {"rule", "decision", "op:1"}, clock_.now());
  clock_.advance(std::chrono::minutes(1));
  add("c1");
  countAll();
  clock_.advance(std::chrono::minutes(1));
  catalogue_.remove("c1", {"rule", "decision", "op:1"}, clock_.now());
  countAll();
  EXPECT_THAT(counted("digitised"), ElementsAre("p01 2026-11-22 1"));
  EXPECT_THAT(counted("removed"), ElementsAre("p01 2026-11-22 1"));
}

TEST_F(ReportFeedTest, ResultsOfProceduresAreCountedBesideWhatWasHandedInForThem) {
  add("handed-in");
  add("result", core::Product::kDigitised, 1, "quyet_dinh");
  add("certified", core::Product::kCertified, 1, "quyet_dinh");
  countAll();
  EXPECT_THAT(counted("digitised"), ElementsAre("p01 2026-11-22 2"));
  EXPECT_THAT(counted("results"), ElementsAre("p01 2026-11-22 1"));
  clock_.advance(std::chrono::minutes(1));
  for (const char* id : {"handed-in", "result"}) {
    catalogue_.remove(id, {"rule", "decision", "op:1"}, clock_.now());
  }
  countAll();
  EXPECT_THAT(counted("removed"), ElementsAre("p01 2026-11-22 2"));
  EXPECT_THAT(counted("results_removed"), ElementsAre("p01 2026-11-22 1"));
}

TEST_F(ReportFeedTest, OnlyDigitisedCopiesThatGoAreTakenOffTheDigitisedOnes) {
  add("c1");
  add("c2", core::Product::kCertified, 1);
  add("c3", core::Product::kArchived, 1);
  countAll();
  clock_.advance(std::chrono::minutes(1));
  for (const char* id : {"c2", "c3"}) {
    catalogue_.remove(id, {"rule", "decision", "op:1"}, clock_.now());
  }
  countAll();
  EXPECT_THAT(counted("removed"), ElementsAre());
}

TEST_F(ReportFeedTest, ARestoredCatalogueIsCountedAnew) {
  add("c1");
  countAll();
  catalogue_.beginAnew();
  countAll();
  EXPECT_THAT(counted("digitised"), ElementsAre("p01 2026-11-22 1"));
}

TEST_F(ReportFeedTest, TheWaitGoesFromIntakeToTheAgencysSignature) {
  work_.createBatch({.id = "b", .created = clock_.now(), .unit = "p01"});
  core::FinishedMaster master;
  master.row.batch = "b";
  master.row.name = "a.pdf";
  master.row.sha256 = core::sha256("master");
  master.row.size = 1;
  master.path = "/a.pdf";
  master.pages.push_back({core::PageMark::kKept, core::sha256("page")});
  core::DocumentRow row;
  row.copy_id = "c1";
  row.document.pages = {0};
  row.base_pdf = core::sha256("base");
  row.operator_pdf = core::sha256("operator");
  row.agency_pdf = core::sha256("agency");
  master.documents.push_back(row);
  store::SqlPackageShelf(folder_.path() / "work.db").takeOver(master, clock_.now());
  add("c1");
  add("made-elsewhere");
  countAll();
  EXPECT_THAT(counted("wait"), ElementsAre("p01 2026-11-22 1"));
  EXPECT_THAT(facts_.times({"c1"})[0].copy, "c1");
  EXPECT_THAT(facts_.times({}), IsEmpty());
  EXPECT_THAT(facts_.waiting(core::Timestamp{}, clock_.now()), IsEmpty());
}

TEST(WaitBuckets, AreATenthApart) {
  for (const int seconds : {1, 7, 90, 3600, 400000}) {
    const auto back = secondsOf(waitBucket(std::chrono::seconds(seconds)));
    EXPECT_NEAR(back / seconds, 1, 0.05) << seconds;
  }
  EXPECT_EQ(waitBucket(std::chrono::seconds(-5)), 0);
}

}  // namespace
}  // namespace sohoa::pipeline

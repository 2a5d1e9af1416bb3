#include "pipeline/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text.h"
#include "pipeline/doctor.h"
#include "store/sql_catalogue.h"
#include "store/sql_copy_versions.h"
#include "tests/pipeline/fakes.h"
#include "warehouse/embedded_warehouse.h"

namespace sohoa::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Retention : public ::testing::Test {
 protected:
  core::SignedCopy copy(const std::string& id, const std::string& kind, const std::string& day) {
    core::SignedCopy made;
    made.id = id;
    made.kind = kind;
    made.unit = "p01";
    made.text = "toàn văn";
    if (!day.empty()) made.fields["ngay_ban_hanh"] = day;
    made.content = bench_.blobs.put(std::vector<std::uint8_t>(id.begin(), id.end())).id;
    made.created = core::parseIso8601("2020-06-01T08:00:00+07:00");
    return made;
  }
  void add(const std::string& id, const std::string& kind, const std::string& day) {
    static_cast<void>(catalogue_.add(copy(id, kind, day), bench_.clock.now()));
  }
  [[nodiscard]] std::vector<std::string> due(const std::string& now) const {
    std::vector<std::string> ids;
    for (const auto& one : retentionDue(catalogue_, rules_, core::parseIso8601(now)).copies) {
      ids.push_back(one.id);
    }
    return ids;
  }
  Disposal disposeNow() {
    return dispose(
        {catalogue_, versions_, bench_.entries, bench_.upkeep, bench_.blobs, bench_.clock, aside_,
         [&](const DueCopy& one, DisposalParts::Step step) {
           const bool gone = step == DisposalParts::Step::kGone;
           if (!gone && one.id == hold_late_) {
             catalogue_.hold(one.id, "thanh tra", "An", bench_.clock.now());
           }
           EXPECT_EQ(catalogue_.tombstone(one.id).has_value(), gone);
           noted_.push_back(one.id + (gone ? " gone" : " begun"));
         }},
        rules_, "12/QĐ", "An");
  }

  testing::Bench bench_;
  store::SqlCatalogue catalogue_{bench_.folder.path() / "warehouse.db"};
  store::SqlCopyVersions versions_{bench_.folder.path() / "versions.db"};
  std::vector<RetentionRule> rules_{{"TT 10", "giay_moi", "", 5, RetentionRule::From::kIssued}};
  std::vector<std::string> noted_;
  std::filesystem::path aside_ = bench_.folder.path() / "damaged";
  std::string hold_late_;  // a copy put on hold when it is about to go
};

TEST_F(Retention, NothingIsDueWithoutARule) {
  add("a", "giay_moi", "1990-01-01");
  rules_.clear();
  EXPECT_THAT(due("2099-01-01T00:00:00+07:00"), IsEmpty());
  rules_ = {{"vĩnh viễn", "", "", 0, RetentionRule::From::kIssued}};
  EXPECT_THAT(due("2099-01-01T00:00:00+07:00"), IsEmpty());
}

TEST_F(Retention, ATermEndsWithItsLastDay) {
  add("a", "giay_moi", "2020-03-04");
  add("other", "quyet_dinh", "2000-01-01");
  EXPECT_THAT(due("2025-03-04T23:00:00+07:00"), IsEmpty());
  EXPECT_THAT(due("2025-03-05T00:00:00+07:00"), ElementsAre("a"));
}

TEST_F(Retention, WithoutADayOfIssueACopyIsKeptUnlessTheRuleCountsFromItsMaking) {
  for (const char* day : {"", "tháng 3", "2020-3-4"}) add(std::string("c") + day, "giay_moi", day);
  const auto later = core::parseIso8601("2099-01-01T00:00:00+07:00");
  EXPECT_EQ(retentionDue(catalogue_, rules_, later).undated, 3);
  EXPECT_THAT(due("2099-01-01T00:00:00+07:00"), IsEmpty());
  rules_[0].from = RetentionRule::From::kCreated;
  EXPECT_THAT(due("2025-06-01T12:00:00+07:00"), IsEmpty());
  EXPECT_THAT(due("2025-06-02T12:00:00+07:00"), SizeIs(3));
}

TEST_F(Retention, TheFirstRuleThatFitsDecides) {
  add("a", "giay_moi", "2000-01-01");
  rules_.insert(rules_.begin(), {"giữ hết của p01", "", "p01", 0, RetentionRule::From::kIssued});
  EXPECT_THAT(due("2099-01-01T00:00:00+07:00"), IsEmpty());
}

TEST_F(Retention, WhatIsDueGoesWithItsBytesAndWhatIsHeldStays) {
  const auto gone = copy("a", "giay_moi", "2000-01-01");
  static_cast<void>(catalogue_.add(gone, bench_.clock.now()));
  add("held", "giay_moi", "2000-01-01");
  add("young", "giay_moi", "2999-01-01");
  catalogue_.hold("held", "thanh tra", "An", bench_.clock.now());
  const auto done = disposeNow();
  EXPECT_THAT(done.gone, SizeIs(1));
  EXPECT_EQ(done.held, 1);
  EXPECT_EQ(done.locked, 0);
  EXPECT_THAT(noted_, ElementsAre("a begun", "a gone"));
  EXPECT_FALSE(bench_.blobs.contains(gone.content));
  EXPECT_TRUE(catalogue_.find("held"));
  EXPECT_TRUE(catalogue_.find("young"));
  EXPECT_EQ(catalogue_.tombstone("a")->rule, "TT 10");
  EXPECT_THAT(disposeNow().gone, IsEmpty());
}

TEST_F(Retention, ADeliveredPaperGoesWithItsMasterAndTheDoctorAgrees) {
  warehouse::EmbeddedWarehouse warehouse(catalogue_, bench_.blobs, bench_.clock);
  const auto master = bench_.add("a", "1");
  bench_.drain();
  const auto row = bench_.store.documents("lo-1").at(0);
  const auto delivered = bench_.warehouse.copies.at(row.copy_id);
  static_cast<void>(warehouse.deliver(delivered));
  rules_ = {{"TT 10", "", "", 5, RetentionRule::From::kCreated}};
  bench_.clock.advance(std::chrono::hours(24 * 3000));
  EXPECT_THAT(disposeNow().gone, SizeIs(1));
  for (const auto& blob : {master.sha256, *row.base_pdf, *row.operator_pdf, *row.agency_pdf}) {
    EXPECT_FALSE(bench_.blobs.contains(blob));
  }
  const auto removed = [&](const std::string& id) { return catalogue_.tombstone(id).has_value(); };
  EXPECT_THAT(
      diagnose(bench_.store, bench_.blobs, warehouse, bench_.entries, true, removed).problems,
      IsEmpty());
}

TEST_F(Retention, WhatDiedBetweenTheTombstoneAndTheBytesIsFinishedByTheNextCall) {
  const auto gone = copy("a", "giay_moi", "2000-01-01");
  static_cast<void>(catalogue_.add(gone, bench_.clock.now()));
  catalogue_.remove("a", {"TT 10", "12/QĐ", "An"}, bench_.clock.now());
  EXPECT_TRUE(bench_.blobs.contains(gone.content));
  EXPECT_THAT(disposeNow().gone, IsEmpty());
  EXPECT_FALSE(bench_.blobs.contains(gone.content));
}

TEST_F(Retention, LaterVersionsGoWithTheirCopy) {
  add("a", "giay_moi", "2000-01-01");
  add("kept", "quyet_dinh", "2000-01-01");
  const auto renew = [&](const std::string& id) {
    core::CopyVersion version;
    version.copy = id;
    const auto text = id + " renewed";
    version.content = bench_.blobs.put(std::vector<std::uint8_t>(text.begin(), text.end())).id;
    version.level = "B-LTA";
    version.reason = "augmented";
    return versions_.add(version).content;
  };
  const auto gone = renew("a");
  const auto stays = renew("kept");
  static_cast<void>(disposeNow());
  EXPECT_FALSE(bench_.blobs.contains(gone));
  EXPECT_TRUE(bench_.blobs.contains(stays));
  std::vector<std::string> named;
  forEachCopyBlob(catalogue_, versions_,
                  [&](const core::Sha256&, const std::string& row) { named.push_back(row); });
  EXPECT_THAT(named, ElementsAre("copy kept", "version 2 of copy kept"));
}

TEST_F(Retention, WhatIsPutOnHoldAtTheLastMomentStaysAndTheOthersGo) {
  for (const char* id : {"a", "b", "c"}) add(id, "giay_moi", "2000-01-01");
  hold_late_ = "b";
  const auto done = disposeNow();
  EXPECT_THAT(done.gone, SizeIs(2));
  EXPECT_EQ(done.held, 1);
  EXPECT_THAT(noted_, ElementsAre("a begun", "a gone", "b begun", "c begun", "c gone"));
  EXPECT_TRUE(catalogue_.find("b"));
}

TEST_F(Retention, WhatWasPutAsideOfADamagedFileGoesWithIt) {
  const auto gone = copy("a", "giay_moi", "2000-01-01");
  const auto stays = copy("b", "quyet_dinh", "2000-01-01");
  std::filesystem::create_directories(aside_);
  for (const auto& one : {gone, stays}) {
    static_cast<void>(catalogue_.add(one, bench_.clock.now()));
    core::writeFileAtomically(aside_ / one.content.hex(), std::string_view("damaged"));
  }
  static_cast<void>(disposeNow());
  EXPECT_FALSE(std::filesystem::exists(aside_ / gone.content.hex()));
  EXPECT_TRUE(std::filesystem::exists(aside_ / stays.content.hex()));
}

TEST_F(Retention, BytesThatAnotherCopyNamesStayUntilThatOneGoes) {
  auto gone = copy("a", "giay_moi", "2000-01-01");
  static_cast<void>(catalogue_.add(gone, bench_.clock.now()));
  auto other = copy("other", "quyet_dinh", "2000-01-01");
  other.content = gone.content;
  static_cast<void>(catalogue_.add(other, bench_.clock.now()));
  EXPECT_THAT(disposeNow().gone, SizeIs(1));
  EXPECT_TRUE(bench_.blobs.contains(gone.content));
  EXPECT_THAT(bench_.upkeep.toRemove(), IsEmpty());
  rules_[0].kind = "quyet_dinh";
  bench_.clock.advance(std::chrono::hours(1));
  EXPECT_THAT(disposeNow().gone, SizeIs(1));
  EXPECT_FALSE(bench_.blobs.contains(gone.content));
}

TEST_F(Retention, BytesThatALaterVersionOrTheRegisterNamesStay) {
  const auto first = copy("a", "giay_moi", "2000-01-01");
  const auto second = copy("b", "giay_moi", "2000-01-01");
  for (const auto& one : {first, second}) {
    static_cast<void>(catalogue_.add(one, bench_.clock.now()));
  }
  add("kept", "quyet_dinh", "2000-01-01");
  core::CopyVersion version;
  version.copy = "kept";
  version.content = first.content;
  version.reason = "remade";
  static_cast<void>(versions_.add(version));
  auto entry = bench_.entries.open("p01", "kept", bench_.clock.now());
  entry.content = second.content;
  bench_.entries.issue(entry, bench_.clock.now());
  EXPECT_THAT(disposeNow().gone, SizeIs(2));
  EXPECT_TRUE(bench_.blobs.contains(first.content));
  EXPECT_TRUE(bench_.blobs.contains(second.content));
}

TEST_F(Retention, WhatANewRowNamesWhileBytesAreRemovedIsKept) {
  const auto gone = copy("a", "giay_moi", "2000-01-01");
  static_cast<void>(catalogue_.add(gone, bench_.clock.now()));
  OutsideNames names({catalogue_, versions_, bench_.entries});
  catalogue_.remove("a", {"TT 10", "12/QĐ", "An"}, bench_.clock.now());
  EXPECT_FALSE(names.contains(gone.content));
  auto again = copy("again", "quyet_dinh", "2000-01-01");
  again.content = gone.content;
  static_cast<void>(catalogue_.add(again, bench_.clock.now()));
  EXPECT_TRUE(names.contains(gone.content));
  EXPECT_THAT(names.all(), ElementsAre(gone.content));
}

}  // namespace
}  // namespace sohoa::pipeline

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/file.h"
#include "core/ports/copy_catalogue.h"
#include "tests/support/slug_of.h"

// What every CopyCatalogue must do beyond what its warehouse shows.
namespace sohoa::conformance {

struct CatalogueMaker {
  std::string name;
  std::function<std::unique_ptr<core::CopyCatalogue>(const std::filesystem::path& folder)> open;
};
inline std::ostream& operator<<(std::ostream& out, const CatalogueMaker& maker) {
  return out << maker.name;
}

class CatalogueConformance : public testing::TestWithParam<CatalogueMaker> {
 protected:
  using Units = std::optional<std::vector<std::string>>;

  void SetUp() override { catalogue_ = GetParam().open(folder_.path()); }
  static void add(core::CopyCatalogue& catalogue, const std::string& id, const std::string& unit,
                  const std::string& number = "1/QĐ", const std::string& day = "2025-03-04") {
    core::SignedCopy copy;
    copy.id = id;
    copy.kind = "quyet_dinh";
    copy.title = "Quyết định";
    copy.unit = unit;
    copy.case_file = "hs";
    copy.subject = "079200000001";
    copy.fields = {{"so_ky_hieu", number}, {"ngay_ban_hanh", day}};
    copy.text = "toàn văn " + id;
    copy.content = core::sha256(id);
    copy.size = 7;
    copy.created = core::Timestamp(std::chrono::seconds(1'800'000'000));
    static_cast<void>(catalogue.add(copy, copy.created + std::chrono::seconds(1)));
  }
  void add(const std::string& id, const std::string& unit, const std::string& number = "1/QĐ",
           const std::string& day = "2025-03-04") {
    add(*catalogue_, id, unit, number, day);
  }
  // Follows the changes while somebody writes, and once more after the last.
  template <class See>
  void followWhile(const std::atomic<int>& writing, See see) const {
    std::int64_t last = 0;
    for (bool done = false; !done;) {
      done = writing == 0;
      for (bool more = true; more;) {
        const auto page = catalogue_->changes(last, {}, 7);
        see(page);
        last = page.last;
        more = page.more;
      }
    }
  }
  static std::vector<std::string> ids(const std::vector<core::SearchHit>& hits) {
    std::vector<std::string> all;
    for (const auto& hit : hits) all.push_back(hit.id);
    std::sort(all.begin(), all.end());
    return all;
  }
  [[nodiscard]] std::vector<std::string> found(const core::SearchQuery& query) const {
    return ids(catalogue_->search(query).hits);
  }
  static core::SearchQuery query(const std::string& words = {}) {
    return {.words = words, .subject = {}, .kind = {}, .cursor = {}};
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::CopyCatalogue> catalogue_;
};

TEST_P(CatalogueConformance, ACopyTakenAwayIsNotFoundAndLeavesATombstoneAmongTheChanges) {
  for (const char* id : {"a", "b", "c"}) add(id, "p01");
  const auto before = catalogue_->changes(0, {}, 10).last;
  const core::Timestamp now(std::chrono::seconds(1'900'000'000));
  catalogue_->remove("c", {"giấy mời: 1 năm", "12/QĐ", "An"}, now);
  EXPECT_FALSE(catalogue_->find("c"));
  EXPECT_FALSE(catalogue_->text("c"));
  EXPECT_FALSE(catalogue_->receipt("c"));
  EXPECT_THAT(found(query("toàn văn")), testing::ElementsAre("a", "b"));
  EXPECT_THAT(found(query("toan van c")), testing::IsEmpty());
  const auto stone = catalogue_->tombstone("c");
  ASSERT_TRUE(stone);
  EXPECT_EQ(stone->content, core::sha256("c"));
  EXPECT_EQ(stone->decision, "12/QĐ");
  EXPECT_EQ(stone->removed, now);
  EXPECT_FALSE(catalogue_->tombstone("a"));
  const auto after = catalogue_->changes(before, {}, 10);
  ASSERT_THAT(after.removed, testing::SizeIs(1));
  EXPECT_EQ(after.removed[0].copy_id, "c");
  EXPECT_THAT(after.copies, testing::IsEmpty());
  // A number is given once, also when the last copy was the one that went.
  add("d", "p01");
  EXPECT_THAT(ids(catalogue_->changes(after.last, {}, 10).copies), testing::ElementsAre("d"));
  const auto all = catalogue_->changes(0, Units({"p01"}), 3);
  EXPECT_TRUE(all.more);
  EXPECT_THAT(all.removed, testing::SizeIs(1));
  EXPECT_THAT(catalogue_->changes(0, Units({"p02"}), 3).removed, testing::IsEmpty());
}

TEST_P(CatalogueConformance, WhatWasTakenAwayDoesNotComeBack) {
  add("a", "p01");
  catalogue_->remove("a", {"rule", "1/QĐ", "An"}, core::Timestamp());
  EXPECT_EQ(test::slugOf([&] { add("a", "p01"); }), core::kCopyRemoved.slug);
  EXPECT_EQ(test::slugOf([&] {
              catalogue_->remove("a", {"r", "1", "An"}, core::Timestamp());
            }),
            core::kNoSuchCopy.slug);
}

TEST_P(CatalogueConformance, AHeldCopyStaysUntilItIsReleased) {
  add("a", "p01");
  catalogue_->hold("a", "thanh tra", "An", core::Timestamp());
  catalogue_->hold("a", "again", "Bình", core::Timestamp());
  ASSERT_THAT(catalogue_->holds(), testing::SizeIs(1));
  EXPECT_EQ(catalogue_->holds()[0].reason, "thanh tra");
  const auto remove = [&] { catalogue_->remove("a", {"r", "1", "An"}, core::Timestamp()); };
  EXPECT_EQ(test::slugOf(remove), core::kCopyHeld.slug);
  EXPECT_TRUE(catalogue_->find("a"));
  catalogue_->release("a", "Bình", core::Timestamp());
  EXPECT_EQ(test::slugOf(remove), "");
  EXPECT_EQ(test::slugOf([&] { catalogue_->hold("a", "late", "An", core::Timestamp()); }),
            core::kNoSuchCopy.slug);
}

TEST_P(CatalogueConformance, ItsLifeHasAnIdUntilItBeginsAnew) {
  const auto first = catalogue_->incarnation();
  EXPECT_EQ(first.size(), 16U);
  EXPECT_EQ(GetParam().open(folder_.path())->incarnation(), first);
  catalogue_->beginAnew();
  EXPECT_NE(catalogue_->incarnation(), first);
}

TEST_P(CatalogueConformance, NumberDayAndOfficeNarrowASearchEachAloneAndTogether) {
  add("a", "p01", "1/QĐ", "2025-01-01");
  add("b", "p01", "2/QĐ", "2025-02-01");
  add("c", "p02", "1/QĐ", "2025-03-01");
  for (const std::string words : {"", "quyết định"}) {
    SCOPED_TRACE(words);
    EXPECT_THAT(found(query(words)), testing::ElementsAre("a", "b", "c"));
    auto by_number = query(words);
    by_number.number = "1/QĐ";
    EXPECT_THAT(found(by_number), testing::ElementsAre("a", "c"));
    auto from = query(words);
    from.issued_from = "2025-02-01";
    EXPECT_THAT(found(from), testing::ElementsAre("b", "c"));
    auto until = query(words);
    until.issued_until = "2025-02-01";
    EXPECT_THAT(found(until), testing::ElementsAre("a", "b"));
    auto office = query(words);
    office.units = {"p02", "p03"};
    EXPECT_THAT(found(office), testing::ElementsAre("c"));
    office.units = std::vector<std::string>{};
    EXPECT_TRUE(found(office).empty());
    auto all = by_number;
    all.issued_from = all.issued_until = "2025-01-01";
    all.units = {"p01"};
    EXPECT_THAT(found(all), testing::ElementsAre("a"));
  }
}

TEST_P(CatalogueConformance, CountsWhatASearchFindsByKindOfficeYearAndProduct) {
  add("a", "p01", "1/QĐ", "2024-12-31");
  add("b", "p01", "2/QĐ", "2025-02-01");
  add("c", "p02", "1/QĐ", "");
  core::SignedCopy other;
  other.id = "d";
  other.kind = "giay_moi";
  other.unit = "p02";
  other.product = core::Product::kCertified;
  other.fields = {{"ngay_ban_hanh", "2025-06-01"}};
  other.content = core::sha256("d");
  static_cast<void>(catalogue_->add(other, core::Timestamp()));
  using Counts = std::map<std::string, std::int64_t>;

  const auto all = catalogue_->facets(query(), 100);
  EXPECT_EQ(all.total, 4);
  EXPECT_FALSE(all.more);
  EXPECT_EQ(all.kinds, (Counts{{"giay_moi", 1}, {"quyet_dinh", 3}}));
  EXPECT_EQ(all.units, (Counts{{"p01", 2}, {"p02", 2}}));
  EXPECT_EQ(all.years, (Counts{{"", 1}, {"2024", 1}, {"2025", 2}}));
  EXPECT_EQ(all.products.at(core::Product::kCertified), 1);

  EXPECT_EQ(catalogue_->facets(query("quyet dinh"), 100).total, 3);
  EXPECT_EQ(catalogue_->facets(query("\"toan van b\""), 100).total, 1);
  auto office = query("quyết định");
  office.units = {"p02"};
  EXPECT_EQ(catalogue_->facets(office, 100).units, (Counts{{"p02", 1}}));
  office.words.clear();
  EXPECT_EQ(catalogue_->facets(office, 100).units, (Counts{{"p02", 2}}));
  office.units = std::vector<std::string>{};
  EXPECT_EQ(catalogue_->facets(office, 100).total, 0);
  auto person = query("toan van");
  person.subject = "079200000001";
  person.issued_from = "2025-01-01";
  EXPECT_EQ(catalogue_->facets(person, 100).years, (Counts{{"2025", 1}}));
  auto certified = query();
  certified.product = core::Product::kCertified;
  EXPECT_EQ(catalogue_->facets(certified, 100).total, 1);
  EXPECT_THAT(found(certified), testing::ElementsAre("d"));
  EXPECT_TRUE(found([&] {
                certified.words = "quyet dinh";
                return certified;
              }())
                  .empty());
}

TEST_P(CatalogueConformance, LooksAtNoMoreCopiesThanItIsToldToAndSaysSo) {
  for (int i = 0; i < 9; ++i) add("c" + std::to_string(i), i % 2 == 0 ? "p01" : "p02");
  auto office = query();
  office.units = {"p01", "p02"};
  auto person = query();
  person.subject = "079200000001";
  for (const auto& asked : {query(), query("toan van"), office, person}) {
    const auto few = catalogue_->facets(asked, 4);
    EXPECT_EQ(few.total, 4);
    EXPECT_TRUE(few.more);
    EXPECT_FALSE(catalogue_->facets(asked, 100).more);
  }
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(catalogue_->facets(query(), 0)); }),
            core::kBadQuery.slug);
}

TEST_P(CatalogueConformance, ACopyIsShownWithItsOfficeSizeAndTime) {
  add("a", "p01");
  const auto hit = *catalogue_->find("a");
  EXPECT_EQ(hit.unit, "p01");
  EXPECT_EQ(hit.case_file, "hs");
  EXPECT_EQ(hit.subject, "079200000001");
  EXPECT_EQ(hit.size, 7U);
  EXPECT_EQ(hit.accepted, hit.created + std::chrono::seconds(1));
}

TEST_P(CatalogueConformance, TextIsGivenAsItWasDelivered) {
  add("a", "p01");
  EXPECT_EQ(catalogue_->text("a"), "toàn văn a");
  EXPECT_EQ(catalogue_->text("none"), std::nullopt);
}

TEST_P(CatalogueConformance, ACursorOfOneOfficeIsNoneOfAnother) {
  add("a", "p01");
  add("b", "p01");
  auto one = query();
  one.limit = 1;
  one.units = {"p01"};
  auto other = one;
  other.cursor = catalogue_->search(one).next;
  ASSERT_TRUE(other.cursor);
  for (const Units& units : {Units(), Units({"p02"}), Units({"p01", "p02"})}) {
    other.units = units;
    EXPECT_EQ(test::slugOf([&] { static_cast<void>(found(other)); }), core::kBadCursor.slug);
  }
}

TEST_P(CatalogueConformance, ChangesOfAnOfficeGoOnWhereTheyEnded) {
  for (int i = 0; i < 10; ++i) add("c" + std::to_string(i), i % 2 == 0 ? "p01" : "p02");
  const Units units({"p01"});
  const auto first = catalogue_->changes(0, units, 3);
  EXPECT_THAT(ids(first.copies), testing::ElementsAre("c0", "c2", "c4"));
  EXPECT_TRUE(first.more);
  const auto second = catalogue_->changes(first.last, units, 3);
  EXPECT_THAT(ids(second.copies), testing::ElementsAre("c6", "c8"));
  EXPECT_FALSE(second.more);
  const auto none = catalogue_->changes(second.last, units, 3);
  EXPECT_TRUE(none.copies.empty());
  EXPECT_EQ(none.last, second.last);
  EXPECT_EQ(catalogue_->changes(0, Units(), 200).copies.size(), 10U);
  for (const int limit : {0, 201}) {
    EXPECT_EQ(test::slugOf([&] { static_cast<void>(catalogue_->changes(0, {}, limit)); }),
              core::kBadQuery.slug);
  }
}

TEST_P(CatalogueConformance, ChangesNeitherSkipNorRepeatWhileCopiesComeIn) {
  constexpr int kWriters = 3;
  constexpr int kEach = 30;
  std::vector<std::thread> writers;
  std::atomic<int> writing = kWriters;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      const auto own = GetParam().open(folder_.path());
      for (int i = 0; i < kEach; ++i) {
        add(*own, std::to_string(w) + "/" + std::to_string(i), "p01");
      }
      --writing;
    });
  }
  std::vector<std::string> seen;
  followWhile(writing, [&](const core::CopyCatalogue::Changes& page) {
    for (const auto& copy : page.copies) seen.push_back(copy.id);
  });
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(seen.size(), std::size_t{kWriters * kEach});
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
}

TEST_P(CatalogueConformance, WhoFollowsEndsWithTheCopiesThatAreThereWhileOthersAddAndRemove) {
  constexpr int kWriters = 3;
  constexpr int kEach = 60;
  std::vector<std::thread> writers;
  std::atomic<int> writing = kWriters;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      const auto own = GetParam().open(folder_.path());
      const auto id = [w](int i) { return std::to_string(w) + "/" + std::to_string(i); };
      for (int i = 0; i < kEach; ++i) {
        add(*own, id(i), "p01");
        // The newest but one, just where the follower reads.
        if (i % 3 != 0) own->remove(id(i - 1), {"r", "1", "An"}, core::Timestamp());
      }
      --writing;
    });
  }
  std::set<std::string> held;
  followWhile(writing, [&](const core::CopyCatalogue::Changes& page) {
    for (const auto& stone : page.removed) held.erase(stone.copy_id);
    for (const auto& copy : page.copies) held.insert(copy.id);
  });
  for (auto& writer : writers) writer.join();
  std::set<std::string> there;
  catalogue_->forEach([&](const core::DeliveryReceipt& receipt) { there.insert(receipt.copy_id); });
  EXPECT_EQ(held, there);
}

}  // namespace sohoa::conformance

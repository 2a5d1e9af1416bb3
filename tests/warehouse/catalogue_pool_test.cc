#include "warehouse/catalogue_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "tests/support/slug_of.h"

namespace sohoa::warehouse {
namespace {

using core::CopyCatalogue;

// What all connections of a test share.
struct House {
  std::atomic<int> made = 0;
  std::atomic<int> inside = 0;
  std::atomic<int> most_inside = 0;
  std::atomic<bool> open = true;  // searches wait for it
  bool failing = false;
};

class Connection final : public CopyCatalogue {
 public:
  explicit Connection(House& house) : house_(house) { ++house_.made; }

  core::DeliveryReceipt add(const core::SignedCopy& copy, core::Timestamp accepted) override {
    return {copy.id, copy.content, accepted};
  }
  [[nodiscard]] std::optional<core::DeliveryReceipt> receipt(const std::string& id) const override {
    return core::DeliveryReceipt{id, {}, {}};
  }
  [[nodiscard]] std::optional<core::SearchHit> find(const std::string&) const override {
    return std::nullopt;
  }
  [[nodiscard]] core::SearchPage search(const core::SearchQuery& query) const override {
    if (query.words == "bad") throw core::Error(core::kBadQuery, {});
    const int now = ++house_.inside;
    for (int most = house_.most_inside; most < now;) {
      if (house_.most_inside.compare_exchange_weak(most, now)) break;
    }
    house_.inside.notify_all();
    house_.open.wait(false);
    --house_.inside;
    return {};
  }
  [[nodiscard]] core::CopyFacets facets(const core::SearchQuery&, int) const override { return {}; }
  [[nodiscard]] std::optional<std::string> text(const std::string& id) const override {
    return "text of " + id;
  }
  [[nodiscard]] Changes changes(std::int64_t after, const std::optional<std::vector<std::string>>&,
                                int) const override {
    return {.copies = {}, .removed = {}, .last = after, .more = false};
  }
  void remove(const std::string&, const core::Removal&, core::Timestamp) override {}
  [[nodiscard]] std::optional<core::Tombstone> tombstone(const std::string&) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<core::Tombstone> tombstones(
      std::int64_t, const std::optional<std::vector<std::string>>&, int) const override {
    return {};
  }
  void hold(const std::string&, const std::string&, const std::string&, core::Timestamp) override {}
  void release(const std::string&, const std::string&, core::Timestamp) override {}
  [[nodiscard]] std::vector<core::CopyHold> holds() const override { return {}; }
  [[nodiscard]] std::string incarnation() const override { return "life"; }
  void beginAnew() override {}
  void forEach(const std::function<void(const core::DeliveryReceipt&)>& visit) const override {
    visit({"one", {}, {}});
  }

 private:
  House& house_;
};

class CataloguePoolTest : public testing::Test {
 protected:
  CataloguePool pool(int most) {
    return {[this]() -> std::unique_ptr<CopyCatalogue> {
              if (house_.failing) throw core::Error(core::kStoreBusy, {});
              return std::make_unique<Connection>(house_);
            },
            most};
  }
  static core::SearchQuery words(const std::string& words) {
    return {.words = words, .subject = {}, .kind = {}, .cursor = {}};
  }
  House house_;
};

TEST_F(CataloguePoolTest, OneAfterAnotherNeedsOneConnection) {
  auto one = pool(4);
  EXPECT_EQ(house_.made, 0);
  for (int i = 0; i < 10; ++i) static_cast<void>(one.search(words("")));
  EXPECT_EQ(one.text("c1"), "text of c1");
  EXPECT_EQ(one.receipt("c1")->copy_id, "c1");
  EXPECT_EQ(one.changes(7, {}, 1).last, 7);
  EXPECT_FALSE(one.find("c1"));
  int visits = 0;
  one.forEach([&](const auto&) { ++visits; });
  EXPECT_EQ(visits, 1);
  core::SignedCopy copy;
  copy.id = "c1";
  EXPECT_EQ(one.add(copy, {}).copy_id, "c1");
  EXPECT_EQ(house_.made, 1);
}

TEST_F(CataloguePoolTest, AsManyGoInAsThereMayBeConnectionsAndTheOthersWait) {
  constexpr int kMost = 3;
  auto one = pool(kMost);
  house_.open = false;
  std::vector<std::future<void>> searches;
  for (int i = 0; i < 12; ++i) {
    searches.push_back(
        std::async(std::launch::async, [&] { static_cast<void>(one.search(words(""))); }));
  }
  for (int now = house_.inside; now < kMost; now = house_.inside) house_.inside.wait(now);
  house_.open = true;
  house_.open.notify_all();
  for (auto& search : searches) search.get();
  EXPECT_EQ(house_.most_inside, kMost);
  EXPECT_EQ(house_.made, kMost);
}

TEST_F(CataloguePoolTest, AConnectionThatFailsAQueryIsUsedAgain) {
  auto one = pool(1);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(test::slugOf([&] { static_cast<void>(one.search(words("bad"))); }),
              core::kBadQuery.slug);
  }
  static_cast<void>(one.search(words("")));
  EXPECT_EQ(house_.made, 1);
}

TEST_F(CataloguePoolTest, AConnectionThatCannotBeMadeIsAnErrorAndIsTriedAgain) {
  auto one = pool(1);
  house_.failing = true;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(test::slugOf([&] { static_cast<void>(one.find("c1")); }), core::kStoreBusy.slug);
  }
  house_.failing = false;
  EXPECT_FALSE(one.find("c1"));
}

}  // namespace
}  // namespace sohoa::warehouse

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/file.h"
#include "core/ports/access_book.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

// What every AccessBook must do.
namespace sohoa::conformance {

using test::slugOf;

struct AccessBookMaker {
  std::string name;
  std::function<std::unique_ptr<core::AccessBook>(const std::filesystem::path& folder)> open;
};
inline std::ostream& operator<<(std::ostream& out, const AccessBookMaker& maker) {
  return out << maker.name;
}

class AccessBookConformance : public testing::TestWithParam<AccessBookMaker> {
 protected:
  void SetUp() override { book_ = GetParam().open(folder_.path()); }
  [[nodiscard]] core::AccessBook& book() const { return *book_; }

  static core::Timestamp at(int second) {
    return core::Timestamp(std::chrono::seconds(1'800'000'000 + second));
  }
  static core::ApiClient client(const std::string& id) {
    core::ApiClient client;
    client.id = id;
    client.name = "Một cửa " + id;
    client.unit = "p01";
    client.sees = "tinh";
    client.roles = {core::Role::kRead, core::Role::kAudit};
    client.secret = "hash";
    client.certificate = "thumb";
    client.per_minute = 7;
    client.created = at(0);
    return client;
  }
  static core::AccessEntry entry(const std::string& copy, const std::string& client = "mot-cua") {
    return {.at = at(1),
            .client = client,
            .unit = "p01",
            .action = "getCopy",
            .copy = copy,
            .purpose = "ho-tich",
            .case_file = "H1",
            .status = 200};
  }
  static core::Reuse reuse(const std::string& key, const std::string& copy = "c1", int second = 1) {
    return {.key = key,
            .client = "mot-cua",
            .unit = "p01",
            .copy = copy,
            .case_file = "H1",
            .purpose = "ho-tich",
            .at = at(second)};
  }
  [[nodiscard]] std::vector<core::LoggedAccess> all() const {
    return book().logged({.copy = {}, .client = {}, .limit = 100000});
  }
  [[nodiscard]] std::vector<core::AccessBook::NumberedReuse> reuses() const {
    return book().reuses({.copy = {}, .unit = {}, .from = {}, .until = {}});
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::AccessBook> book_;
};

TEST_P(AccessBookConformance, AClientIsKeptWithAllItsParts) {
  EXPECT_FALSE(book().client("a"));
  const auto added = client("a");
  book().addClient(added);
  const auto held = book().client("a");
  ASSERT_TRUE(held);
  EXPECT_EQ(held->name, added.name);
  EXPECT_EQ(held->unit, added.unit);
  EXPECT_EQ(held->sees, added.sees);
  EXPECT_EQ(held->roles, added.roles);
  EXPECT_EQ(held->secret, added.secret);
  EXPECT_EQ(held->certificate, added.certificate);
  EXPECT_EQ(held->per_minute, 7);
  EXPECT_FALSE(held->disabled);
  EXPECT_EQ(held->created, at(0));
}

TEST_P(AccessBookConformance, AnIdIsGivenOnceAndOnlyWhatIsThereCanChange) {
  book().addClient(client("a"));
  EXPECT_EQ(slugOf([&] { book().addClient(client("a")); }), core::kClientThere.slug);
  EXPECT_EQ(slugOf([&] { book().changeClient("b", [](auto&) {}); }), core::kNoSuchClient.slug);
  auto changed = client("a");
  changed.disabled = true;
  changed.roles = {};
  changed.secret = "other";
  changed.created = at(99);
  book().changeClient("a", [&](core::ApiClient& now) { now = changed; });
  const auto held = *book().client("a");
  EXPECT_TRUE(held.disabled);
  EXPECT_TRUE(held.roles.empty());
  EXPECT_EQ(held.secret, "other");
  EXPECT_EQ(held.created, at(0));
}

TEST_P(AccessBookConformance, AChangeThatThrowsLeavesTheClientAsItWas) {
  book().addClient(client("a"));
  EXPECT_THROW(book().changeClient("a",
                                   [](core::ApiClient& now) {
                                     now.disabled = true;
                                     throw std::runtime_error("no");
                                   }),
               std::runtime_error);
  EXPECT_FALSE(book().client("a")->disabled);
}

TEST_P(AccessBookConformance, WhatWasDoneToAccountsIsFoundAmongTheRestAndBackwards) {
  auto login = entry("op:1");
  login.action = "account.logged_in";
  auto change = entry("op:2");
  change.action = "account.changed";
  book().log({entry("c1"), login, entry("c2"), change});
  const auto numbers = [&](core::AccessBook::LogQuery query) {
    std::vector<std::int64_t> found;
    for (const auto& one : book().logged(query)) found.push_back(one.number);
    return found;
  };
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(numbers({.copy = {}, .client = {}, .about_accounts = true}), (Numbers{2, 4}));
  EXPECT_EQ(numbers({.copy = {}, .client = {}, .about_accounts = true, .newest_first = true}),
            (Numbers{4, 2}));
  EXPECT_EQ(numbers({.copy = {}, .client = {}, .newest_first = true}), (Numbers{4, 3, 2, 1}));
  EXPECT_EQ(numbers({.copy = {}, .client = {}, .after = 3, .limit = 1, .newest_first = true}),
            (Numbers{2}));
  EXPECT_EQ(numbers({.copy = "op:2", .client = {}}), (Numbers{4}));
}

TEST_P(AccessBookConformance, ClientsAreListedByIdAndSeenByOthersAtOnce) {
  for (const char* id : {"b", "a", "c"}) book().addClient(client(id));
  std::vector<std::string> ids;
  for (const auto& one : GetParam().open(folder_.path())->clients()) ids.push_back(one.id);
  EXPECT_THAT(ids, testing::ElementsAre("a", "b", "c"));
}

TEST_P(AccessBookConformance, EntriesAreNumberedWithoutGapsAndKeptWhole) {
  book().log({entry("c1"), entry("c2")});
  book().log({});
  book().log({entry("c3", "other")});
  const auto lines = all();
  ASSERT_EQ(lines.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(lines[i].number, static_cast<std::int64_t>(i) + 1);
  const auto& last = lines[2].entry;
  EXPECT_EQ(last.at, at(1));
  EXPECT_EQ(last.client, "other");
  EXPECT_EQ(last.unit, "p01");
  EXPECT_EQ(last.action, "getCopy");
  EXPECT_EQ(last.copy, "c3");
  EXPECT_EQ(last.purpose, "ho-tich");
  EXPECT_EQ(last.case_file, "H1");
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(book().logProblem(), "");
}

TEST_P(AccessBookConformance, TheLogIsAskedByCopyByClientAndPageByPage) {
  for (int i = 0; i < 10; ++i) {
    book().log({entry(i % 2 == 0 ? "even" : "odd", i < 5 ? "early" : "late")});
  }
  EXPECT_EQ(book().logged({.copy = "even", .client = {}}).size(), 5U);
  EXPECT_EQ(book().logged({.copy = "even", .client = "early"}).size(), 3U);
  EXPECT_EQ(book().logged({.copy = {}, .client = "nobody"}).size(), 0U);
  std::int64_t after = 0;
  std::vector<std::int64_t> numbers;
  for (;;) {
    const auto page = book().logged({.copy = {}, .client = {}, .after = after, .limit = 3});
    if (page.empty()) break;
    for (const auto& line : page) numbers.push_back(after = line.number);
  }
  EXPECT_THAT(numbers, testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
}

TEST_P(AccessBookConformance, AReuseIsRecordedOnceForItsKey) {
  const auto first = book().recordReuse(reuse("k", "c1", 1));
  const auto again = book().recordReuse(reuse("k", "c1", 50));
  EXPECT_EQ(again.at, first.at);
  EXPECT_EQ(reuses().size(), 1U);
  auto other = reuse("k", "c2");
  EXPECT_EQ(slugOf([&] { book().recordReuse(other); }), core::kReuseConflict.slug);
  other = reuse("k");
  other.case_file = "H2";
  EXPECT_EQ(slugOf([&] { book().recordReuse(other); }), core::kReuseConflict.slug);
  other = reuse("k", "c2");
  other.client = "another";  // whose keys are its own
  EXPECT_EQ(book().recordReuse(other).copy, "c2");
  ASSERT_EQ(reuses().size(), 2U);
  EXPECT_EQ(reuses()[0].reuse.copy, "c1");
  EXPECT_EQ(reuses()[0].reuse.case_file, "H1");
}

TEST_P(AccessBookConformance, ReusesAreAskedByCopyUnitAndTime) {
  for (int i = 0; i < 6; ++i) {
    auto one = reuse("k" + std::to_string(i), i < 3 ? "c1" : "c2", i);
    one.unit = i % 2 == 0 ? "p01" : "p02";
    book().recordReuse(one);
  }
  using Query = core::AccessBook::ReuseQuery;
  const auto count = [&](Query query) { return book().reuses(query).size(); };
  EXPECT_EQ(count({.copy = "c1", .unit = {}, .from = {}, .until = {}}), 3U);
  EXPECT_EQ(count({.copy = "c1", .unit = "p02", .from = {}, .until = {}}), 1U);
  EXPECT_EQ(count({.copy = {}, .unit = {}, .from = at(2), .until = at(5)}), 3U);
  EXPECT_EQ(count({.copy = {}, .unit = {}, .from = {}, .until = {}, .after = 4}), 2U);
  EXPECT_EQ(count({.copy = {}, .unit = {}, .from = {}, .until = {}, .after = 0, .limit = 2}), 2U);
}

TEST_P(AccessBookConformance, TheFirstAnswerUnderAKeyStays) {
  EXPECT_FALSE(book().remembered("a", "k"));
  book().remember("a", "k", {"print", "answer"}, at(1));
  book().remember("a", "k", {"other", "another"}, at(2));
  const auto held = book().remembered("a", "k");
  ASSERT_TRUE(held);
  EXPECT_EQ(held->fingerprint, "print");
  EXPECT_EQ(held->answer, "answer");
  EXPECT_FALSE(book().remembered("b", "k"));
}

TEST_P(AccessBookConformance, ThreadsAtOnceKeepTheChainWhole) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) book().log({entry("c1"), entry("c2")});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(all().size(), 160U);
  EXPECT_EQ(book().logProblem(), "");
}

class AccessBookProcessConformance : public AccessBookConformance {};

TEST_P(AccessBookProcessConformance, ProcessesAtOnceKeepTheChainWholeAndTheKeysSingle) {
  constexpr int kProcesses = 4;
  constexpr int kEach = 20;
  book_.reset();
  {
    std::vector<std::unique_ptr<ForkedProcess>> processes;
    for (int p = 0; p < kProcesses; ++p) {
      processes.push_back(std::make_unique<ForkedProcess>([&](int) {
        const auto own = GetParam().open(folder_.path());
        for (int i = 0; i < kEach; ++i) {
          own->log({entry("c1"), entry("c2")});
          own->recordReuse(reuse("k" + std::to_string(i)));
        }
      }));
    }
    for (auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  }
  book_ = GetParam().open(folder_.path());
  const auto lines = all();
  ASSERT_EQ(lines.size(), std::size_t{2 * kProcesses * kEach});
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].number, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(lines[i].entry.copy, i % 2 == 0 ? "c1" : "c2");  // two belong together
  }
  EXPECT_EQ(book().logProblem(), "");
  EXPECT_EQ(reuses().size(), std::size_t{kEach});
}

}  // namespace sohoa::conformance

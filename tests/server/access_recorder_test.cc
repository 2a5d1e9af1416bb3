#include "server/access_recorder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "core/file.h"
#include "core/ports/errors.h"
#include "store/sql_access_book.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

// Lets a writer wait until it is told to go on, and fails when it is told to.
class HeldBook final : public core::AccessBook {
 public:
  void log(const std::vector<core::AccessEntry>& entries) override {
    started.fetch_add(1);
    started.notify_all();
    released.wait(false);
    const std::lock_guard lock(mutex);
    rounds.push_back(entries.size());
    if (rounds.size() == failing_round) throw core::Error(core::kStoreBusy, {});
  }
  void addClient(const core::ApiClient&) override {}
  core::ApiClient changeClient(const std::string&,
                               const std::function<void(core::ApiClient&)>&) override {
    return {};
  }
  [[nodiscard]] std::optional<core::ApiClient> client(const std::string&) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<core::ApiClient> clients() const override { return {}; }
  [[nodiscard]] std::vector<core::LoggedAccess> logged(const LogQuery&) const override {
    return {};
  }
  [[nodiscard]] std::string logProblem() const override { return {}; }
  core::Reuse recordReuse(const core::Reuse& reuse) override { return reuse; }
  [[nodiscard]] std::vector<NumberedReuse> reuses(const ReuseQuery&) const override { return {}; }

  [[nodiscard]] std::optional<Remembered> remembered(const std::string&,
                                                     const std::string&) const override {
    return std::nullopt;
  }
  void remember(const std::string&, const std::string&, const Remembered&,
                core::Timestamp) override {}

  std::atomic<int> started = 0;
  std::atomic<bool> released = false;
  std::mutex mutex;
  std::vector<std::size_t> rounds;
  std::size_t failing_round = 0;  // from 1
};

core::AccessEntry entry(const std::string& copy) {
  return {.at = core::Timestamp(std::chrono::seconds(1)),
          .client = "c",
          .unit = "u",
          .action = "getCopy",
          .copy = copy,
          .purpose = "p",
          .case_file = "f",
          .status = 200};
}

TEST(AccessRecorder, ManyThreadsWriteOneWholeChainAndNothingIsLost) {
  constexpr int kThreads = 8;
  constexpr int kEach = 25;
  const core::TemporaryFolder folder;
  store::SqlAccessBook book(folder.path() / "access.db");
  AccessRecorder recorder(book);
  std::vector<std::thread> threads;
  std::atomic<int> missing = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto copy = std::to_string(t) + "/" + std::to_string(i);
        recorder.record(entry(copy));
        // Another connection sees it: it is in the file and not only on its way.
        if (i == 0) {
          const store::SqlAccessBook other(folder.path() / "access.db");
          missing += other.logged({.copy = copy, .client = {}}).size() == 1 ? 0 : 1;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(missing, 0);
  std::set<std::string> seen;
  for (const auto& line : book.logged({.copy = {}, .client = {}, .limit = 1000})) {
    seen.insert(line.entry.copy);
  }
  EXPECT_EQ(seen.size(), std::size_t{kThreads * kEach});
  EXPECT_EQ(book.logProblem(), "");
}

TEST(AccessRecorder, ThoseWhoWaitAreWrittenTogetherAndAFailureIsToldToEachOfThem) {
  constexpr int kWaiters = 5;
  HeldBook book;
  book.failing_round = 2;
  AccessRecorder recorder(book);
  auto first = std::async(std::launch::async, [&] { recorder.record(entry("first")); });
  book.started.wait(0);
  // The first one writes; whoever comes now joins the next round or, once it failed, a later one.
  std::vector<std::future<std::string>> others;
  for (int i = 0; i < kWaiters; ++i) {
    others.push_back(std::async(std::launch::async, [&] {
      return test::slugOf([&] { recorder.record(entry("other")); });
    }));
  }
  book.released = true;
  book.released.notify_all();
  EXPECT_NO_THROW(first.get());
  std::size_t told = 0;
  for (auto& other : others) told += other.get() == core::kStoreBusy.slug ? 1 : 0;
  ASSERT_GE(book.rounds.size(), 2U);
  EXPECT_EQ(book.rounds[0], 1U);
  EXPECT_EQ(told, book.rounds[1]);
  std::size_t all = 0;
  for (const auto count : book.rounds) all += count;
  EXPECT_EQ(all, std::size_t{kWaiters + 1});
  // And after a failure it goes on.
  EXPECT_NO_THROW(recorder.record(entry("later")));
}

}  // namespace
}  // namespace sohoa::server

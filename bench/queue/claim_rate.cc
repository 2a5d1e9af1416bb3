// claim_rate PLACE FILES CLAIMERS: what the work store does by itself, at PLACE: a folder, or the
// address of a PostgreSQL database. FILES papers of one page are taken in; then CLAIMERS processes
// at once claim jobs, record their effects and add the jobs that follow, until there are none:
// eight jobs a paper. Then one process looks for work every 100 ms, as an idle worker does, while
// jobs come in at any time. Prints JSON.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "store/sql_work_store.h"

namespace {

using namespace sohoa;
using steady = std::chrono::steady_clock;

double since(steady::time_point begin) {
  return std::chrono::duration<double>(steady::now() - begin).count();
}

store::Location placeOf(const std::string& text) {
  if (text.find("://") != std::string::npos) return store::PostgresUrl{text};
  return std::filesystem::path(text) / "work.db";
}

void finish(core::WorkStore& work, const core::Lease& lease, core::Timestamp now) {
  const auto result = core::sha256(std::to_string(lease.job));
  switch (lease.stage) {
    case core::Stage::kOpen:
      return work.finishOpen(lease, {0}, now);
    case core::Stage::kRead:
      return work.finishRead(lease, core::PageMark::kKept, result, now);
    case core::Stage::kCompose: {
      core::Document document;
      document.pages = {0};
      return work.finishCompose(lease, {document}, now);
    }
    case core::Stage::kExtract:
      return work.finishExtract(lease, work.document(lease.subject).document, now);
    case core::Stage::kDeliver:
      return work.finishDeliver(lease, now);
    default:
      return work.finishPdf(lease, result, now);
  }
}

void takeIn(core::WorkStore& work, int number, core::Timestamp now) {
  const auto name = "f" + std::to_string(number);
  static_cast<void>(work.addMaster("b", "/in/" + name, name, core::sha256(name), 1000, now));
}

// The body of one process: how many jobs it did.
long drain(const store::Location& place, const std::string& worker) {
  const core::SystemClock clock;
  store::SqlWorkStore work(place);
  work.registerWorker(worker, "here", ::getpid(), worker, clock.now());
  long jobs = 0;
  for (int empty = 0; empty < 3;) {
    const auto lease = work.claim(worker, clock.now());
    if (!lease) {
      ++empty;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      continue;
    }
    empty = 0;
    finish(work, *lease, clock.now());
    ++jobs;
  }
  return jobs;
}

long drainBy(const store::Location& place, int claimers) {
  std::vector<int> pipes;
  for (int i = 0; i < claimers; ++i) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    if (::fork() == 0) {
      const long jobs = drain(place, "w" + std::to_string(i));
      ::_exit(::write(ends[1], &jobs, sizeof jobs) == sizeof jobs ? 0 : 1);
    }
    ::close(ends[1]);
    pipes.push_back(ends[0]);
  }
  long all = 0;
  for (const int pipe : pipes) {
    long jobs = 0;
    if (::read(pipe, &jobs, sizeof jobs) == sizeof jobs) all += jobs;
  }
  while (::wait(nullptr) > 0) {
  }
  return all;
}

// Milliseconds from the commit of a job to its claim by a worker that was idle.
nlohmann::json latency(const store::Location& place, int first) {
  const core::SystemClock clock;
  store::SqlWorkStore idle(place);
  idle.registerWorker("idle", "here", ::getpid(), "idle", clock.now());
  std::vector<double> waits;
  std::atomic<bool> taken{true};
  std::atomic<steady::rep> added{0};
  std::jthread feeder([&](const std::stop_token& stop) {
    store::SqlWorkStore work(place);
    std::mt19937 chance(1);
    for (int i = first; !stop.stop_requested(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(chance() % 150));
      taken = false;
      takeIn(work, i, clock.now());
      added = steady::now().time_since_epoch().count();
      while (!taken && !stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    }
  });
  while (waits.size() < 100) {
    if (const auto lease = idle.claim("idle", clock.now())) {
      while (added == 0) std::this_thread::yield();
      waits.push_back(since(steady::time_point(steady::duration(added.exchange(0)))) * 1000);
      idle.finishOpen(*lease, {0}, clock.now());
      while (const auto next = idle.claim("idle", clock.now())) finish(idle, *next, clock.now());
      taken = true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  std::sort(waits.begin(), waits.end());
  const auto begin = steady::now();
  for (int i = 0; i < 200; ++i) static_cast<void>(idle.claim("idle", clock.now()));
  return {{"p50_ms", waits[waits.size() / 2]},
          {"p99_ms", waits[waits.size() * 99 / 100]},
          {"empty_look_ms", 1000 * since(begin) / 200}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: claim_rate PLACE FILES CLAIMERS\n");
    return 2;
  }
  const auto place = placeOf(argv[1]);
  const int files = std::atoi(argv[2]);
  {
    const core::SystemClock clock;
    store::SqlWorkStore work(place);
    work.createBatch({"b", clock.now()});
    for (int i = 0; i < files; ++i) takeIn(work, i, clock.now());
  }
  const auto begin = steady::now();
  const long jobs = drainBy(place, std::atoi(argv[3]));
  const double seconds = since(begin);
  const nlohmann::json report{{"claimers", std::atoi(argv[3])},
                              {"jobs", jobs},
                              {"jobs_per_second", static_cast<double>(jobs) / seconds},
                              {"idle_worker", latency(place, files)}};
  std::printf("%s\n", report.dump(1).c_str());
  return 0;
}

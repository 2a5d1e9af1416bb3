#include "pipeline/batch_list.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "core/ports/errors.h"
#include "pipeline/batch_json.h"

namespace sohoa::pipeline {
namespace {

using nlohmann::json;

constexpr std::size_t kMostLookedAt = 300;

BatchState stateOf(const ListedBatch& listed, core::Timestamp now) {
  const auto& jobs = listed.progress;
  if (jobs.jobs_open == 0) {
    if (core::isTaking(jobs, now)) return BatchState::kWorking;
    if (listed.held > 0) return BatchState::kHeld;
    return jobs.reviews_waiting > 0 ? BatchState::kReview : BatchState::kDone;
  }
  if (listed.batch.paused) return BatchState::kPaused;
  const bool later = jobs.jobs_running == 0 && !jobs.waits_for.empty() && jobs.next_attempt &&
                     *jobs.next_attempt > now;
  return later ? BatchState::kWaiting : BatchState::kWorking;
}

bool fits(const core::BatchRow& batch, const BatchFilter& filter) {
  return (!filter.sees || filter.sees(batch.unit)) &&
         (!filter.lane || *filter.lane == batch.lane) &&
         (!filter.unit || *filter.unit == batch.unit);
}

}  // namespace

std::string_view slug(BatchState state) {
  switch (state) {
    case BatchState::kWorking:
      return "working";
    case BatchState::kWaiting:
      return "waiting";
    case BatchState::kPaused:
      return "paused";
    case BatchState::kHeld:
      return "held";
    case BatchState::kReview:
      return "review";
    case BatchState::kDone:
      return "done";
  }
  return "";
}

std::optional<BatchState> batchState(std::string_view word) {
  for (const auto state : {BatchState::kWorking, BatchState::kWaiting, BatchState::kPaused,
                           BatchState::kHeld, BatchState::kReview, BatchState::kDone}) {
    if (slug(state) == word) return state;
  }
  return std::nullopt;
}

ListedBatch lookAt(core::WorkStore& store, Pace& pace, const core::BatchRow& batch,
                   core::Timestamp now) {
  ListedBatch listed;
  listed.batch = batch;
  listed.sheets = store.balance(batch.id);
  listed.progress = store.progress(batch.id);
  listed.held = static_cast<int>(store.quarantined(batch.id).size());
  listed.state = stateOf(listed, now);
  if (listed.state != BatchState::kWorking) {
    pace.forget(batch.id);
    return listed;
  }
  listed.pages_per_minute = pace.note(batch.id, listed.progress.pages_done, now);
  const int pages = listed.progress.pages_total - listed.progress.pages_done;
  if (listed.pages_per_minute && pages > 0) {
    listed.left = std::chrono::seconds(
        static_cast<std::int64_t>(pages * 60.0 / *listed.pages_per_minute) + 1);
  }
  return listed;
}

BatchPage listBatches(core::WorkStore& store, Pace& pace, const BatchFilter& filter,
                      const std::string& after, std::size_t limit, core::Timestamp now) {
  auto all = store.batches();
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(b.created, b.id) < std::tie(a.created, a.id);
  });
  auto at = all.begin();
  if (!after.empty()) {
    at = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == after; });
    if (at == all.end()) throw core::Error(core::kNoSuchItem, {.detail = "cursor"});
    ++at;
  }
  BatchPage page;
  std::size_t looked_at = 0;
  for (; at != all.end(); ++at) {
    if (!fits(*at, filter)) continue;
    if (page.batches.size() == limit || looked_at == kMostLookedAt) {
      page.next = std::prev(at)->id;
      break;
    }
    ++looked_at;
    auto listed = lookAt(store, pace, *at, now);
    if (!filter.state || listed.state == *filter.state) page.batches.push_back(std::move(listed));
  }
  return page;
}

json listedJson(const ListedBatch& listed) {
  const auto& batch = listed.batch;
  json out{{"batch", batch.id},
           {"created", core::formatIso8601(batch.created)},
           {"lane", slug(batch.lane)},
           {"unit", batch.unit},
           {"paused", batch.paused},
           {"state", slug(listed.state)},
           {"sheets", sheetsJson(listed.sheets)},
           {"progress", progressJson(listed.progress)},
           {"held", listed.held},
           {"pages_per_minute", nullptr},
           {"seconds_left", nullptr},
           {"waits_for", nullptr},
           {"next_attempt", nullptr}};
  if (listed.pages_per_minute) out["pages_per_minute"] = *listed.pages_per_minute;
  if (listed.left) out["seconds_left"] = listed.left->count();
  if (listed.state == BatchState::kWaiting) {
    out["waits_for"] = listed.progress.waits_for;
    out["next_attempt"] = core::formatIso8601(*listed.progress.next_attempt);
  }
  return out;
}

}  // namespace sohoa::pipeline

#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/ports/work_store.h"
#include "pipeline/pace.h"

namespace sohoa::pipeline {

// What a person has to know of a batch before any number.
enum class BatchState {
  kWorking,  // jobs run, or may run now
  kWaiting,  // every job waits for a later attempt: something outside is amiss
  kPaused,
  kHeld,    // nothing is left to do but what waits for a person in quarantine
  kReview,  // nor but papers that wait to be reviewed
  kDone,
};
[[nodiscard]] std::string_view slug(BatchState state);  // "working", …
[[nodiscard]] std::optional<BatchState> batchState(std::string_view slug);

struct ListedBatch {
  core::BatchRow batch;
  BatchState state = BatchState::kDone;
  core::SheetBalance sheets;
  core::Progress progress;
  int held = 0;                              // items in quarantine
  std::optional<double> pages_per_minute;    // of one at work
  std::optional<std::chrono::seconds> left;  // at this pace, for the pages known by now
};

struct BatchFilter {
  std::optional<BatchState> state;
  std::optional<core::Lane> lane;
  std::optional<std::string> unit;
  std::function<bool(const std::string& unit)> sees;  // whether its batches are told at all
};

struct BatchPage {
  std::vector<ListedBatch> batches;  // newest first
  std::string next;                  // the id to go on after; empty: there are no more
};

[[nodiscard]] ListedBatch lookAt(core::WorkStore& store, Pace& pace, const core::BatchRow& batch,
                                 core::Timestamp now);

// Batches after the one with this id (empty: from the newest), at most `limit`; fewer, with `next`
// set, where many were looked at and did not fit. Throws Error(kNoSuchItem) for an unknown `after`.
[[nodiscard]] BatchPage listBatches(core::WorkStore& store, Pace& pace, const BatchFilter& filter,
                                    const std::string& after, std::size_t limit,
                                    core::Timestamp now);

[[nodiscard]] nlohmann::json listedJson(const ListedBatch& listed);

}  // namespace sohoa::pipeline

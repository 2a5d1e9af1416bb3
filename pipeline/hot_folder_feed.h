#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/hot_folder.h"
#include "core/ports/intake.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

struct FeedReport {
  int taken = 0;                            // new masters
  int linked = 0;                           // bytes that came in before; linked, not doubled
  std::vector<core::RefusedEntry> refused;  // moved aside, with the reason beside them
  std::vector<core::Error> put_off;         // no room, store busy: tried again at the next look
};

// Takes what stands ready in a hot folder in. A file leaves the spool only after its master and its
// first job are stored, so a crash anywhere brings it again, and bringing it again changes nothing.
class HotFolderFeed {
 public:
  // `root`: the hot folder, as it is shown in paths. All outlive the feed.
  HotFolderFeed(core::HotFolder& folder, core::Intake& intake, core::WorkStore& store,
                core::BatchLedger& ledger, const core::Clock& clock, std::filesystem::path root,
                core::Queue queue);

  // One look. One bad file stops no other; a full disk stops the rest until the next look.
  [[nodiscard]] FeedReport look();

  // The batch of a file: each folder right below the root is a case file and a batch of its own,
  // loose files of one day (Vietnam time) share one.
  [[nodiscard]] std::string batchOf(const std::filesystem::path& name) const;

 private:
  // Made when it is not there yet.
  [[nodiscard]] std::string openBatch(const std::filesystem::path& name);
  // Nothing when it was refused.
  std::optional<core::MasterRow> takeOrRefuse(const core::ClaimedFile& file, FeedReport& report);
  core::MasterRow take(const core::ClaimedFile& file, FeedReport& report);
  void refuse(const core::ClaimedFile& file, const core::Error& error, FeedReport& report);

  core::HotFolder& folder_;
  core::Intake& intake_;
  core::WorkStore& store_;
  core::BatchLedger& ledger_;
  const core::Clock& clock_;
  std::filesystem::path root_;
  core::Queue queue_;
};

}  // namespace sohoa::pipeline

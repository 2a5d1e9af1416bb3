#include "pipeline/hot_folder_feed.h"

#include <algorithm>

#include "core/digest.h"
#include "core/fault.h"
#include "core/text.h"
#include "pipeline/errors.h"
#include "pipeline/failure.h"
#include "pipeline/keep_bytes.h"
#include "pipeline/stored_path.h"

namespace sohoa::pipeline {
namespace {

using core::Error;

std::string shortHash(const std::string& text) { return core::sha256(text).hex().substr(0, 8); }

// The error under the name a person knows; the spool's path tells nothing.
Error under(const core::ClaimedFile& file, const Error& error) {
  auto context = error.context();
  context.file = core::toNfc(file.name.string());
  return {error.code(), std::move(context)};
}

bool passes(const Error& error) {
  return error.code() == core::kDiskFull || error.retry() == core::Retry::kTransient;
}

}  // namespace

HotFolderFeed::HotFolderFeed(core::HotFolder& folder, core::Intake& intake, core::WorkStore& store,
                             core::BatchLedger& ledger, const core::Clock& clock,
                             std::filesystem::path root, core::Queue queue)
    : folder_(folder),
      intake_(intake),
      store_(store),
      ledger_(ledger),
      clock_(clock),
      root_(std::move(root)),
      queue_(std::move(queue)) {}

std::string HotFolderFeed::batchOf(const std::filesystem::path& name) const {
  const auto root = shortHash(storedPath(root_));
  if (name.has_parent_path()) {
    return "nap-" + root + "-" + shortHash(storedPath(root_ / *name.begin()));
  }
  auto day = core::formatIso8601(clock_.now()).substr(0, 10);
  std::erase(day, '-');
  return "nap-" + root + "-" + day;
}

std::string HotFolderFeed::openBatch(const std::filesystem::path& name) {
  auto batch = batchOf(name);
  store_.createBatch({batch, clock_.now(), queue_.lane, queue_.unit});
  return batch;
}

FeedReport HotFolderFeed::look() {
  FeedReport report;
  core::Claims claims;
  try {
    claims = folder_.claim();
  } catch (const Error& error) {
    report.put_off.push_back(error);
    return report;
  }
  for (const auto& entry : claims.refused) {
    const auto batch = openBatch(entry.name);
    store_.addRefusedInput(batch, storedPath(root_ / entry.name), failureOf(entry.error),
                           clock_.now());
    report.refused.push_back(entry);
  }
  report.put_off = claims.put_off;
  for (const auto& file : claims.files) {
    try {
      const auto master = takeOrRefuse(file, report);
      if (!master) continue;
      keepBytes(intake_, file.place, *master);
      folder_.done(file);
    } catch (const Error& error) {
      report.put_off.push_back(under(file, error));
      if (error.code() == core::kDiskFull) break;
    }
  }
  return report;
}

std::optional<core::MasterRow> HotFolderFeed::takeOrRefuse(const core::ClaimedFile& file,
                                                           FeedReport& report) {
  try {
    return take(file, report);
  } catch (const Error& error) {
    if (passes(error)) throw;
    refuse(file, under(file, error), report);
    return {};
  }
}

core::MasterRow HotFolderFeed::take(const core::ClaimedFile& file, FeedReport& report) {
  if (file.fault) throw *file.fault;
  const auto batch = batchOf(file.name);
  const auto master = intake_.take(file.place, batch);
  core::crashPoint("feed.taken");
  const auto before = store_.findMaster(master.sha256);
  if (before && !file.said.empty() && before->said != file.said) throw Error(kSaidTooLate, {});
  static_cast<void>(openBatch(file.name));
  ledger_.say(master.sha256, file.said);
  core::crashPoint("feed.said");
  auto row = store_.addMaster(batch, storedPath(root_ / file.name), master.name, master.sha256,
                              master.size, clock_.now());
  core::crashPoint("feed.recorded");
  ++(before ? report.linked : report.taken);
  return row;
}

void HotFolderFeed::refuse(const core::ClaimedFile& file, const Error& error, FeedReport& report) {
  const auto batch = openBatch(file.name);
  store_.addRefusedInput(batch, storedPath(root_ / file.name), failureOf(error), clock_.now());
  folder_.refuse(file, error);
  report.refused.push_back({file.name, error});
}

}  // namespace sohoa::pipeline

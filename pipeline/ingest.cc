#include "pipeline/ingest.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/fault.h"
#include "pipeline/failure.h"
#include "pipeline/file_digest.h"
#include "pipeline/keep_bytes.h"
#include "pipeline/stored_path.h"

namespace sohoa::pipeline {
namespace {

using core::Error;

// What the store knows of the paths given before.
std::map<std::string, core::Id> knownInputs(core::WorkStore& store, const std::string& batch) {
  std::map<std::string, core::Id> known;
  for (const auto& input : store.inputs(batch)) {
    if (input.master) known[input.path] = *input.master;
  }
  return known;
}

class Run {
 public:
  Run(core::Intake& intake, core::WorkStore& store, const core::Clock& clock, std::string batch,
      const core::Queue& queue, const Foreknowledge& foreknown)
      : intake_(intake), store_(store), clock_(clock), foreknown_(foreknown) {
    report_.batch = std::move(batch);
    store_.createBatch(
        {report_.batch, clock_.now(), queue.lane, queue.unit, false, queue.review, true});
    known_ = knownInputs(store_, report_.batch);
  }

  void add(const core::FoundFile& found) {
    std::optional<core::MasterRow> master;
    try {
      if (found.error) throw *found.error;
      const auto place = placeOf(found.path);
      master = resume(found.path);
      if (!master) master = take(found.path, place);
    } catch (const Error& error) {
      // What a later attempt can change is no fault of the file: it comes again with the next run.
      if (error.retry() == core::Retry::kTransient && error.code() != core::kIo) throw;
      refuse(found.path, error.at(found.path.string()));
    }
    // Its row stands: what fails here is no refusal.
    if (master) keepBytes(intake_, found.path, *master);
  }

  IngestReport finish(std::vector<std::filesystem::path> ignored) {
    report_.ignored = std::move(ignored);
    store_.endTaking(report_.batch);
    return std::move(report_);
  }

 private:
  // Its master when this very path with these very bytes is in the store already.
  std::optional<core::MasterRow> resume(const std::filesystem::path& path) {
    const auto digest = digestOf(path);
    if (!digest) return {};
    auto master = store_.findMaster(*digest);
    if (!master) return {};
    const auto stored = storedPath(path);
    const auto input = known_.find(stored);
    if (input != known_.end() && input->second == master->id) {
      note(path, stored, *master);
      return master;
    }
    if (ownPath(*master) != stored) return {};
    report_.known.push_back({path, *master});
    return master;
  }

  // The path under which the master first came in.
  const std::string& ownPath(const core::MasterRow& master) {
    const auto [paths, fresh] = first_paths_.try_emplace(master.batch);
    if (fresh || !paths->second.contains(master.id)) {
      for (const auto& input : store_.inputs(master.batch)) {
        if (input.master && !input.duplicate) paths->second[*input.master] = input.path;
      }
    }
    return paths->second[master.id];
  }

  void note(const std::filesystem::path& path, const std::string& stored,
            const core::MasterRow& master) {
    auto& list = ownPath(master) == stored ? report_.known : report_.duplicates;
    list.push_back({path, master});
  }

  [[nodiscard]] std::optional<core::CasePlace> placeOf(const std::filesystem::path& path) const {
    if (!foreknown_.case_file.empty()) {
      return core::CasePlace{storedPath(path), foreknown_.case_file, {}};
    }
    if (foreknown_.shelf == nullptr) return {};
    return foreknown_.shelf->placeOf(path);
  }

  core::MasterRow take(const std::filesystem::path& path,
                       const std::optional<core::CasePlace>& place) {
    const auto before = intake_.take(path, report_.batch);
    core::crashPoint("intake.taken");
    const bool seen = store_.findMaster(before.sha256).has_value();
    if (place) foreknown_.ledger->place(report_.batch, *place);
    const auto said = foreknown_.said.find(path);
    if (said != foreknown_.said.end()) foreknown_.ledger->say(before.sha256, said->second);
    auto master = store_.addMaster(report_.batch, storedPath(path), before.name, before.sha256,
                                   before.size, clock_.now());
    if (seen) {
      report_.duplicates.push_back({path, master});
    } else {
      ++report_.taken;
    }
    return master;
  }

  void refuse(const std::filesystem::path& path, const Error& error) {
    store_.addRefusedInput(report_.batch, storedPath(path), failureOf(error), clock_.now());
    report_.refused.push_back({path, error});
  }

  core::Intake& intake_;
  core::WorkStore& store_;
  const core::Clock& clock_;
  const Foreknowledge& foreknown_;
  IngestReport report_;
  std::map<std::string, core::Id> known_;
  std::map<std::string, std::map<core::Id, std::string>> first_paths_;  // by batch
};

}  // namespace

std::string batchIdFor(const std::vector<std::filesystem::path>& paths) {
  std::set<std::string> names;
  for (const auto& path : paths) names.insert(storedPath(path));
  std::string all;
  for (const auto& name : names) all += name + '\n';
  return "lo-" + core::sha256(all).hex().substr(0, 12);
}

IngestReport ingest(core::Intake& intake, core::WorkStore& store, const core::Clock& clock,
                    const std::vector<std::filesystem::path>& paths, const core::Queue& queue,
                    const std::function<void(int, int)>& on_file, const Foreknowledge& known) {
  Run run(intake, store, clock, known.batch.empty() ? batchIdFor(paths) : known.batch, queue,
          known);
  auto found = intake.list(paths);
  const int total = static_cast<int>(found.files.size());
  int done = 0;
  for (const auto& file : found.files) {
    run.add(file);
    on_file(++done, total);
  }
  return run.finish(std::move(found.ignored));
}

}  // namespace sohoa::pipeline

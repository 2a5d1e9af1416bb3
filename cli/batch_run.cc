#include "cli/batch_run.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "cli/signals.h"
#include "cli/workforce.h"
#include "pipeline/supervisor.h"

namespace sohoa::cli {
namespace {

// One line of progress, and secrets sealed soon after they are found.
class Watch {
 public:
  Watch(Context& context, const std::string& batch) : context_(context), batch_(batch) {}

  void operator()(const core::Progress& progress) {
    auto& terminal = context_.terminal;
    const auto now = std::chrono::steady_clock::now();
    if (now - noted_ > kNoteEvery) {
      noted_ = now;
      note();
    }
    if (progress.pages_done < progress.pages_total) {
      terminal.progress(terminal.pick("Đọc trang", "Reading"), progress.pages_done,
                        progress.pages_total, terminal.pick("trang", "pages"), note_);
    } else if (progress.copies_total > 0) {
      terminal.progress(terminal.pick("Làm bản sao", "Making copies"), progress.copies_done,
                        progress.copies_total, terminal.pick("bản", "copies"), note_);
    }
    if (now - sealed_ < kSealEvery || context_.parts.vault() == nullptr) return;
    sealed_ = now;
    sealSecrets(context_);
  }

 private:
  // Errors so far and room on the disk.
  void note() {
    const auto held = context_.parts.store().quarantined(batch_).size();
    const auto room = std::filesystem::space(context_.home.root).available;
    note_ = context_.terminal.format("cách ly {}, ổ đĩa trống {:.1f} GB",
                                     "quarantined {}, disk free {:.1f} GB", held,
                                     static_cast<double>(room) / 1e9);
  }

  static constexpr auto kNoteEvery = std::chrono::seconds(2);
  static constexpr auto kSealEvery = std::chrono::seconds(2);
  Context& context_;
  const std::string& batch_;
  std::string note_;
  std::chrono::steady_clock::time_point noted_{};
  std::chrono::steady_clock::time_point sealed_ = std::chrono::steady_clock::now();
};

void work(Context& context, const std::string& batch, int workers) {
  pipeline::Supervisor supervisor(context.parts.store(), context.clock,
                                  supervision(context, workers));
  Watch watch(context, batch);
  supervisor.run(batch, stopRequested(), [&](const core::Progress& progress) { watch(progress); });
  context.terminal.endProgress();
}

// Feeds again and again while the disk is full; what is in already is passed over then.
pipeline::IngestReport whenThereIsRoom(Context& context,
                                       const std::function<pipeline::IngestReport()>& feed) {
  bool told = false;
  for (;;) {
    std::optional<core::Error> full = obstacle(context);
    try {
      if (!full) {
        auto report = feed();
        if (told) tellTrouble(context, {});
        return report;
      }
    } catch (const core::Error& error) {
      if (error.code() != core::kDiskFull) throw;
      full = error;
    }
    if (stopRequested()) throw *full;
    if (!std::exchange(told, true)) tellTrouble(context, full);
    std::this_thread::sleep_for(std::chrono::seconds(2));
  }
}

// The batch of these paths, and those that took the same files in earlier.
std::set<std::string> batchesOf(const pipeline::IngestReport& ingest) {
  std::set<std::string> batches{ingest.batch};
  for (const auto& file : ingest.known) batches.insert(file.master.batch);
  for (const auto& file : ingest.duplicates) batches.insert(file.master.batch);
  return batches;
}

}  // namespace

pipeline::IngestReport takeIn(Context& context, const std::vector<std::filesystem::path>& paths,
                              const core::Queue& queue,
                              const std::optional<std::string>& case_pattern,
                              pipeline::Foreknowledge known) {
  auto& terminal = context.terminal;
  const pipeline::CaseShelf shelf(
      pipeline::CasePattern(case_pattern.value_or("").empty() ? context.settings.batch.case_pattern
                                                              : *case_pattern),
      paths);
  known.shelf = case_pattern ? &shelf : nullptr;
  const auto label = terminal.pick("Nạp", "Taking in");
  const auto unit = terminal.pick("tệp", "files");
  const auto feed = [&] {
    known.ledger = &context.parts.ledger();  // opening it writes
    return pipeline::ingest(
        context.parts.intake(), context.parts.store(), context.clock, paths, queue,
        [&](int done, int total) { terminal.progress(label, done, total, unit); }, known);
  };
  auto report = whenThereIsRoom(context, feed);
  terminal.endProgress();
  for (const auto& refused : report.refused) terminal.complain(refused.error);
  return report;
}

void workOn(Context& context, const pipeline::IngestReport& ingest, int workers) {
  auto& terminal = context.terminal;
  bool idle = true;
  for (const auto& batch : batchesOf(ingest)) {
    const auto progress = context.parts.store().progress(batch);
    if (progress.jobs_open == 0) continue;
    if (progress.jobs_open == progress.jobs_held) {
      terminal.say(terminal.format("Lô {} đang tạm dừng; 'sohoa resume {}' để làm tiếp.",
                                   "Batch {} is paused; 'sohoa resume {}' lets it go on.", batch,
                                   batch));
    }
    idle = false;
    work(context, batch, workers);
  }
  if (idle && ingest.taken == 0) {
    terminal.say(std::string(terminal.pick("Không có việc mới: mọi tệp đã được xử lý từ trước.",
                                           "Nothing to do: every file was processed before.")));
  }
  sealSecrets(context);
}

BatchReport reportOn(Context& context, const pipeline::IngestReport& ingest) {
  auto& store = context.parts.store();
  BatchReport report(store, ingest.batch);
  report.addIngest(store, ingest);
  return report;
}

}  // namespace sohoa::cli

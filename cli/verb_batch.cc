#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>
#include <set>

#include "cli/batch_report.h"
#include "cli/lane_option.h"
#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/workforce.h"
#include "pipeline/ingest.h"
#include "pipeline/scratch.h"
#include "pipeline/supervisor.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> paths;
  int workers = 0;
  core::Lane lane = core::Lane::kCase;
};

constexpr core::ErrorCode kNothingToFeed{"cli.nothing_to_feed", core::Retry::kNever,
                                         "Không có tệp nào ở đường dẫn đã cho.",
                                         "There is no file at the paths given."};
pipeline::IngestReport feed(const Options& options, Context& context) {
  auto& terminal = context.terminal;
  const auto label = terminal.pick("Nạp", "Taking in");
  const auto unit = terminal.pick("tệp", "files");
  auto report = pipeline::ingest(
      context.parts.intake(), context.parts.store(), context.clock, options.paths, options.lane,
      [&](int done, int total) { terminal.progress(label, done, total, unit); });
  terminal.endProgress();
  for (const auto& refused : report.refused) terminal.complain(refused.error);
  return report;
}

// One line of progress, and secrets sealed soon after they are found.
class Watch {
 public:
  explicit Watch(Context& context) : context_(context) {}

  void operator()(const core::Progress& progress) {
    auto& terminal = context_.terminal;
    if (progress.pages_done < progress.pages_total) {
      terminal.progress(terminal.pick("Đọc trang", "Reading"), progress.pages_done,
                        progress.pages_total, terminal.pick("trang", "pages"));
    } else if (progress.copies_total > 0) {
      terminal.progress(terminal.pick("Làm bản sao", "Making copies"), progress.copies_done,
                        progress.copies_total, terminal.pick("bản", "copies"));
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - sealed_ < kSealEvery || context_.parts.vault() == nullptr) return;
    sealed_ = now;
    sealSecrets(context_);
  }

 private:
  static constexpr auto kSealEvery = std::chrono::seconds(2);
  Context& context_;
  std::chrono::steady_clock::time_point sealed_ = std::chrono::steady_clock::now();
};

void work(const Options& options, Context& context, const std::string& batch) {
  pipeline::Supervisor supervisor(context.parts.store(), context.clock,
                                  supervision(context, options.workers));
  Watch watch(context);
  supervisor.run(batch, stopRequested(), [&](const core::Progress& progress) { watch(progress); });
  context.terminal.endProgress();
}

// The batch of these paths, and those that took the same files in earlier.
std::set<std::string> batchesOf(const pipeline::IngestReport& ingest) {
  std::set<std::string> batches{ingest.batch};
  for (const auto& file : ingest.known) batches.insert(file.master.batch);
  for (const auto& file : ingest.duplicates) batches.insert(file.master.batch);
  return batches;
}

int run(const Options& options, Context& context) {
  context.home.require();
  preflight(context);
  pipeline::clearScratch(context.home.scratch(), context.home.run());
  auto& terminal = context.terminal;
  auto& store = context.parts.store();
  const auto ingest = feed(options, context);
  if (ingest.taken == 0 && ingest.known.empty() && ingest.duplicates.empty() &&
      ingest.refused.empty()) {
    throw core::Error(kNothingToFeed, {.file = options.paths.front().string()});
  }
  bool idle = true;
  for (const auto& batch : batchesOf(ingest)) {
    if (store.progress(batch).jobs_open == 0) continue;
    idle = false;
    work(options, context, batch);
  }
  if (idle && ingest.taken == 0) {
    terminal.say(std::string(terminal.pick("Không có việc mới: mọi tệp đã được xử lý từ trước.",
                                           "Nothing to do: every file was processed before.")));
  }
  sealSecrets(context);
  BatchReport report(store, ingest.batch);
  report.addIngest(store, ingest);
  if (context.json) {
    terminal.print(report.json(terminal.language()));
  } else {
    report.print(terminal);
  }
  if (stopRequested()) {
    terminal.say(std::string(terminal.pick("Đã dừng theo yêu cầu; chạy lại lệnh này để làm tiếp.",
                                           "Stopped on request; run the same command to go on.")));
    return kTemporaryFailure;
  }
  return report.clean() && ingest.refused.empty() ? kDone : kSomeFailed;
}

}  // namespace

void addBatch(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb =
      line.verb("batch", {"Nạp, đọc, làm bản sao, ký và giao cả lô; chạy lại thì làm tiếp",
                          "Take in, read, copy, sign and deliver; a second run resumes"});
  verb.option("PATH", options->paths,
              {"Tệp quét hoặc thư mục (PDF, TIFF, JPEG, PNG)",
               "Scans or folders of them (PDF, TIFF, JPEG, PNG)"})
      .required();
  verb.option("--workers", options->workers,
              {"Số tiến trình (mặc định: số nhân)", "Worker processes (default: cores)"})
      .between(1, 512);
  addLaneOption(verb, options->lane);
  verb.example("sohoa batch ho-so/2026-11 --json > ket-qua.json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

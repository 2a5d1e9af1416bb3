#include <unistd.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include "cli/batch_report.h"
#include "cli/command.h"
#include "cli/signals.h"
#include "core/child_process.h"
#include "pipeline/ingest.h"
#include "pipeline/scratch.h"
#include "pipeline/sealing.h"
#include "pipeline/supervisor.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> paths;
  int workers = 0;
};

constexpr core::ErrorCode kNothingToFeed{"cli.nothing_to_feed", core::Retry::kNever,
                                         "Không có tệp nào ở đường dẫn đã cho.",
                                         "There is no file at the paths given."};
constexpr core::ErrorCode kNoSigners{
    "cli.no_signers", core::Retry::kConfigure,
    "Chưa khai báo khoá của người số hoá hoặc của cơ quan ([signing.operator], [signing.agency]); "
    "hãy điền vào sohoa.toml rồi chạy lại. Chưa có tệp nào được nạp.",
    "The operator's or the agency's key is not set ([signing.operator], [signing.agency]); put it "
    "into sohoa.toml and run again. No file was taken in."};
constexpr core::ErrorCode kNoTimestamps{
    "cli.no_timestamps", core::Retry::kConfigure,
    "Mức B-T cần máy cấp dấu thời gian; hãy điền [signing.timestamp] urls vào sohoa.toml. Chưa có "
    "tệp nào được nạp.",
    "Level B-T needs a timestamp authority; put [signing.timestamp] urls into sohoa.toml. No file "
    "was taken in."};
constexpr core::ErrorCode kNoOfficer{
    "cli.no_secrets_officer", core::Retry::kConfigure,
    "Có giấy mang dấu mật nhưng chưa có chứng thư của người phụ trách ([secrets] "
    "officer_certificate); tệp gốc chưa được niêm phong.",
    "A paper carries a secrecy mark but no officer's certificate is set ([secrets] "
    "officer_certificate); its file is not sealed yet."};

int workerCount(const Options& options, const config::Settings& settings) {
  if (options.workers > 0) return options.workers;
  if (settings.work.workers > 0) return settings.work.workers;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

core::ChildLimits workerLimits([[maybe_unused]] const config::Settings& settings) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return {};  // the sanitizers' shadow memory is terabytes of address space
#else
  return {.address_space_bytes = settings.work.worker_memory_mb << 20U};
#endif
}

pipeline::IngestReport feed(const Options& options, Context& context) {
  auto& terminal = context.terminal;
  const auto label = terminal.pick("Nạp", "Taking in");
  const auto unit = terminal.pick("tệp", "files");
  auto report =
      pipeline::ingest(context.parts.intake(), context.parts.store(), context.clock, options.paths,
                       [&](int done, int total) { terminal.progress(label, done, total, unit); });
  terminal.endProgress();
  for (const auto& refused : report.refused) terminal.complain(refused.error);
  return report;
}

void seal(Context& context) {
  auto& terminal = context.terminal;
  auto& store = context.parts.store();
  if (store.mastersToSeal().empty() && store.sealedAway().empty()) return;
  const auto* vault = context.parts.vault();
  if (vault == nullptr) {
    terminal.complain(core::Error(kNoOfficer, {}));
    return;
  }
  const int sealed = pipeline::sealSecrets(store, context.parts.blobs(), *vault, context.clock);
  if (sealed == 0) return;
  terminal.say(terminal.format(
      "! {} tệp có dấu mật đã được niêm phong; hãy báo người phụ trách.",
      "! {} files with a secrecy mark were sealed; tell the officer responsible.", sealed));
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
    seal(context_);
  }

 private:
  static constexpr auto kSealEvery = std::chrono::seconds(2);
  Context& context_;
  std::chrono::steady_clock::time_point sealed_ = std::chrono::steady_clock::now();
};

void work(const Options& options, Context& context, const std::string& batch) {
  const auto limits = workerLimits(context.settings);
  const auto language = context.terminal.language() == core::Language::kEnglish ? "en" : "vi";
  const auto program = std::filesystem::read_symlink("/proc/self/exe").string();
  pipeline::SupervisorOptions supervision;
  supervision.workers = workerCount(options, context.settings);
  supervision.start_worker = [&](const std::string& id) {
    return core::spawnChild({program, "--home", context.home.root.string(), "--lang-ui", language,
                             "worker", "--id", id},
                            limits);
  };
  pipeline::Supervisor supervisor(context.parts.store(), context.clock, std::move(supervision));
  Watch watch(context);
  supervisor.run(batch, stopRequested(), [&](const core::Progress& progress) { watch(progress); });
  context.terminal.endProgress();
}

// Finds out before the first page is read what would stop every document.
void preflight(Context& context) {
  const auto& signing = context.settings.signing;
  if (signing.op.key.empty() || signing.agency.key.empty()) throw core::Error(kNoSigners, {});
  if (signing.level != core::PadesLevel::kBB && signing.timestamp_urls.empty()) {
    throw core::Error(kNoTimestamps, {});
  }
  static_cast<void>(context.parts.signer());
  static_cast<void>(context.parts.verifier({}, {}));
  static_cast<void>(context.parts.documents());
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
  seal(context);
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

void addBatch(CLI::App& app, core::Language language, Command& chosen) {
  auto options = std::make_shared<Options>();
  auto* verb = app.add_subcommand(
      "batch", std::string(core::pick(
                   language, "Nạp, đọc, làm bản sao, ký và giao cả lô; chạy lại thì làm tiếp",
                   "Take in, read, copy, sign and deliver; a second run resumes")));
  verb->add_option("PATH", options->paths,
                   std::string(core::pick(language, "Tệp quét hoặc thư mục (PDF, TIFF, JPEG, PNG)",
                                          "Scans or folders of them (PDF, TIFF, JPEG, PNG)")))
      ->required();
  verb->add_option("--workers", options->workers,
                   std::string(core::pick(language, "Số tiến trình (mặc định: số nhân)",
                                          "Worker processes (default: cores)")))
      ->check(CLI::Range(1, 512));
  verb->footer(std::string(core::pick(language, "Ví dụ: ", "Example: ")) +
               "sohoa batch ho-so/2026-11 --json > ket-qua.json");
  verb->callback([options, &chosen] {
    chosen = [options](Context& context) { return run(*options, context); };
  });
}

}  // namespace sohoa::cli

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/queue_options.h"
#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/workforce.h"
#include "core/text.h"
#include "pipeline/hot_folder_feed.h"
#include "pipeline/scratch.h"

namespace sohoa::cli {
namespace {

using std::chrono::steady_clock;

struct Options {
  std::filesystem::path folder;
  bool markers = false;
  bool once = false;
  int workers = -1;  // 0: only take in
  double every = 1;  // seconds between looks
  double settle = 5;
  double patience = 120;
  core::Queue queue;
};

// The looks at the folder between which workers work.
class Rounds {
 public:
  Rounds(const Options& options, Context& context)
      : options_(options),
        context_(context),
        folder_(context.parts.hotFolder(
            options.folder,
            {milliseconds(options.settle), milliseconds(options.patience), options.markers})),
        feed_(*folder_, context.parts.intake(), context.parts.store(), context.parts.ledger(),
              context.clock, options.folder, inUnit(options.queue, context)) {}

  // False when --once is given and nothing is left to take in or to do.
  bool operator()() {
    const auto now = steady_clock::now();
    if (now < next_look_) return true;
    next_look_ = now + milliseconds(options_.every);
    const auto report = feed_.look();
    tell(report);
    seal_();
    const bool done = folder_->idle() && report.put_off.empty() &&
                      (options_.workers == 0 || context_.parts.store().jobsOpen() == 0);
    return !(options_.once && done);
  }

  [[nodiscard]] bool clean() const { return refused_ == 0; }
  [[nodiscard]] int taken() const { return taken_; }
  [[nodiscard]] int linked() const { return linked_; }
  [[nodiscard]] int refused() const { return refused_; }

 private:
  static std::chrono::milliseconds milliseconds(double seconds) {
    return std::chrono::milliseconds(static_cast<long long>(seconds * 1000));
  }

  void tell(const pipeline::FeedReport& report) {
    auto& terminal = context_.terminal;
    taken_ += report.taken;
    linked_ += report.linked;
    refused_ += static_cast<int>(report.refused.size());
    for (const auto& entry : report.refused) terminal.complain(entry.error);
    std::string put_off;
    for (const auto& error : report.put_off) put_off = error.describe(terminal.language());
    // The same trouble at every look is told once.
    if (put_off != put_off_ && !put_off.empty()) {
      terminal.say(core::printable(terminal.format("! Tạm dừng nạp, sẽ tự thử lại: {}",
                                                   "! Taking in is put off: {}", put_off)));
    } else if (put_off.empty() && !put_off_.empty()) {
      terminal.say(std::string(terminal.pick("· Đã nạp lại được.", "· Taking in goes on.")));
    }
    put_off_ = put_off;
    if (report.taken + report.linked == 0) return;
    terminal.say(terminal.format(
        "· {}  nạp {} tệp, trùng {}; tổng {}", "· {}  took {} files in, {} known; {} in all",
        core::formatIso8601(context_.clock.now()), report.taken, report.linked, taken_ + linked_));
  }

  const Options& options_;
  Context& context_;
  std::unique_ptr<core::HotFolder> folder_;
  pipeline::HotFolderFeed feed_;
  steady_clock::time_point next_look_{};
  std::string put_off_;
  int taken_ = 0;
  int linked_ = 0;
  int refused_ = 0;
  SealingRounds seal_{context_};
};

int run(const Options& options, Context& context) {
  context.home.require();
  if (options.workers != 0) preflight(context);
  pipeline::clearScratch(context.home.scratch(), context.home.run());
  auto& terminal = context.terminal;
  auto work = supervision(context, std::max(0, options.workers));
  if (options.workers == 0) work.workers = work.counter_workers = 0;
  pipeline::Supervisor supervisor(context.parts.store(), context.clock, std::move(work));
  Rounds rounds(options, context);
  terminal.say(terminal.format("Đang theo dõi {}; nhấn Ctrl+C để dừng.",
                               "Watching {}; Ctrl+C stops.",
                               core::printable(options.folder.string())));
  supervisor.serve(stopRequested(), [&] { return rounds(); });
  sealSecrets(context);
  if (context.json) {
    terminal.print(nlohmann::json{
        {"taken", rounds.taken()}, {"linked", rounds.linked()}, {"refused", rounds.refused()}});
  } else {
    terminal.print(terminal.format("nạp {} tệp, trùng {}, không nạp được {}",
                                   "{} files taken in, {} known, {} refused", rounds.taken(),
                                   rounds.linked(), rounds.refused()));
  }
  return rounds.clean() ? kDone : kSomeFailed;
}

}  // namespace

void addWatch(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb =
      line.verb("watch", {"Theo dõi thư mục nóng: tệp nào ghi xong thì nạp và xử lý",
                          "Watch a hot folder: take in and process each file once it is written"});
  verb.option("DIR", options->folder,
              {"Thư mục mà máy quét ghi vào (ổ cứng, SMB, NFS)",
               "Folder that scanners write to (disk, SMB, NFS)"})
      .required();
  verb.option("--settle", options->settle,
              {"Số giây tệp phải đứng yên trước khi nạp (mặc định 5)",
               "Seconds a file must stand still before it is taken (default 5)"})
      .between(0.0, 3600.0);
  verb.option("--patience", options->patience,
              {"Số giây chờ phần cuối còn thiếu của tệp (mặc định 120)",
               "Seconds to wait for the missing end of a file (default 120)"})
      .between(0.0, 86400.0);
  verb.option("--every", options->every,
              {"Số giây giữa hai lần nhìn (mặc định 1)", "Seconds between two looks (default 1)"})
      .between(0.05, 3600.0);
  verb.flag("--markers", options->markers,
            {"Chỉ nạp khi có TÊN.done bên cạnh, hoặc .done trong thư mục",
             "Take a file only with NAME.done beside it, or .done in its folder"});
  verb.flag(
      "--once", options->once,
      {"Dừng khi không còn gì để nạp và xử lý", "Stop when nothing is left to take in and to do"});
  verb.option("--workers", options->workers,
              {"Số tiến trình; 0: chỉ nạp, việc do 'sohoa worker' làm",
               "Worker processes; 0: only take in, 'sohoa worker' does the work"})
      .between(0, 512);
  addQueueOptions(verb, options->queue);
  verb.example("sohoa watch /srv/may-quet --lane counter");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

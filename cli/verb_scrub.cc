#include <sys/syscall.h>
#include <unistd.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "cli/signals.h"
#include "cli/verb.h"
#include "core/text.h"
#include "pipeline/outside_blobs.h"
#include "pipeline/repair.h"
#include "pipeline/scrub.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

struct Options {
  double minutes = 0;
  int megabytes = 0;
  bool no_repair = false;
  bool follow = false;
};

// Reads of this process come after everybody else's: class "idle" of ioprio_set(2), for which the C
// library has no name.
void giveWayOnDisk() {
  constexpr int kWhoProcess = 1;
  constexpr int kClassIdle = 3 << 13;
  static_cast<void>(::syscall(SYS_ioprio_set, kWhoProcess, 0, kClassIdle));
}

void waitFor(std::chrono::nanoseconds time) {
  constexpr auto kStep = std::chrono::milliseconds(100);
  const auto until = steady_clock::now() + time;
  while (!stopRequested() && steady_clock::now() < until) {
    std::this_thread::sleep_for(
        std::min<std::chrono::nanoseconds>(kStep, until - steady_clock::now()));
  }
}

bool mend(const core::Sha256& id, const std::function<bool(const core::Sha256&)>& wanted,
          Context& context) {
  auto& parts = context.parts;
  const auto repaired =
      pipeline::repairThese({parts.store(), parts.blobs(), parts.opener(), parts.reader(),
                             context.home.damaged(), parts.replicas(), wanted},
                            {{id, id.hex()}});
  return repaired.restored > 0;
}

void tell(const pipeline::ScrubFinding& finding, Context& context) {
  context.parts.noteKeeping({{"event", finding.repaired ? "blob.repaired" : "blob.lost"},
                             {"sha256", finding.id.hex()},
                             {"found", std::string(core::slug(finding.state))},
                             {"at", core::formatIso8601(context.clock.now())}});
  context.terminal.say(context.terminal.format("{} tệp {}: {}", "{} blob {}: {}",
                                               finding.repaired ? "!" : "✗", finding.id.hex(),
                                               core::slug(finding.state)));
}

// What no row of the work names: certified copies stand in the register, others came from another
// warehouse or were given more evidence later.
pipeline::OutsideRows outsideRows(Context& context) {
  auto& parts = context.parts;
  return {parts.catalogue(), parts.versions(), parts.entries()};
}

// Names what there is to read, which takes reading all rows.
void takeStock(Context& context) {
  context.parts.upkeep().takeStock(pipeline::OutsideNames(outsideRows(context)).all(),
                                   context.clock.now());
}

// Of blobs last read so long ago.
pipeline::ScrubReport pass(const Options& options, std::chrono::hours age, Context& context) {
  auto& parts = context.parts;
  auto& book = parts.upkeep();
  pipeline::ScrubOptions how;
  // What was only seen now is read as well.
  how.before = context.clock.now() - age + std::chrono::milliseconds(1);
  how.bytes_per_second = static_cast<std::uint64_t>(options.megabytes) << 20U;
  how.wait = waitFor;
  const auto end = steady_clock::now() + std::chrono::duration<double, std::ratio<60>>(
                                             options.minutes > 0 ? options.minutes : 1e6);
  how.go_on = [end] { return !stopRequested() && steady_clock::now() < end; };
  std::optional<pipeline::OutsideNames> outside;
  how.wanted = [&](const core::Sha256& id) {
    if (book.named(id)) return true;
    // Seldom asked for, so that rows are read then only.
    if (!outside) outside.emplace(outsideRows(context));
    return outside->contains(id);
  };
  if (!options.no_repair) {
    how.repair = [&](const core::Sha256& id) { return mend(id, how.wanted, context); };
  }
  how.found = [&](const pipeline::ScrubFinding& finding) { tell(finding, context); };
  auto& terminal = context.terminal;
  if (!options.follow) {
    how.progress = [&](int checked) {
      terminal.progress(terminal.pick("Đọc soát", "Reading"), checked, checked,
                        terminal.pick("tệp", "blobs"));
    };
  }
  const auto report = pipeline::scrub(book, context.parts.blobs(), context.clock, how);
  terminal.endProgress();
  return report;
}

// Beside the server: what is due by the settings, for ever. What came in since is named once a day,
// since it is not due before anyway.
int follow(Options options, Context& context) {
  constexpr auto kDay = std::chrono::hours(24);
  const auto& storage = context.settings.storage;
  options.megabytes = storage.scrub_mb_per_second;
  std::optional<core::Timestamp> stock;
  while (!stopRequested()) {
    try {
      const auto age = kDay * storage.scrub_days;
      const auto now = context.clock.now();
      if (!stock || now - *stock >= kDay) {
        takeStock(context);
        stock = now;
      }
      static_cast<void>(pass(options, age, context));
    } catch (const core::Error& error) {
      if (error.retry() != core::Retry::kTransient) throw;
      context.terminal.complain(error);
    }
    waitFor(std::chrono::minutes(10));
  }
  return kDone;
}

int run(const Options& options, Context& context) {
  context.home.require();
  giveWayOnDisk();
  if (options.follow) return follow(options, context);
  takeStock(context);
  const auto report = pass(options, std::chrono::hours(0), context);
  int lost = 0;
  for (const auto& finding : report.findings) lost += finding.repaired ? 0 : 1;
  const int repaired = static_cast<int>(report.findings.size()) - lost;
  auto& terminal = context.terminal;
  if (context.json) {
    terminal.print(json{{"checked", report.checked},
                        {"bytes", report.bytes},
                        {"damaged", report.findings.size()},
                        {"repaired", repaired},
                        {"lost", lost},
                        {"whole", report.whole}});
  } else {
    terminal.print(terminal.format(
        "{} tệp đã đọc soát ({:.1f} MB), {} hỏng hoặc thiếu, {} đã phục hồi{}",
        "{} blobs read ({:.1f} MB), {} damaged or missing, {} put back{}", report.checked,
        static_cast<double>(report.bytes) / 1e6, report.findings.size(), repaired,
        report.whole ? std::string() : terminal.format("; chưa hết", "; more is left")));
  }
  return lost == 0 ? kDone : kSomeFailed;
}

}  // namespace

void addScrub(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb(
      "scrub",
      {"Đọc soát tệp đã lưu, lâu chưa đọc trước; thay tệp hỏng từ bản sao lưu hoặc bản gốc",
       "Read stored files through, those not read for longest first; mend damaged ones"});
  verb.option("--minutes", options->minutes,
              {"Dừng sau bấy nhiêu phút; lần sau đọc tiếp", "Stop after so long; the next goes on"})
      .between(0.0, 100000.0);
  verb.option("--mb-per-second", options->megabytes,
              {"Không đọc nhanh hơn (0: hết tốc độ)", "Read no faster (0: as fast as it goes)"})
      .between(0, 100000);
  verb.flag("--no-repair", options->no_repair, {"Chỉ tìm, không thay", "Find only, mend nothing"});
  verb.flag("--follow", options->follow,
            {"Chạy mãi theo [storage] scrub_days", "Run on, as [storage] scrub_days has it"});
  verb.example("sohoa scrub --minutes 60 --mb-per-second 50");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

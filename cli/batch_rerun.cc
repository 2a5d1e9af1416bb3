#include "cli/batch_rerun.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/batch_choice.h"
#include "cli/batch_run.h"
#include "cli/signals.h"
#include "cli/workforce.h"
#include "core/ports/batch_ledger.h"
#include "core/text.h"
#include "pipeline/scratch.h"
#include "pipeline/stored_path.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

constexpr std::string_view kQuarantined = "quarantined";

constexpr core::ErrorCode kNotInBatch{
    "cli.not_in_batch", core::Retry::kNever,
    "Lô không có tệp này; hãy xem lại đường dẫn bằng 'sohoa report'.",
    "The batch has no such file; see its paths in 'sohoa report'."};

class Rerun {
 public:
  Rerun(const RerunOrder& order, Context& context) : order_(order), context_(context) {}

  void choose() {
    const bool held = order_.only.empty() || std::count(order_.only.begin(), order_.only.end(),
                                                        std::string(kQuarantined)) > 0;
    if (held) chooseHeld();
    for (const auto& file : order_.only) {
      if (file != kQuarantined) startAgain(masterOf(file));
    }
  }

  [[nodiscard]] int started() const { return static_cast<int>(started_.size()); }
  [[nodiscard]] int continued() const { return continued_; }
  [[nodiscard]] const std::vector<core::Error>& left() const { return left_; }

 private:
  void chooseHeld() {
    for (const auto& row : context_.parts.store().quarantined(order_.batch)) {
      const auto& reasons = order_.reasons;
      if (!reasons.empty() && std::count(reasons.begin(), reasons.end(), row.code) == 0) continue;
      if (started_.contains(row.master)) continue;
      if (row.master == 0) {  // nothing of it was stored, which the store says best
        goOn(row);
        continue;
      }
      try {
        context_.parts.ledger().startAgain(row.master, order_.settings, context_.clock.now());
        started_.insert(row.master);
      } catch (const core::Error& error) {
        if (error.code() == core::kCopyStands) {
          goOn(row);
        } else {
          left_.push_back(error.at(row.path));
        }
      }
    }
  }

  void goOn(const core::QuarantineRow& row) {
    try {
      context_.parts.store().retryQuarantined(row.id, context_.clock.now());
      ++continued_;
    } catch (const core::Error& error) {
      left_.push_back(error.at(row.path));
    }
  }

  core::Id masterOf(const std::string& file) {
    const auto stored = pipeline::storedPath(file);
    std::optional<core::Id> found;
    for (const auto& input : context_.parts.store().inputs(order_.batch)) {
      const bool same =
          input.path == stored || input.path == file || input.path.ends_with("/" + file);
      if (input.master && same) found = input.master;
    }
    if (!found) throw core::Error(kNotInBatch, {.file = file});
    return *found;
  }

  void startAgain(core::Id master) {
    if (started_.contains(master)) return;
    try {
      context_.parts.ledger().startAgain(master, order_.settings, context_.clock.now());
      started_.insert(master);
    } catch (const core::Error& error) {
      left_.push_back(error.at(context_.parts.store().master(master).name));
    }
  }

  const RerunOrder& order_;
  Context& context_;
  std::set<core::Id> started_;
  int continued_ = 0;
  std::vector<core::Error> left_;
};

}  // namespace

int runAgain(const RerunOrder& order, Context& context) {
  static_cast<void>(requireBatch(context, order.batch));
  preflight(context);
  // Wrong settings are told here and now, not by every job.
  if (!order.settings.empty()) {
    const auto reading = context.parts.readingWith(order.settings);
    static_cast<void>(reading);
  }
  pipeline::clearScratch(context.home.scratch(), context.home.run());
  auto& terminal = context.terminal;
  Rerun rerun(order, context);
  rerun.choose();
  for (const auto& error : rerun.left()) terminal.complain(error);
  terminal.say(terminal.format("{} tệp làm lại từ đầu, {} giấy tờ làm tiếp, {} giữ nguyên.",
                               "{} files start again, {} papers go on, {} are left as they are.",
                               rerun.started(), rerun.continued(), rerun.left().size()));
  pipeline::IngestReport none;
  none.batch = order.batch;
  workOn(context, none, order.workers);
  const auto report = reportOn(context, none);
  if (context.json) {
    auto out = report.json(terminal.language());
    out["started_again"] = rerun.started();
    out["continued"] = rerun.continued();
    json left = json::array();
    for (const auto& error : rerun.left()) {
      left.push_back({{"path", error.context().file}, {"code", error.code().slug}});
    }
    out["left"] = std::move(left);
    terminal.print(out);
  } else {
    report.print(terminal);
  }
  if (stopRequested()) return kTemporaryFailure;
  return report.clean() && rerun.left().empty() ? kDone : kSomeFailed;
}

}  // namespace sohoa::cli

#include "cli/batch_rerun.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/batch_choice.h"
#include "cli/batch_run.h"
#include "cli/signals.h"
#include "cli/workforce.h"
#include "pipeline/rerun.h"
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

core::Id masterOf(const std::string& file, const RerunOrder& order, Context& context) {
  const auto stored = pipeline::storedPath(file);
  std::optional<core::Id> found;
  for (const auto& input : context.parts.store().inputs(order.batch)) {
    const bool same =
        input.path == stored || input.path == file || input.path.ends_with("/" + file);
    if (input.master && same) found = input.master;
  }
  if (!found) throw core::Error(kNotInBatch, {.file = file});
  return *found;
}

void choose(const RerunOrder& order, Context& context, pipeline::Rerun& rerun) {
  const auto& only = order.only;
  const auto& reasons = order.reasons;
  if (only.empty() || std::count(only.begin(), only.end(), std::string(kQuarantined)) > 0) {
    for (const auto& row : context.parts.store().quarantined(order.batch)) {
      if (!reasons.empty() && std::count(reasons.begin(), reasons.end(), row.code) == 0) continue;
      rerun.again(row);
    }
  }
  for (const auto& file : only) {
    if (file != kQuarantined) rerun.again(masterOf(file, order, context));
  }
}

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
  pipeline::Rerun rerun(context.parts.store(), context.parts.ledger(), context.clock,
                        order.settings);
  choose(order, context, rerun);
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

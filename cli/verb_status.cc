#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/batch_choice.h"
#include "cli/batch_report.h"
#include "cli/verb.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

int showOne(const std::string& id, Context& context) {
  const BatchReport report(context.parts.store(), id);
  const auto progress = context.parts.store().progress(id);
  if (context.json) {
    auto out = report.json(context.terminal.language());
    out["jobs_open"] = progress.jobs_open;
    context.terminal.print(out);
  } else {
    report.print(context.terminal);
  }
  return kDone;
}

int showAll(const std::vector<core::BatchRow>& batches, Context& context) {
  auto& store = context.parts.store();
  auto& terminal = context.terminal;
  json list = json::array();
  for (const auto& batch : batches) {
    const auto b = store.balance(batch.id);
    const auto p = store.progress(batch.id);
    list.push_back({{"batch", batch.id},
                    {"created", core::formatIso8601(batch.created)},
                    {"fed", b.fed},
                    {"quarantined", b.quarantined},
                    {"copies", p.copies_done},
                    {"jobs_open", p.jobs_open},
                    {"reviews_waiting", p.reviews_waiting}});
    if (context.json) continue;
    terminal.print(
        terminal.format("{}  {}  tờ {}  bản sao {}  cách ly {}  việc còn {}  chờ soát {}",
                        "{}  {}  sheets {}  copies {}  quarantined {}  jobs open {}  "
                        "to review {}",
                        batch.id, core::formatIso8601(batch.created), b.fed, p.copies_done,
                        b.quarantined, p.jobs_open, p.reviews_waiting));
  }
  const auto fenced_out = store.fencedOut();
  if (context.json) {
    terminal.print(json{{"batches", std::move(list)}, {"fenced_out", fenced_out}});
    return kDone;
  }
  if (fenced_out > 0) {
    terminal.print(
        terminal.format("Kết quả đến sau khi việc đã giao cho tiến trình khác, bị bỏ: {}",
                        "Results that came after their job was given to another worker, "
                        "dropped: {}",
                        fenced_out));
  }
  if (batches.empty()) {
    terminal.say(std::string(terminal.pick("Chưa có lô nào.", "There is no batch yet.")));
  }
  return kDone;
}

int run(const std::string& wanted, Context& context) {
  context.home.require();
  if (wanted.empty()) return showAll(context.parts.store().batches(), context);
  return showOne(requireBatch(context, wanted).id, context);
}

}  // namespace

void addStatus(const Verb& line) {
  auto batch = std::make_shared<std::string>();
  const auto verb = line.verb("status", {"Tình trạng các lô, hoặc bảng cân đối của một lô",
                                         "State of the batches, or the balance sheet of one"});
  verb.option("BATCH", *batch, {"Mã lô; bỏ trống là mọi lô", "Id of a batch; without it all"});
  verb.example("sohoa status --json");
  verb.runs([batch](Context& context) { return run(*batch, context); });
}

}  // namespace sohoa::cli

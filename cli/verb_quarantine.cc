#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/batch_report.h"
#include "cli/verb.h"
#include "core/ports/errors.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

json rowJson(const core::QuarantineRow& row, core::Language language) {
  return {{"id", row.id},
          {"batch", row.batch},
          {"path", row.path},
          {"page", row.page ? json(*row.page) : json(nullptr)},
          {"code", row.code},
          {"reason", core::pick(language, row.reason_vi, row.reason_en)},
          {"stage", core::slug(row.stage)},
          {"since", core::formatIso8601(row.since)}};
}

void printRow(const core::QuarantineRow& row, const Terminal& terminal) {
  terminal.print(
      core::printable(fmt::format("{:>4}  {}  {}", row.id, core::formatIso8601(row.since),
                                  core::pick(terminal.language(), row.reason_vi, row.reason_en))));
}

int list(const std::optional<std::string>& batch, Context& context) {
  context.home.require();
  json items = json::array();
  for (const auto& row : context.parts.store().quarantined(batch)) {
    items.push_back(rowJson(row, context.terminal.language()));
    if (!context.json) printRow(row, context.terminal);
  }
  if (context.json) {
    context.terminal.print(json{{"items", std::move(items)}});
  } else if (items.empty()) {
    context.terminal.say(
        std::string(context.terminal.pick("Khu cách ly trống.", "Nothing is in quarantine.")));
  }
  return kDone;
}

// One line a reason, the most frequent first.
int listReasons(const std::optional<std::string>& batch, Context& context) {
  context.home.require();
  std::map<std::string, std::vector<core::QuarantineRow>> reasons;
  for (auto& row : context.parts.store().quarantined(batch)) {
    reasons[row.code].push_back(std::move(row));
  }
  std::vector<const std::vector<core::QuarantineRow>*> order;
  for (const auto& [code, rows] : reasons) order.push_back(&rows);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->size() > b->size(); });
  json list = json::array();
  for (const auto* rows : order) {
    const auto& first = rows->front();
    json ids = json::array();
    for (const auto& row : *rows) ids.push_back(row.id);
    list.push_back({{"code", first.code}, {"count", rows->size()}, {"ids", std::move(ids)}});
    if (context.json) continue;
    context.terminal.print(fmt::format("{:>5}  {}", rows->size(), first.code));
  }
  if (context.json) {
    context.terminal.print(json{{"reasons", std::move(list)}});
  } else if (reasons.empty()) {
    context.terminal.say(
        std::string(context.terminal.pick("Khu cách ly trống.", "Nothing is in quarantine.")));
  }
  return kDone;
}

int show(core::Id id, Context& context) {
  context.home.require();
  for (const auto& row : context.parts.store().quarantined({})) {
    if (row.id != id) continue;
    if (context.json) {
      context.terminal.print(rowJson(row, context.terminal.language()));
      return kDone;
    }
    printRow(row, context.terminal);
    for (const auto& [label, value] :
         {std::pair{context.terminal.pick("tệp", "file"), row.path},
          std::pair{context.terminal.pick("lô", "batch"), row.batch},
          std::pair{context.terminal.pick("bước", "stage"), std::string(core::slug(row.stage))},
          std::pair{context.terminal.pick("mã", "code"), row.code}}) {
      context.terminal.print(core::printable(fmt::format("      {}: {}", label, value)));
    }
    return kDone;
  }
  throw core::Error(core::kNoSuchItem, {.detail = std::to_string(id)});
}

struct RetryOrder {
  std::vector<core::Id> ids;
  std::vector<std::string> reasons;  // codes
  std::string batch;
  bool all = false;
  [[nodiscard]] bool many() const { return all || !reasons.empty(); }
};

std::vector<core::Id> wantedBy(const RetryOrder& order, core::WorkStore& store) {
  auto wanted = order.ids;
  if (!order.many()) return wanted;
  const auto batch = order.batch.empty() ? std::nullopt : std::optional(order.batch);
  for (const auto& row : store.quarantined(batch)) {
    const auto& reasons = order.reasons;
    if (reasons.empty() || std::count(reasons.begin(), reasons.end(), row.code) > 0) {
      wanted.push_back(row.id);
    }
  }
  return wanted;
}

int retry(const RetryOrder& order, Context& context) {
  context.home.require();
  auto& store = context.parts.store();
  int done = 0;
  bool failed = false;
  for (const auto id : wantedBy(order, store)) {
    try {
      store.retryQuarantined(id, context.clock.now());
      ++done;
    } catch (const core::Error& error) {
      // Of many, what may not be retried is passed over.
      failed = failed || !order.many();
      if (!order.many()) context.terminal.complain(error);
    }
  }
  if (context.json) {
    context.terminal.print(json{{"retried", done}});
  } else {
    context.terminal.print(context.terminal.format(
        "{} mục sẽ được làm lại; hãy chạy 'sohoa batch resume' với mã lô.",
        "{} items go again; run 'sohoa batch resume' with the batch's id.", done));
  }
  return failed ? kSomeFailed : kDone;
}

}  // namespace

void addQuarantine(const Verb& line) {
  const auto verb = line.verb(
      "quarantine", {"Những gì đang chờ người xem, kèm lý do", "What waits for a person, and why"});
  verb.needsVerb();
  verb.example("sohoa quarantine list --json");
  auto list_batch = std::make_shared<std::string>();
  auto by_reason = std::make_shared<bool>(false);
  const auto list_verb = verb.verb("list", {"Liệt kê", "List the items"});
  list_verb.option("--batch", *list_batch, {"Chỉ của lô này", "Of this batch only"});
  list_verb.flag("--by-reason", *by_reason, {"Gộp theo mã lý do", "Grouped by reason"});
  list_verb.example("sohoa quarantine list --by-reason");
  list_verb.runs([=](Context& context) {
    const auto batch = list_batch->empty() ? std::nullopt : std::optional(*list_batch);
    return *by_reason ? listReasons(batch, context) : list(batch, context);
  });

  auto id = std::make_shared<core::Id>(0);
  const auto show_verb = verb.verb("show", {"Chi tiết một mục", "Details of one item"});
  show_verb.option("ID", *id, {"Số thứ tự trong danh sách", "Number from the list"}).required();
  show_verb.runs([id](Context& context) { return show(*id, context); });

  auto order = std::make_shared<RetryOrder>();
  const auto retry_verb = verb.verb("retry", {"Cho làm lại", "Put items back to work"});
  retry_verb.option("ID", order->ids, {"Số thứ tự trong danh sách", "Numbers from the list"});
  retry_verb.flag("--all", order->all, {"Tất cả các mục đang chờ", "All that wait"});
  retry_verb
      .option("--reason", order->reasons,
              {"Mọi mục mang mã lý do này; lặp lại được", "All with this code; repeatable"})
      .repeatable();
  retry_verb.option(
      "--batch", order->batch,
      {"Chỉ của lô này, cùng --reason hoặc --all", "Of this batch only, with --reason or --all"});
  retry_verb.example("sohoa quarantine retry --reason core.timed_out --batch lo-3f2a90c1d4e5");
  retry_verb.runs([order](Context& context) { return retry(*order, context); },
                  [order] { return !order->ids.empty() || order->many(); },
                  "ID | --all | --reason");
}

}  // namespace sohoa::cli

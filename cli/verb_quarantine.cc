#include <fmt/format.h>
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

int list(Context& context) {
  context.home.require();
  json items = json::array();
  for (const auto& row : context.parts.store().quarantined({})) {
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

int retry(const std::vector<core::Id>& ids, bool all, Context& context) {
  context.home.require();
  auto& store = context.parts.store();
  std::vector<core::Id> wanted = ids;
  if (all) {
    for (const auto& row : store.quarantined({})) wanted.push_back(row.id);
  }
  int done = 0;
  bool failed = false;
  for (const auto id : wanted) {
    try {
      store.retryQuarantined(id, context.clock.now());
      ++done;
    } catch (const core::Error& error) {
      failed = failed || !all;  // with --all, what may not be retried is passed over
      if (!all) context.terminal.complain(error);
    }
  }
  if (context.json) {
    context.terminal.print(json{{"retried", done}});
  } else {
    context.terminal.print(context.terminal.format(
        "{} mục sẽ được làm lại; chạy lại lệnh 'sohoa batch' của lô.",
        "{} items go again; run the batch's 'sohoa batch' command once more.", done));
  }
  return failed ? kSomeFailed : kDone;
}

}  // namespace

void addQuarantine(const Verb& line) {
  const auto verb = line.verb(
      "quarantine", {"Những gì đang chờ người xem, kèm lý do", "What waits for a person, and why"});
  verb.needsVerb();
  verb.example("sohoa quarantine list --json");
  const auto list_verb = verb.verb("list", {"Liệt kê", "List the items"});
  list_verb.runs([](Context& context) { return list(context); });

  auto id = std::make_shared<core::Id>(0);
  const auto show_verb = verb.verb("show", {"Chi tiết một mục", "Details of one item"});
  show_verb.option("ID", *id, {"Số thứ tự trong danh sách", "Number from the list"}).required();
  show_verb.runs([id](Context& context) { return show(*id, context); });

  auto ids = std::make_shared<std::vector<core::Id>>();
  auto all = std::make_shared<bool>(false);
  const auto retry_verb = verb.verb("retry", {"Cho làm lại", "Put items back to work"});
  retry_verb.option("ID", *ids, {"Số thứ tự trong danh sách", "Numbers from the list"});
  retry_verb.flag("--all", *all, {"Tất cả các mục đang chờ", "All that wait"});
  retry_verb.runs([ids, all](Context& context) { return retry(*ids, *all, context); },
                  [ids, all] { return !ids->empty() || *all; }, "ID | --all");
}

}  // namespace sohoa::cli

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

using core::RegisterEntry;
using nlohmann::json;

std::string_view stateText(const RegisterEntry& entry, const Terminal& terminal) {
  switch (entry.state) {
    case core::EntryState::kOpen:
      return terminal.pick("đang làm", "open");
    case core::EntryState::kIssued:
      return terminal.pick("đã cấp", "issued");
    case core::EntryState::kVoid:
      return terminal.pick("đã huỷ", "void");
  }
  return "";
}

json entryJson(const RegisterEntry& entry) {
  const auto or_null = [](const auto& value, auto text) {
    return value ? json(text(*value)) : json(nullptr);
  };
  return {{"unit", entry.unit},
          {"year", entry.year},
          {"number", entry.number},
          {"state", slug(entry.state)},
          {"id", entry.copy_id},
          {"source", entry.source},
          {"book", entry.book},
          {"certifier", entry.certifier},
          {"policy", entry.policy},
          {"sha256", or_null(entry.content, [](const auto& id) { return id.hex(); })},
          {"reason", entry.reason},
          {"opened", core::formatIso8601(entry.opened)},
          {"closed", or_null(entry.closed, [](auto time) { return core::formatIso8601(time); })}};
}

// RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe first.
std::string csvCell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    text.insert(0, "'");
  }
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

void printCsv(const std::vector<RegisterEntry>& entries, Terminal& terminal) {
  terminal.print(
      std::string("unit,year,number,state,copy,source,book,certifier,opened,closed,reason\r"));
  for (const auto& entry : entries) {
    terminal.print(fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{}\r", csvCell(entry.unit), entry.year, entry.number,
        slug(entry.state), csvCell(entry.copy_id), csvCell(entry.source), csvCell(entry.book),
        csvCell(entry.certifier), core::formatIso8601(entry.opened),
        entry.closed ? core::formatIso8601(*entry.closed) : "", csvCell(entry.reason)));
  }
}

int thisYear(const Context& context) {
  return std::stoi(core::formatIso8601(context.clock.now()).substr(0, 4));
}

int list(int year, bool csv, Context& context) {
  context.home.require();
  auto& terminal = context.terminal;
  const auto entries =
      context.parts.entries().list(context.settings.unit.id, year != 0 ? year : thisYear(context));
  if (context.json) {
    json rows = json::array();
    for (const auto& entry : entries) rows.push_back(entryJson(entry));
    terminal.print(json{{"entries", std::move(rows)}});
  } else if (csv) {
    printCsv(entries, terminal);
  } else {
    for (const auto& entry : entries) {
      terminal.print(core::printable(fmt::format(
          "{:>6}/{}  {}  {}  {}  {}{}", entry.number, entry.year, core::formatIso8601(entry.opened),
          entry.copy_id, stateText(entry, terminal), entry.certifier, entry.reason)));
    }
    if (entries.empty()) {
      terminal.say(std::string(terminal.pick("Sổ chứng thực năm này chưa có số nào.",
                                             "The register of this year is empty.")));
    }
  }
  return kDone;
}

int cancel(int number, int year, const std::string& reason, Context& context) {
  context.home.require();
  const int of_year = year != 0 ? year : thisYear(context);
  context.parts.entries().cancel(context.settings.unit.id, of_year, number, core::toNfc(reason),
                                 context.clock.now());
  if (context.json) {
    context.terminal.print(json{{"number", number}, {"year", of_year}, {"state", "void"}});
  } else {
    context.terminal.print(context.terminal.format("Đã huỷ số chứng thực {}/{}.",
                                                   "Number {}/{} is void.", number, of_year));
  }
  return kDone;
}

}  // namespace

void addRegister(const Verb& line) {
  const auto verb =
      line.verb("register", {"Sổ chứng thực bản sao", "The register of certified copies"});
  verb.needsVerb();
  verb.example("sohoa register list --csv > so-chung-thuc.csv");
  auto year = std::make_shared<int>(0);
  auto csv = std::make_shared<bool>(false);
  const auto list_verb =
      verb.verb("list", {"Các số đã cấp trong năm", "The numbers given in a year"});
  list_verb.option("--year", *year, {"Năm (mặc định: năm nay)", "Year (default: this one)"})
      .between(2000, 9999);
  list_verb.flag("--csv", *csv, {"In dạng CSV", "Print as CSV"});
  list_verb.runs([year, csv](Context& context) { return list(*year, *csv, context); });

  auto number = std::make_shared<int>(0);
  auto reason = std::make_shared<std::string>();
  const auto cancel_verb =
      verb.verb("void", {"Huỷ một số chưa cấp xong, kèm lý do",
                         "Declare a number void that no copy will use, with the reason"});
  cancel_verb.option("NUMBER", *number, {"Số chứng thực", "Number of the register"})
      .required()
      .between(1, 100000000);
  cancel_verb.option("--year", *year, {"Năm (mặc định: năm nay)", "Year (default: this one)"})
      .between(2000, 9999);
  cancel_verb.option("--reason", *reason, {"Lý do", "Reason"}).required();
  cancel_verb.runs(
      [number, year, reason](Context& context) { return cancel(*number, *year, *reason, context); },
      [reason] { return !reason->empty(); }, "--reason");
}

}  // namespace sohoa::cli

#include <fmt/format.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/balance_record.h"
#include "cli/batch_choice.h"
#include "cli/batch_report.h"
#include "cli/verb.h"
#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "pipeline/batch_json.h"
#include "pipeline/held_items.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

constexpr core::ErrorCode kNotSignedOff{
    "cli.not_signed_off", core::Retry::kNever,
    "Cân đối của lô chưa được ai xác nhận nên chưa lập biên bản; hãy thêm --sign-off \"Họ tên\".",
    "Nobody has signed the balance off, so there is no record yet; add --sign-off \"NAME\"."};
constexpr core::ErrorCode kNoPerson{
    "cli.no_person", core::Retry::kNever, "Người xác nhận phải có tên; hãy ghi sau --sign-off.",
    "Whoever signs off must have a name; write it after --sign-off."};

struct Options {
  std::string batch;
  std::optional<std::string> person;
  std::string remark;
  std::filesystem::path csv;
  std::filesystem::path pdf;
};

std::string_view fateOf(const core::PageRow& page, const core::MasterRow& master,
                        const core::DocumentRow* paper) {
  using core::DocumentState;
  if (master.state == core::MasterState::kQuarantined) return "quarantined";
  if (page.state == core::PageState::kWaiting) return "waiting";
  if (paper != nullptr && paper->state == DocumentState::kQuarantined) return "quarantined";
  if (page.state == core::PageState::kQuarantined) return "quarantined";
  if (page.mark == core::PageMark::kBlank) return "blank";
  if (page.mark == core::PageMark::kSeparator) return "separator";
  return paper != nullptr && paper->state == DocumentState::kDelivered ? "kept" : "waiting";
}

// Every sheet with where it went: the balance, sheet by sheet.
std::string journalCsv(Context& context, const std::string& batch) {
  auto& store = context.parts.store();
  std::map<core::Id, std::string> paths;
  for (const auto& input : store.inputs(batch)) {
    if (input.master && !input.duplicate) paths[*input.master] = input.path;
  }
  std::map<core::Id, std::map<int, core::DocumentRow>> papers;
  for (const auto& row : store.documents(batch)) {
    for (const int page : row.document.pages) papers[row.master].emplace(page, row);
  }
  std::string out = std::string(core::kCsvMark) +
                    core::csvLine({"path", "sha256", "case_file", "page", "fate", "copy"});
  for (const auto& master : store.masters(batch)) {
    const auto line = [&](const std::string& page, std::string_view fate, const std::string& copy) {
      out += core::csvLine({paths[master.id], master.sha256.hex(),
                            master.case_file.empty() ? master.name : master.case_file, page,
                            std::string(fate), copy});
    };
    const auto pages = store.pages(master.id);
    if (pages.empty()) {
      line("", master.state == core::MasterState::kQuarantined ? "quarantined" : "waiting", "");
    }
    for (const auto& page : pages) {
      const auto& own = papers[master.id];
      const auto found = own.find(page.index);
      const auto* paper = found == own.end() ? nullptr : &found->second;
      const auto fate = fateOf(page, master, paper);
      line(std::to_string(page.index + 1), fate,
           fate == "kept" && paper != nullptr ? paper->copy_id : "");
    }
  }
  return out;
}

BalanceStatement statementOf(Context& context, const core::BatchRow& batch,
                             const core::SignOff& sign_off) {
  auto& store = context.parts.store();
  BalanceStatement out;
  out.unit = context.settings.unit.name;
  out.batch = batch;
  out.sign_off = sign_off;
  std::set<std::string> cases;
  for (const auto& master : store.masters(batch.id)) {
    ++out.files;
    cases.insert(master.case_file.empty() ? master.name : master.case_file);
  }
  out.case_files = static_cast<int>(cases.size());
  for (const auto& row : store.documents(batch.id)) {
    if (row.state == core::DocumentState::kDelivered) ++out.copies;
  }
  for (const auto& input : store.inputs(batch.id)) {
    if (input.duplicate) ++out.duplicates;
  }
  for (const auto& row : store.quarantined(batch.id)) {
    if (row.master != 0) ++out.held[pipeline::reasonAlone(row, core::Language::kVietnamese)];
  }
  return out;
}

json listJson(const std::vector<core::SignOff>& list) {
  json out = json::array();
  for (const auto& each : list) {
    out.push_back({{"number", each.id},
                   {"person", each.person},
                   {"remark", each.remark},
                   {"at", core::formatIso8601(each.at)},
                   {"sheets", pipeline::sheetsJson(each.balance)}});
  }
  return out;
}

bool sameSheets(const core::SheetBalance& a, const core::SheetBalance& b) {
  return pipeline::sheetsJson(a) == pipeline::sheetsJson(b);
}

void print(Context& context, const core::SheetBalance& now,
           const std::vector<core::SignOff>& list) {
  auto& terminal = context.terminal;
  for (const auto& each : list) {
    terminal.print(core::printable(
        terminal.format("  xác nhận số {}: {}, {}  {}", "  signed off, no. {}: {}, {}  {}", each.id,
                        each.person, core::formatIso8601(each.at), each.remark)));
  }
  if (list.empty()) {
    terminal.print(std::string(terminal.pick("  chưa có ai xác nhận", "  not signed off yet")));
  } else if (!sameSheets(list.back().balance, now)) {
    terminal.print(std::string(
        terminal.pick("  ! số tờ đã đổi sau lần xác nhận cuối; hãy xác nhận lại",
                      "  ! the sheets changed since it was last signed off; sign off again")));
  }
}

int run(const Options& options, Context& context) {
  const auto batch = requireBatch(context, options.batch);
  auto& ledger = context.parts.ledger();
  if (options.person) {
    const auto person = core::squeeze(core::toNfc(*options.person));
    if (person.empty()) throw core::Error(kNoPerson, {});
    static_cast<void>(ledger.signOff(batch.id, person, core::squeeze(core::toNfc(options.remark)),
                                     context.clock.now()));
  }
  const auto list = ledger.signOffs(batch.id);
  const auto now = context.parts.store().balance(batch.id);
  if (!options.csv.empty()) core::writeFileAtomically(options.csv, journalCsv(context, batch.id));
  if (!options.pdf.empty()) {
    if (list.empty()) throw core::Error(kNotSignedOff, {});
    const auto statement = statementOf(context, batch, list.back());
    const auto sheets = balanceRecord(statement, [&](const core::PrintedSheet::Text& text) {
      return context.parts.textWidth(text);
    });
    context.parts.writeRecord(sheets, balanceTitle(statement), list.back().at, options.pdf);
  }
  const bool closed = now.closes() && now.waiting == 0 && now.fed > 0;
  if (context.json) {
    context.terminal.print(json{{"batch", batch.id},
                                {"sheets", pipeline::sheetsJson(now)},
                                {"waiting", now.waiting},
                                {"closes", closed},
                                {"sign_offs", listJson(list)}});
  } else {
    BatchReport(context.parts.store(), batch.id).print(context.terminal);
    print(context, now, list);
  }
  return closed ? kDone : kSomeFailed;
}

}  // namespace

void addBalance(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb =
      line.verb("balance", {"Cân đối tờ của lô: xem, xác nhận, lập biên bản",
                            "Sheet balance of a batch: see it, sign it off, record it"});
  verb.option("BATCH", options->batch, {"Mã lô", "Id of the batch"}).required();
  verb.wordOption("--sign-off", [options](const std::string& word) { options->person = word; },
                  {"Xác nhận cân đối; họ tên người xác nhận",
                   "Sign the balance off; name of the person who answers for it"});
  verb.option("--remark", options->remark, {"Ghi chú của người xác nhận", "Remark of that person"});
  verb.option("--csv", options->csv,
              {"Sổ từng tờ: đã đi đâu (CSV)", "Every sheet with where it went (CSV)"});
  verb.option("--pdf", options->pdf,
              {"Biên bản cân đối (PDF/A) của lần xác nhận cuối",
               "Record of the last sign-off (PDF/A, in Vietnamese)"});
  verb.example("sohoa balance lo-3f2a90c1d4e5 --sign-off \"Trần Thị Mẫu\" --pdf bien-ban.pdf");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

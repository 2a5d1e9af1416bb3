#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/batch_choice.h"
#include "cli/batch_report.h"
#include "cli/report_pictures.h"
#include "cli/verb.h"
#include "config/offices.h"
#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "pipeline/batch_facts.h"
#include "pipeline/batch_html.h"
#include "pipeline/report_feed.h"
#include "pipeline/report_json.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::string batch;
  std::filesystem::path html;
  std::filesystem::path csv;
  int pictures = 200;
  pipeline::ReportQuery of;
};

core::UnitTree officesOf(const Context& context) {
  const auto& file = context.settings.server.offices;
  if (file.empty()) return {};
  return config::loadOffices(file, core::formatIso8601(context.clock.now()).substr(0, 10));
}

// A report over offices and days, as the server makes it too.
int runOf(const Options& options, Context& context) {
  context.home.require();
  auto& parts = context.parts;
  auto& terminal = context.terminal;
  pipeline::ReportFeed feed({parts.catalogue(), parts.workFacts(), parts.reportBook(),
                             context.clock, parts.resultKinds()});
  while (feed.round()) {
  }
  const pipeline::Reports reports(
      parts.reportBook(), parts.workFacts(), officesOf(context),
      {context.settings.reports.targets, context.settings.reports.reuse_target},
      context.settings.unit.id);
  const auto report = reports.make(options.of);
  const auto csv = reportCsv(report, terminal.language() == core::Language::kEnglish);
  if (!options.csv.empty()) core::writeFileAtomically(options.csv, csv);
  if (context.json) {
    terminal.print(reportJson(report, terminal.language()));
  } else if (options.csv.empty()) {
    std::istringstream lines(csv.substr(core::kCsvMark.size()));
    for (std::string line; std::getline(lines, line);) {
      terminal.print(core::printable(line.substr(0, line.find('\r'))));
    }
  }
  for (const auto& note : report.notes) {
    terminal.say(std::string(terminal.pick(note.vi, note.en)));
  }
  return kDone;
}

int run(const Options& options, Context& context) {
  if (!options.of.report.empty()) return runOf(options, context);
  const auto batch = requireBatch(context, options.batch);
  const pipeline::Discretion discretion(context.parts.store(), batch.id);
  const auto facts =
      pipeline::reportFacts(context.parts.store(), context.parts.ledger(), batch, discretion);
  auto& terminal = context.terminal;
  if (!options.html.empty()) {
    ReportPictures shown(context, options.html / "pictures", options.pictures);
    const auto picture = [&](core::Id master, int page, core::Box part) {
      auto name = shown.take(master, page, part);
      if (name) name->insert(0, "pictures/");
      return name;
    };
    core::writeFileAtomically(
        options.html / "index.html",
        pipeline::reportHtml(facts, discretion, picture, terminal.language()));
  }
  if (!options.csv.empty()) {
    core::writeFileAtomically(options.csv, pipeline::reportCsv(facts, terminal.language()));
  }
  if (context.json) {
    terminal.print(pipeline::reportJson(facts, terminal.language()));
  } else {
    BatchReport(context.parts.store(), batch.id).print(terminal);
    terminal.print(terminal.format("  trường cần xem lại {}, giấy tờ có dấu mật {}",
                                   "  fields to look at {}, papers with a secrecy mark {}",
                                   facts.doubts.size(), facts.secret_papers));
  }
  return kDone;
}

}  // namespace

void addReport(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("report", {"Báo cáo cuối lô: HTML có ảnh chỗ còn ngờ, CSV, JSON",
                                         "End report of a batch: HTML with pictures of what is "
                                         "doubtful, CSV, JSON"});
  verb.option("BATCH", options->batch, {"Mã lô", "Id of the batch"});
  verb.option("--html", options->html,
              {"Thư mục nhận index.html và ảnh", "Folder for index.html and its pictures"});
  verb.option("--csv", options->csv,
              {"Tệp CSV, mở được bằng bảng tính", "CSV file for spreadsheets"});
  verb.option("--pictures", options->pictures,
              {"Nhiều nhất bao nhiêu ảnh (mặc định 200)", "At most so many pictures (default 200)"})
      .between(0, 10000);
  verb.option(
          "--of", options->of.report,
          {"Thay cho lô: báo cáo theo đơn vị và kỳ", "Instead of a batch: over offices and days"})
      .oneOf({"digitisation", "reuse", "throughput", "units", "turnaround", "review", "quarantine",
              "national_index"});
  verb.option("--from", options->of.from, {"Ngày đầu, YYYY-MM-DD", "First day, YYYY-MM-DD"});
  verb.option("--to", options->of.until, {"Ngày cuối", "Last day"});
  verb.option("--unit", options->of.unit,
              {"Chỉ đơn vị này và cấp dưới", "This office and those below it"});
  verb.example("sohoa report lo-3f2a90c1d4e5 --html bao-cao --csv bao-cao.csv");
  verb.runs([options](Context& context) { return run(*options, context); },
            [options] { return !options->batch.empty() || !options->of.report.empty(); }, "BATCH");
}

}  // namespace sohoa::cli

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/batch_choice.h"
#include "cli/batch_report.h"
#include "cli/report_pictures.h"
#include "cli/verb.h"
#include "core/file.h"
#include "pipeline/batch_facts.h"
#include "pipeline/batch_html.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::string batch;
  std::filesystem::path html;
  std::filesystem::path csv;
  int pictures = 200;
};

int run(const Options& options, Context& context) {
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
  verb.option("BATCH", options->batch, {"Mã lô", "Id of the batch"}).required();
  verb.option("--html", options->html,
              {"Thư mục nhận index.html và ảnh", "Folder for index.html and its pictures"});
  verb.option("--csv", options->csv,
              {"Tệp CSV, mở được bằng bảng tính", "CSV file for spreadsheets"});
  verb.option("--pictures", options->pictures,
              {"Nhiều nhất bao nhiêu ảnh (mặc định 200)", "At most so many pictures (default 200)"})
      .between(0, 10000);
  verb.example("sohoa report lo-3f2a90c1d4e5 --html bao-cao --csv bao-cao.csv");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

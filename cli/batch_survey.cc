#include "cli/batch_survey.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/workforce.h"
#include "core/text.h"
#include "pipeline/ingest.h"
#include "pipeline/plan.h"
#include "pipeline/survey.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;
using pipeline::Survey;
using pipeline::SurveyedFile;
using Fate = SurveyedFile::Fate;

std::string_view slug(Fate fate) {
  switch (fate) {
    case Fate::kTaken:
      return "taken";
    case Fate::kKnown:
      return "known";
    case Fate::kDuplicate:
      return "duplicate";
    case Fate::kHeld:
      return "held";
    case Fate::kRefused:
      return "refused";
  }
  return "";
}

json fileJson(const SurveyedFile& file, core::Language language) {
  json out{{"path", file.path.string()},
           {"fate", slug(file.fate)},
           {"pages", file.pages},
           {"case_file", file.case_file}};
  if (!file.same_as.empty()) out["same_as"] = file.same_as;
  if (file.error) {
    out["code"] = file.error->code().slug;
    out["reason"] = file.error->describe(language);
  }
  return out;
}

json surveyJson(const Survey& survey, core::Language language) {
  json files = json::array();
  for (const auto& file : survey.files) files.push_back(fileJson(file, language));
  json ignored = json::array();
  for (const auto& path : survey.ignored) ignored.push_back(path.string());
  return {{"batch", survey.batch},
          {"files", std::move(files)},
          {"pages", survey.pagesToRead()},
          {"case_files", survey.caseFiles()},
          {"taken", survey.count(Fate::kTaken)},
          {"known", survey.count(Fate::kKnown)},
          {"duplicates", survey.count(Fate::kDuplicate)},
          {"held", survey.count(Fate::kHeld)},
          {"refused", survey.count(Fate::kRefused)},
          {"ignored", std::move(ignored)}};
}

void printSurvey(const Survey& survey, Terminal& terminal) {
  for (const auto& file : survey.files) {
    const auto name = core::printable(file.path.string());
    if (file.error) {
      terminal.say(core::printable("✗ " + file.error->describe(terminal.language())));
    } else if (file.fate == Fate::kTaken) {
      terminal.print(terminal.format("  {}  hồ sơ {}, {} trang", "  {}  case file {}, {} pages",
                                     name, file.case_file, file.pages));
    } else if (file.fate == Fate::kDuplicate) {
      terminal.print(terminal.format("= {}  trùng nội dung với {}, chỉ liên kết",
                                     "= {}  same content as {}, only linked", name,
                                     core::printable(file.same_as)));
    }
  }
  terminal.print(
      terminal.format("Lô {} (chưa ghi gì)", "Batch {} (nothing written)", survey.batch));
  terminal.print(terminal.format(
      "  sẽ nạp {} tệp, {} trang, {} hồ sơ; đã có {}, trùng {}, vào khu cách ly {}, từ chối {}",
      "  would take {} files, {} pages, {} case files; known {}, duplicates {}, held {}, refused "
      "{}",
      survey.count(Fate::kTaken), survey.pagesToRead(), survey.caseFiles(),
      survey.count(Fate::kKnown), survey.count(Fate::kDuplicate), survey.count(Fate::kHeld),
      survey.count(Fate::kRefused)));
}

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

void printPlan(const pipeline::Plan& plan, std::uint64_t free_bytes, int workers,
               const Terminal& terminal) {
  const auto language = terminal.language();
  terminal.print(
      terminal.format("  đo {} trang: {:.1f} giây/trang; {} tiến trình: khoảng {} (từ {} đến {})",
                      "  {} pages measured: {:.1f} s a page; {} workers: about {} ({} to {})",
                      plan.sampled, plan.seconds_per_page, workers, duration(language, plan.time),
                      duration(language, plan.low), duration(language, plan.high)));
  terminal.print(terminal.format(
      "  cần khoảng {:.0f} MB (bản quét {:.0f}, bản sao {:.0f}, kết quả đọc {:.0f}); còn trống "
      "{:.0f} MB",
      "  needs about {:.0f} MB (scans {:.0f}, copies {:.0f}, readings {:.0f}); {:.0f} MB free",
      megabytes(plan.bytes()), megabytes(plan.master_bytes), megabytes(plan.copy_bytes),
      megabytes(plan.result_bytes), megabytes(free_bytes)));
  if (plan.bytes() > free_bytes) {
    terminal.print(std::string(terminal.pick("✗ Không đủ chỗ trên ổ đĩa cho lô này.",
                                             "✗ The disk is too small for this batch.")));
  }
}

json planJson(const pipeline::Plan& plan, std::uint64_t free_bytes, int workers) {
  return {{"pages", plan.pages},
          {"sampled", plan.sampled},
          {"failed", plan.failed},
          {"seconds_per_page", plan.seconds_per_page},
          {"workers", workers},
          {"seconds", plan.time.count()},
          {"seconds_low", plan.low.count()},
          {"seconds_high", plan.high.count()},
          {"disk_bytes", plan.bytes()},
          {"free_bytes", free_bytes}};
}

// Reading keeps one thread busy, so that its time is what one worker needs.
double secondsSpent() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int runSurvey(const SurveyOrder& order, Context& context) {
  auto& terminal = context.terminal;
  context.home.require();
  const pipeline::CaseShelf shelf(
      pipeline::CasePattern(order.case_pattern.empty() ? context.settings.batch.case_pattern
                                                       : order.case_pattern),
      order.paths);
  const bool has_store =
      !context.settings.store.url.empty() || std::filesystem::exists(context.home.work());
  auto* store = has_store ? &context.parts.store() : nullptr;
  const auto survey =
      pipeline::survey(context.parts.listFiles(order.paths), context.parts.opener(), store, shelf,
                       pipeline::batchIdFor(order.paths), [&](int done, int total) {
                         terminal.progress(terminal.pick("Xem", "Looking"), done, total,
                                           terminal.pick("tệp", "files"));
                       });
  terminal.endProgress();
  bool fits = true;
  auto out = surveyJson(survey, terminal.language());
  if (!context.json) printSurvey(survey, terminal);
  if (order.plan) {
    const int workers = workerCount(order.workers, context.settings);
    const auto plan = pipeline::plan(survey, context.parts.opener(), context.parts.reader(),
                                     order.sample, workers, secondsSpent, [&](int done, int total) {
                                       terminal.progress(terminal.pick("Đo", "Measuring"), done,
                                                         total, terminal.pick("trang", "pages"));
                                     });
    terminal.endProgress();
    const auto free_bytes = std::filesystem::space(context.home.root).available;
    fits = plan.bytes() <= free_bytes;
    out["plan"] = planJson(plan, free_bytes, workers);
    if (!context.json) printPlan(plan, free_bytes, workers, terminal);
  }
  if (context.json) terminal.print(out);
  const bool clean = survey.count(Fate::kHeld) + survey.count(Fate::kRefused) == 0;
  return clean && fits ? kDone : kSomeFailed;
}

}  // namespace sohoa::cli

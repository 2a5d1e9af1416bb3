#include <memory>
#include <nlohmann/json.hpp>

#include "cli/batch_choice.h"
#include "cli/batch_rerun.h"
#include "cli/batch_run.h"
#include "cli/batch_survey.h"
#include "cli/queue_options.h"
#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/workforce.h"
#include "config/settings.h"
#include "pipeline/scratch.h"

namespace sohoa::cli {
namespace {

struct Options {
  SurveyOrder survey;
  bool dry_run = false;
  core::Queue queue;
};

constexpr core::ErrorCode kNothingToFeed{"cli.nothing_to_feed", core::Retry::kNever,
                                         "Không có tệp nào ở đường dẫn đã cho.",
                                         "There is no file at the paths given."};

int workAndTell(const pipeline::IngestReport& ingest, int workers, Context& context) {
  auto& terminal = context.terminal;
  workOn(context, ingest, workers);
  const auto report = reportOn(context, ingest);
  if (context.json) {
    terminal.print(report.json(terminal.language()));
  } else {
    report.print(terminal);
  }
  if (stopRequested()) {
    terminal.say(terminal.format(
        "Đã dừng theo yêu cầu; chạy lại lệnh này hoặc 'sohoa batch resume {}' để làm tiếp.",
        "Stopped on request; run the same command, or 'sohoa batch resume {}', to go on.",
        ingest.batch));
    return kTemporaryFailure;
  }
  return report.clean() && ingest.refused.empty() ? kDone : kSomeFailed;
}

int run(const Options& options, Context& context) {
  const auto& order = options.survey;
  if (options.dry_run || order.plan) return runSurvey(order, context);
  context.home.require();
  preflight(context);
  pipeline::clearScratch(context.home.scratch(), context.home.run());
  const auto ingest =
      takeIn(context, order.paths, inUnit(options.queue, context), order.case_pattern);
  if (ingest.taken == 0 && ingest.known.empty() && ingest.duplicates.empty() &&
      ingest.refused.empty()) {
    throw core::Error(kNothingToFeed, {.file = order.paths.front().string()});
  }
  return workAndTell(ingest, order.workers, context);
}

int resume(const std::string& batch, int workers, Context& context) {
  pipeline::IngestReport none;
  none.batch = requireBatch(context, batch).id;
  preflight(context);
  pipeline::clearScratch(context.home.scratch(), context.home.run());
  return workAndTell(none, workers, context);
}

void addWorkers(const Verb& verb, int& workers) {
  verb.option("--workers", workers,
              {"Số tiến trình (mặc định: số nhân)", "Worker processes (default: cores)"})
      .between(1, 512);
}

void addResume(const Verb& batch) {
  auto id = std::make_shared<std::string>();
  auto workers = std::make_shared<int>(0);
  const auto verb = batch.verb("resume", {"Làm tiếp một lô dở dang mà không cần đường dẫn",
                                          "Go on with a batch without naming its paths"});
  verb.option("BATCH", *id, {"Mã lô", "Id of the batch"}).required();
  addWorkers(verb, *workers);
  verb.example("sohoa batch resume lo-3f2a90c1d4e5");
  verb.runs([=](Context& context) { return resume(*id, *workers, context); });
}

void addRerun(const Verb& batch) {
  auto order = std::make_shared<RerunOrder>();
  const auto verb =
      batch.verb("rerun", {"Làm lại một phần của lô với thiết lập khác; bản đã ký giữ nguyên",
                           "Do a part of a batch again under other settings; signed copies stand"});
  verb.option("BATCH", order->batch, {"Mã lô", "Id of the batch"}).required();
  verb.option("--only", order->only,
              {"quarantined (mặc định), hoặc một tệp của lô; lặp lại được",
               "quarantined (default), or a file of the batch; repeatable"})
      .repeatable();
  verb.option("--reason", order->reasons,
              {"Chỉ những mục cách ly mang mã này; lặp lại được",
               "Only quarantined items with this code; repeatable"})
      .repeatable();
  verb.option("--set", order->settings,
              {"mục.khoá=giá trị của scan, ocr, metadata, naming; lặp lại được",
               "section.key=value of scan, ocr, metadata, naming; repeatable"})
      .repeatable();
  addWorkers(verb, order->workers);
  verb.example(
      "sohoa batch rerun lo-3f2a90c1d4e5 --only quarantined --set scan.max_megapixels=400");
  verb.runs([order](Context& context) {
    config::requireReadingSettings(order->settings);
    return runAgain(*order, context);
  });
}

}  // namespace

void addBatch(const Verb& line) {
  auto options = std::make_shared<Options>();
  auto& order = options->survey;
  const auto verb =
      line.verb("batch", {"Nạp, đọc, làm bản sao, ký và giao cả lô; chạy lại thì làm tiếp",
                          "Take in, read, copy, sign and deliver; a second run resumes"});
  verb.option("PATH", order.paths,
              {"Tệp quét hoặc thư mục (PDF, TIFF, JPEG, PNG)",
               "Scans or folders of them (PDF, TIFF, JPEG, PNG)"});
  addWorkers(verb, order.workers);
  addQueueOptions(verb, options->queue);
  verb.wordOption(
          "--review",
          [&wait = options->queue.review](const std::string& word) {
            wait = core::reviewWait(word);
          },
          {"Giấy tờ nào của lô mới chờ người soát trước khi ký (mặc định: [review] wait)",
           "Which documents of a new batch wait for a person before they are signed (default: "
           "[review] wait)"})
      .oneOf({"never", "doubtful", "always"});
  verb.option("--case-pattern", order.case_pattern,
              {"Thư mục nào là hồ sơ nào, ví dụ {box}/{folder}/{file}; bỏ trống: thư mục chứa tệp",
               "Which folders are which case files, like {box}/{folder}/{file}; without it the "
               "file's folder"});
  verb.flag("--dry-run", options->dry_run,
            {"Chỉ cho biết sẽ nạp gì, từ chối gì; không ghi gì",
             "Only tell what would be taken in or refused; write nothing"});
  verb.flag("--plan", order.plan,
            {"Như --dry-run, và đọc thử vài trang để ước thời gian, dung lượng",
             "As --dry-run, and read some pages to judge time and disk space"});
  verb.option("--sample", order.sample,
              {"Số trang đọc thử của --plan (mặc định 12)", "Pages that --plan reads (default 12)"})
      .between(1, 1000);
  verb.example("sohoa batch ho-so/2026-11 --json > ket-qua.json");
  verb.runs([options](Context& context) { return run(*options, context); },
            [options] { return !options->survey.paths.empty(); }, "PATH");
  addResume(verb);
  addRerun(verb);
}

}  // namespace sohoa::cli

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/batch_run.h"
#include "cli/lane_option.h"
#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/workforce.h"
#include "pipeline/scratch.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> paths;
  int workers = 0;
  core::Lane lane = core::Lane::kCase;
};

constexpr core::ErrorCode kNothingToFeed{"cli.nothing_to_feed", core::Retry::kNever,
                                         "Không có tệp nào ở đường dẫn đã cho.",
                                         "There is no file at the paths given."};

int run(const Options& options, Context& context) {
  context.home.require();
  preflight(context);
  pipeline::clearScratch(context.home.scratch(), context.home.run());
  auto& terminal = context.terminal;
  const auto ingest = takeIn(context, options.paths, options.lane);
  if (ingest.taken == 0 && ingest.known.empty() && ingest.duplicates.empty() &&
      ingest.refused.empty()) {
    throw core::Error(kNothingToFeed, {.file = options.paths.front().string()});
  }
  workOn(context, ingest, options.workers);
  const auto report = reportOn(context, ingest);
  if (context.json) {
    terminal.print(report.json(terminal.language()));
  } else {
    report.print(terminal);
  }
  if (stopRequested()) {
    terminal.say(std::string(terminal.pick("Đã dừng theo yêu cầu; chạy lại lệnh này để làm tiếp.",
                                           "Stopped on request; run the same command to go on.")));
    return kTemporaryFailure;
  }
  return report.clean() && ingest.refused.empty() ? kDone : kSomeFailed;
}

}  // namespace

void addBatch(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb =
      line.verb("batch", {"Nạp, đọc, làm bản sao, ký và giao cả lô; chạy lại thì làm tiếp",
                          "Take in, read, copy, sign and deliver; a second run resumes"});
  verb.option("PATH", options->paths,
              {"Tệp quét hoặc thư mục (PDF, TIFF, JPEG, PNG)",
               "Scans or folders of them (PDF, TIFF, JPEG, PNG)"})
      .required();
  verb.option("--workers", options->workers,
              {"Số tiến trình (mặc định: số nhân)", "Worker processes (default: cores)"})
      .between(1, 512);
  addLaneOption(verb, options->lane);
  verb.example("sohoa batch ho-so/2026-11 --json > ket-qua.json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

#include <unistd.h>

#include <memory>

#include "cli/queue_options.h"
#include "cli/review_options.h"
#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/workforce.h"
#include "pipeline/page_memory.h"
#include "pipeline/scratch.h"
#include "pipeline/stage_runner.h"
#include "pipeline/worker.h"

namespace sohoa::cli {
namespace {

int run(const std::string& id, core::Lane last, Context& context) {
  context.home.require();
  auto& parts = context.parts;
  const auto& settings = context.settings;
  pipeline::WorkerOptions options;
  options.id = id.empty() ? "w-" + std::to_string(::getpid()) + "-alone" : id;
  options.last_lane = last;
  options.run_folder = context.home.run();
  options.stage_timeout = settings.work.stage_timeout;
  options.backlog_nice = settings.work.backlog_nice;
  ForgettingRounds forget(context);
  const bool cached = !settings.storage.s3.endpoint.empty();
  options.may_work = [&] {
    if (cached) forget();
    return !obstacle(context);
  };
  pipeline::RememberingReader reader(parts.reader(),
                                     pipeline::PageMemory(context.home.readAhead()));
  pipeline::StageRunner runner(
      {parts.store(), parts.blobs(), parts.opener(), reader, parts.documents(), parts.assembler(),
       parts.signer(), parts.verifier({}, {}), parts.warehouse(), context.clock},
      {pipeline::scratchFor(context.home.scratch(), options.id), settings.signing.level,
       settings.signing.release_only_passed, settings.unit.id, parts.appearances(),
       reviewRules(settings.review),
       [&](const core::Lease& lease) {
         const auto reading = parts.readingWith(parts.ledger().settingsFor(lease));
         const bool usual = &reading.reader == &parts.reader();
         return pipeline::ReadingPorts{&reading.opener, usual ? &reader : &reading.reader,
                                       &reading.documents};
       },
       [&](const core::Error& error) { context.terminal.complain(error); }});
  pipeline::Worker worker(
      parts.store(), [&] { return parts.newStore(); }, runner, context.clock, options);
  worker.run(stopRequested());
  return kDone;
}

}  // namespace

void addWorker(const Verb& line) {
  auto id = std::make_shared<std::string>();
  auto last = std::make_shared<core::Lane>(core::Lane::kBacklog);
  const auto verb = line.verb("worker", {"Một tiến trình xử lý, chạy tới khi bị dừng",
                                         "One worker process, until it is stopped"});
  verb.option("--id", *id, {"Tên riêng của tiến trình này", "Unique name of this incarnation"});
  addLaneOption(verb,
                {"Chỉ làm việc của làn này và các làn gấp hơn (mặc định: mọi làn)",
                 "Only jobs of this lane and of more urgent ones (default: all lanes)"},
                *last);
  verb.example("sohoa worker --lane counter");
  verb.runs([id, last](Context& context) { return run(*id, *last, context); });
}

}  // namespace sohoa::cli

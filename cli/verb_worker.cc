#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"
#include "cli/signals.h"
#include "pipeline/scratch.h"
#include "pipeline/stage_runner.h"
#include "pipeline/worker.h"

namespace sohoa::cli {
namespace {

int run(const std::string& id, Context& context) {
  context.home.require();
  auto& parts = context.parts;
  const auto& settings = context.settings;
  pipeline::WorkerOptions options;
  options.id = id.empty() ? "w-" + std::to_string(::getpid()) + "-alone" : id;
  options.run_folder = context.home.run();
  options.stage_timeout = settings.work.stage_timeout;
  pipeline::StageRunner runner(
      {parts.store(), parts.blobs(), parts.opener(), parts.reader(), parts.documents(),
       parts.assembler(), parts.signer(), parts.verifier({}, {}), parts.warehouse(), context.clock},
      {pipeline::scratchFor(context.home.scratch(), options.id), settings.signing.level,
       settings.signing.release_only_passed, settings.unit.id});
  pipeline::Worker worker(
      parts.store(), [&] { return parts.newStore(); }, runner, context.clock, options);
  worker.run(stopRequested());
  return kDone;
}

}  // namespace

void addWorker(CLI::App& app, core::Language language, Command& chosen) {
  auto id = std::make_shared<std::string>();
  auto* verb = app.add_subcommand(
      "worker", std::string(core::pick(language, "Một tiến trình xử lý, chạy tới khi bị dừng",
                                       "One worker process, until it is stopped")));
  verb->add_option("--id", *id,
                   std::string(core::pick(language, "Tên riêng của tiến trình này",
                                          "Unique name of this incarnation")));
  verb->footer(std::string(core::pick(language, "Ví dụ: ", "Example: ")) + "sohoa worker");
  verb->callback([id, &chosen] { chosen = [id](Context& context) { return run(*id, context); }; });
}

}  // namespace sohoa::cli

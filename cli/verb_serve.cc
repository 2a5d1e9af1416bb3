#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdio>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/service_manager.h"
#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/workforce.h"
#include "core/child_process.h"
#include "core/text.h"
#include "pipeline/log_anchor.h"
#include "pipeline/scratch.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::string address;
  int port = -1;     // as the settings have it
  int workers = -1;  // 0: none, 'sohoa worker' does the work
};

// Lines of several threads, each whole.
class LineLog {
 public:
  void operator()(const std::string& line) {
    const std::lock_guard lock(mutex_);
    std::fputs((line + "\n").c_str(), stderr);
  }

 private:
  std::mutex mutex_;
};

std::string diskTrouble(const Context& context) {
  const auto trouble = obstacle(context);
  return trouble ? std::string(trouble->code().slug) : std::string();
}

// Waits for the thread, also when the loop beside it ends by an error.
class Joined {
 public:
  explicit Joined(std::thread& thread) : thread_(thread) {}
  ~Joined() {
    requestStop();
    thread_.join();
  }
  Joined(const Joined&) = delete;
  Joined& operator=(const Joined&) = delete;

 private:
  std::thread& thread_;
};

// `sohoa scrub --follow` beside the server, in a process of its own; started again, an hour later,
// when it ends.
class Scrubbing {
 public:
  explicit Scrubbing(const Context& context) {
    if (context.settings.storage.scrub_days == 0) return;
    command_ = {std::filesystem::read_symlink("/proc/self/exe").string(),
                "--home",
                context.home.root.string(),
                "--lang-ui",
                context.terminal.language() == core::Language::kEnglish ? "en" : "vi",
                "scrub",
                "--follow"};
  }
  ~Scrubbing() {
    if (!runs()) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  Scrubbing(const Scrubbing&) = delete;
  Scrubbing& operator=(const Scrubbing&) = delete;

  void operator()() {
    const auto now = std::chrono::steady_clock::now();
    if (command_.empty() || now < next_ || runs()) return;
    next_ = now + std::chrono::hours(1);
    pid_ = core::spawnChild(command_, {.nice = 10});
  }

 private:
  // The supervisor waits for all children; when this one is gone, its number may be somebody
  // else's, who is no child of ours.
  [[nodiscard]] bool runs() const {
    siginfo_t info{};
    return pid_ > 0 &&
           ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
  }

  std::vector<std::string> command_;
  pid_t pid_ = 0;
  std::chrono::steady_clock::time_point next_{};
};

// A certificate that cannot be read must not stop the server that still has a good one.
void renewTls(ApiServer& server, Context& context) {
  try {
    server.renewTls();
    context.terminal.say(std::string(
        context.terminal.pick("· Đã đọc lại chứng thư TLS.", "· TLS certificate read again.")));
  } catch (const core::Error& error) {
    context.terminal.complain(error);
  }
}

// When it is told to, and when a day begins: offices come and go at days. A table that cannot be
// read must not stop the server that has yesterday's.
void renewOffices(ApiServer& server, Context& context) {
  try {
    server.renewOffices();
  } catch (const core::Error& error) {
    context.terminal.complain(error);
  }
}

std::string dayOf(core::Timestamp time) { return core::formatIso8601(time).substr(0, 10); }

int run(const Options& options, Context& context) {
  context.home.require();
  if (options.workers != 0) preflight(context);
  pipeline::clearScratch(context.home.scratch(), context.home.run());
  auto work = supervision(context, std::max(0, options.workers));
  if (options.workers == 0) work.workers = work.counter_workers = 0;
  pipeline::Supervisor supervisor(context.parts.store(), context.clock, std::move(work));
  LineLog log;
  ApiServerOptions serving;
  if (!options.address.empty()) serving.address = options.address;
  if (options.port >= 0) serving.port = options.port;
  serving.readiness.emplace_back("disk", [&context] { return diskTrouble(context); });
  serving.log = [&log](const std::string& line) { log(line); };
  const auto server = context.parts.apiServer(serving);
  auto& terminal = context.terminal;
  if (context.json) {
    terminal.print(nlohmann::json{{"url", server->url()}});
  } else {
    terminal.say(terminal.format("Đang phục vụ tại {}; nhấn Ctrl+C để dừng.",
                                 "Serving at {}; Ctrl+C stops.", server->url()));
  }
  ServiceManager manager;
  catchReloadSignal();  // first: who is told that all is ready may ask for it at once
  manager.ready(server->url());
  auto next_expiry = context.clock.now();
  auto today = dayOf(next_expiry);
  SealingRounds seal(context);
  ForgettingRounds forget(context);
  Scrubbing scrub(context);
  // Beside the workers' end, which may take its time: no request is taken on while they stop.
  std::thread drain([&] {
    while (!stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    manager.stopping();
    server->drain();
  });
  const Joined joined(drain);
  supervisor.serve(stopRequested(), [&] {
    manager.alive();
    const bool told = reloadRequested();
    if (told) renewTls(*server, context);
    if (const auto day = dayOf(context.clock.now()); told || day != today) {
      renewOffices(*server, context);
      today = day;
    }
    seal();
    forget();
    scrub();
    if (const auto now = context.clock.now(); now >= next_expiry) {
      context.parts.uploads().expire(now);
      pipeline::moveLogAnchor(context.parts.accessBook(), context.parts.upkeep(), now);
      next_expiry = now + std::chrono::minutes(10);
    }
    return true;
  });
  sealSecrets(context);
  return kDone;
}

}  // namespace

void addServe(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("serve", {"Giao diện HTTP của kho, cùng các tiến trình xử lý",
                                        "The HTTP API of the warehouse, with workers"});
  verb.option("--address", options->address,
              {"Địa chỉ lắng nghe (mặc định theo [server])",
               "Address to listen at (default as [server] has it)"});
  verb.option("--port", options->port, {"Cổng; 0 là cổng trống bất kỳ", "Port; 0 for any free one"})
      .between(0, 65535);
  verb.option("--workers", options->workers,
              {"Số tiến trình; 0: chỉ phục vụ HTTP", "Worker processes; 0: HTTP only"})
      .between(0, 512);
  verb.example("sohoa serve --address 0.0.0.0 --port 8420");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

#include "scan/scanner_server.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/child_process.h"
#include "core/file.h"
#include "core/ports/scanner_errors.h"
#include "scan/replay_scanner.h"
#include "scan/sane_scanner.h"
#include "scan/scanner_protocol.h"

namespace sohoa::scan {
namespace {

using core::Error;
using What = ScannerReply::What;

constexpr unsigned kSecondsToCancel = 2;
constexpr std::string_view kReplay = "replay:";

ScannerReply stopReply(const Error& error) {
  ScannerReply reply;
  reply.what = What::kStop;
  reply.stop = error;
  return reply;
}

pid_t serving = 0;

// Drivers fork readers and end them by this signal; a reader must end and touch nothing.
extern "C" void onTerminate(int) {
  if (::getpid() != serving) ::_exit(1);
  ::alarm(kSecondsToCancel);
  SaneScanner::cancelFromSignal();
}

// Recorded sessions stand beside real devices; libsane is not touched for them.
class AnyScanner final : public core::Scanner {
 public:
  AnyScanner(std::uint64_t max_pixels, std::function<void()> alive)
      : sane_(max_pixels, std::move(alive)), replay_(max_pixels) {}

  std::vector<core::ScannerInfo> devices() override { return sane_.devices(); }
  std::vector<core::ScannerOption> options(const std::string& device) override {
    return scannerFor(device).options(device);
  }
  std::unique_ptr<core::PaperFeed> open(const core::ScanRequest& request,
                                        const std::filesystem::path& folder) override {
    return scannerFor(request.device).open(request, folder);
  }

 private:
  core::Scanner& scannerFor(const std::string& device) {
    if (device.compare(0, kReplay.size(), kReplay) == 0) return replay_;
    return sane_;
  }
  SaneScanner sane_;
  ReplayScanner replay_;
};

}  // namespace

ScannerServer::ScannerServer(std::filesystem::path folder, int in, int out)
    : folder_(std::move(folder)), in_(in), out_(out) {}

void ScannerServer::tell(const std::string& line) {
  const std::string whole = line + "\n";
  try {
    core::writeAll(out_, {reinterpret_cast<const std::uint8_t*>(whole.data()), whole.size()}, "");
  } catch (const Error&) {
    heard_ = false;
  }
}

void ScannerServer::alive() { tell(lineOf(ScannerReply{})); }

void ScannerServer::serve(core::Scanner& scanner) {
  std::string waiting;
  char piece[4096];
  while (heard_) {
    const auto count = ::read(in_, piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    waiting.append(piece, static_cast<std::size_t>(count));
    for (auto end = waiting.find('\n'); heard_ && end != std::string::npos;
         end = waiting.find('\n')) {
      answer(scanner, waiting.substr(0, end));
      waiting.erase(0, end + 1);
    }
    if (waiting.size() > core::TalkingChild::kLongestLine) break;
  }
  feed_.reset();
}

void ScannerServer::answer(core::Scanner& scanner, const std::string& line) {
  ScannerReply reply;
  try {
    const auto ask = askFrom(line);
    switch (ask.what) {
      case ScannerAsk::What::kDevices:
        reply.what = What::kDevices;
        reply.devices = scanner.devices();
        break;
      case ScannerAsk::What::kOptions:
        reply.what = What::kOptions;
        reply.options = scanner.options(ask.device);
        break;
      case ScannerAsk::What::kOpen:
        feed_.reset();
        feed_ = scanner.open(ask.request, folder_);
        reply.what = What::kOpened;
        reply.setup = feed_->setup();
        break;
      case ScannerAsk::What::kNext: {
        if (!feed_) throw Error(core::kScannerSetting, {.detail = "no device is open"});
        const auto side = feed_->next(ask.file);
        if (side.stop) throw *side.stop;
        reply.what = What::kSide;
        reply.side = side.side;
        break;
      }
    }
  } catch (const Error& error) {
    reply = stopReply(error);
  }
  tell(lineOf(reply));
}

void runScannerChild(const std::filesystem::path& folder, std::uint64_t max_pixels) {
  serving = ::getpid();
  struct sigaction action {};
  action.sa_handler = &onTerminate;
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
  // Drivers print; what they print must not meet our lines.
  const core::Fd out(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
  if (!out || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) core::throwSystemError("stdout", errno);
  ScannerServer server(folder, STDIN_FILENO, out.get());
  AnyScanner scanner(max_pixels, [&] { server.alive(); });
  server.serve(scanner);
}

}  // namespace sohoa::scan

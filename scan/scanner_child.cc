#include "scan/scanner_child.h"

#include "core/child_process.h"
#include "core/ports/scanner_errors.h"
#include "scan/scanner_protocol.h"

namespace sohoa::scan {
namespace {

using core::Error;
using core::TalkingChild;

// Asks one question. Throws what the child answers with, or what became of it.
ScannerReply answer(TalkingChild& child, const ScannerAsk& ask, ScannerReply::What wanted,
                    std::chrono::milliseconds patience) {
  if (!child.say(lineOf(ask))) throw Error(core::kScannerDied, {});
  for (;;) {
    std::string line;
    switch (child.hear(line, patience)) {
      case TalkingChild::Heard::kSilence:
        throw Error(core::kScannerHung, {});
      case TalkingChild::Heard::kEnd:
        throw Error(core::kScannerDied, {});
      case TalkingChild::Heard::kLine:
        break;
    }
    auto reply = replyFrom(line);
    if (reply.what == ScannerReply::What::kAlive) continue;
    if (reply.what == ScannerReply::What::kStop) throw *reply.stop;
    if (reply.what != wanted) throw Error(core::kScannerDied, {.detail = "another answer"});
    return reply;
  }
}

bool childIsLost(const Error& error) {
  return error.code() == core::kScannerHung || error.code() == core::kScannerDied;
}

class ChildFeed final : public core::PaperFeed {
 public:
  ChildFeed(const ScannerCommand& command, std::chrono::milliseconds patience,
            core::ScanRequest request, std::filesystem::path folder)
      : command_(command),
        patience_(patience),
        request_(std::move(request)),
        folder_(std::move(folder)) {
    start();
  }

  [[nodiscard]] const core::ScanSetup& setup() const override { return setup_; }

  [[nodiscard]] core::SideAnswer next(const std::string& name) override {
    try {
      if (!child_) start();
      ScannerAsk ask;
      ask.what = ScannerAsk::What::kNext;
      ask.file = name;
      return {std::nullopt, answer(*child_, ask, ScannerReply::What::kSide, patience_).side};
    } catch (const Error& error) {
      if (childIsLost(error)) loseChild();
      return {error, {}};
    }
  }

 private:
  void start() {
    child_ = std::make_unique<TalkingChild>(command_(folder_), core::ChildLimits{});
    ScannerAsk ask;
    ask.what = ScannerAsk::What::kOpen;
    ask.request = request_;
    try {
      setup_ = answer(*child_, ask, ScannerReply::What::kOpened, patience_).setup;
    } catch (const Error&) {
      loseChild();
      throw;
    }
  }

  void loseChild() {
    if (child_) child_->stop();
    child_.reset();
  }

  ScannerCommand command_;
  std::chrono::milliseconds patience_;
  core::ScanRequest request_;
  std::filesystem::path folder_;
  core::ScanSetup setup_;
  std::unique_ptr<TalkingChild> child_;
};

}  // namespace

ChildScanner::ChildScanner(ScannerCommand command, std::chrono::milliseconds patience)
    : command_(std::move(command)), patience_(patience) {}

std::vector<core::ScannerInfo> ChildScanner::devices() {
  TalkingChild child(command_("/"), {});
  return answer(child, {}, ScannerReply::What::kDevices, patience_).devices;
}

std::vector<core::ScannerOption> ChildScanner::options(const std::string& device) {
  TalkingChild child(command_("/"), {});
  ScannerAsk ask;
  ask.what = ScannerAsk::What::kOptions;
  ask.device = device;
  return answer(child, ask, ScannerReply::What::kOptions, patience_).options;
}

std::unique_ptr<core::PaperFeed> ChildScanner::open(const core::ScanRequest& request,
                                                    const std::filesystem::path& folder) {
  return std::make_unique<ChildFeed>(command_, patience_, request, folder);
}

}  // namespace sohoa::scan

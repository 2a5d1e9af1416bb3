#include "pipeline/scrub.h"

#include <algorithm>

#include "core/ports/errors.h"

namespace sohoa::pipeline {
namespace {

using std::chrono::steady_clock;

constexpr int kAtATime = 64;

// Holds a reader to so many bytes a second, counted from its beginning.
class Pace {
 public:
  explicit Pace(const ScrubOptions& options) : options_(options) {}

  void operator()(std::uint64_t bytes) {
    bytes_ += bytes;
    if (options_.bytes_per_second == 0) return;
    const auto due = std::chrono::duration<double>(static_cast<double>(bytes_) /
                                                   static_cast<double>(options_.bytes_per_second));
    const auto ahead = due - (steady_clock::now() - begin_);
    if (ahead.count() > 0) {
      options_.wait(std::chrono::duration_cast<std::chrono::nanoseconds>(ahead));
    }
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  const ScrubOptions& options_;
  steady_clock::time_point begin_ = steady_clock::now();
  std::uint64_t bytes_ = 0;
};

core::BlobState look(const core::BlobStore& blobs, const core::Sha256& id, Pace& pace) {
  try {
    const auto read = [&](std::uint64_t bytes) { pace(bytes); };
    return blobs.intactAtPace(id, read) ? core::BlobState::kGood : core::BlobState::kDamaged;
  } catch (const core::Error& error) {
    if (error.code() == core::kBlobMissing) return core::BlobState::kMissing;
    if (error.code() == core::kIo) return core::BlobState::kUnreadable;
    throw;
  }
}

}  // namespace

ScrubReport scrub(core::UpkeepBook& book, const core::BlobStore& blobs, const core::Clock& clock,
                  const ScrubOptions& options) {
  ScrubReport report;
  Pace pace(options);
  for (;;) {
    const auto due = book.due(options.before, kAtATime);
    if (due.empty()) break;
    for (const auto& blob : due) {
      if (!options.go_on()) {
        report.whole = false;
        report.bytes = pace.bytes();
        return report;
      }
      ScrubFinding finding{blob.id, look(blobs, blob.id, pace), false};
      if (finding.state != core::BlobState::kGood) finding.state = look(blobs, blob.id, pace);
      bool mended = finding.state == core::BlobState::kGood && blob.state != core::BlobState::kGood;
      if (finding.state != core::BlobState::kGood) {
        const auto wanted = [&] { return options.wanted(blob.id); };
        finding.repaired = options.repair && wanted() && options.repair(blob.id);
        mended = finding.repaired;
        if (finding.repaired || wanted()) {
          report.findings.push_back(finding);
          if (options.found) options.found(finding);
        } else {
          // Or it would come up again at once; its record goes with it.
          finding.state = core::BlobState::kGood;
        }
      }
      // Never before `before`, or a clock that was set back would make it due for ever.
      book.recordCheck(blob.id, mended ? core::BlobState::kGood : finding.state, mended,
                       std::max(clock.now(), options.before));
      ++report.checked;
      if (options.progress) options.progress(report.checked);
    }
  }
  report.bytes = pace.bytes();
  return report;
}

}  // namespace sohoa::pipeline

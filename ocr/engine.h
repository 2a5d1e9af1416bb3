#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/page.h"
#include "core/thread_cpu_clock.h"

namespace sohoa::ocr {

// On the clock of the thread that reads, so that a busy machine costs no page its text.
using Deadline = core::ThreadCpuClock::time_point;

// What a picture given to an engine shows.
enum class Layout {
  kPage,   // anything: the engine finds columns and blocks
  kBlock,  // lines one below the other
  kLine,   // one line
};

// Turns a picture of upright text into words.
class RecognitionEngine {
 public:
  virtual ~RecognitionEngine() = default;

  // `grey`: 8-bit, 0 is black. Blocks in reading order, boxes in pixels of `grey`; texts are NFC
  // and never empty. Throws Error(kTimedOut) past the deadline and Error(kEngineFailed).
  [[nodiscard]] virtual std::vector<core::Block> recognise(const cv::Mat& grey, double dpi,
                                                           Deadline deadline, Layout layout) = 0;

  // Name, version and model.
  [[nodiscard]] virtual std::string version() const = 0;
};

}  // namespace sohoa::ocr

#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"
#include "ocr/engine.h"

namespace sohoa::ocr {

// Hands pieces of one upright page to the engine, each with a rim of paper round it. The page must
// not change size while the reader lives; it may be painted on.
class PieceReader {
 public:
  PieceReader(RecognitionEngine& engine, const cv::Mat& grey, double dpi, Deadline deadline)
      : engine_(engine), grey_(grey), dpi_(dpi), deadline_(deadline) {}

  // What stands in `place`, a part of the page, made smoother by `smooth` pixels (the deviation of
  // a Gaussian) where that is not 0. Boxes in pixels of the page.
  [[nodiscard]] std::vector<core::Block> read(const cv::Rect& place, Layout layout,
                                              double smooth = 0);

  [[nodiscard]] const cv::Mat& page() const { return grey_; }
  [[nodiscard]] double dpi() const { return dpi_; }

 private:
  RecognitionEngine& engine_;
  const cv::Mat& grey_;
  double dpi_;
  Deadline deadline_;
};

}  // namespace sohoa::ocr

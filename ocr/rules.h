#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace sohoa::ocr {

// Straight lines printed on an upright page: frames of tables, underlines, lines to write on.
struct Rules {
  std::vector<cv::Rect> across;  // pixels of the page looked at
  std::vector<cv::Rect> down;
  // Reduced pictures of the page, 255 or 0.
  cv::Mat mask;         // on a rule that is too long for a pen stroke
  cv::Mat thin_across;  // ink that may be part of a rule across, be it ever so short
  cv::Mat thin_down;
  double scale = 1;  // of the reduced pictures: their pixels per pixel of the page
};

// `grey`: 8-bit, 0 is black, flattened (paper is kPaperWhite), text upright. Rules lean less than a
// few tenths of a degree.
[[nodiscard]] Rules findRules(const cv::Mat& grey, double dpi);

// The page with its long rules painted like paper.
[[nodiscard]] cv::Mat withoutRules(const cv::Mat& grey, const Rules& rules);

}  // namespace sohoa::ocr

#pragma once

#include <opencv2/core.hpp>

#include "ocr/ink_look.h"

namespace sohoa::ocr {

// Where seals and stamps lie over a page, and how far their ink is lighter than print.
struct SealInk {
  cv::Mat where;  // 8-bit mask as large as the look, 255 is near such ink; empty when there is none
  double share = 0;  // of the way from print to paper: darker is print, lighter may be a seal
};

// On colour pages the neighbourhood of red ink and of blue stamps, on others that of the rings of
// seals. What a blue pen wrote is left to be read, unless in or over a stamp.
[[nodiscard]] SealInk sealInkOf(const InkLook& look);

// The page with what is too light for print made paper there; the soft edges of letters stay. As it
// was when there is too little print elsewhere to know how dark it is. `flat`: 8-bit grey with even
// light, 0 is black, paper is kPaperWhite.
[[nodiscard]] cv::Mat withoutSealInk(const cv::Mat& flat, const SealInk& seals, double dpi);

}  // namespace sohoa::ocr

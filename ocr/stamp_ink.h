#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// The ink of stamps by itself, without the print over or under it. Pictures are 8-bit grey, paper
// is kPaperWhite, the ink is dark.

// Ink of one colour: `channel` of `rgb` (8-bit; 0 red, 2 blue) stands out. Under print it goes on
// as beside it. Empty when hardly anything has that colour.
[[nodiscard]] cv::Mat colouredInk(const cv::Mat& rgb, int channel, double dpi);

// The same ink taken from `flat` (8-bit grey with even light, ink of every colour dark), with what
// stands around and is not much darker: sharper, for JPEG blurs colours and loses faint ones.
// `ink`: what colouredInk gave, as large.
[[nodiscard]] cv::Mat sharpInk(const cv::Mat& flat, const cv::Mat& ink, double dpi);

// Ink that is lighter than print by at least `share` of the way from print to paper, without the
// soft edges of print. `flat`: 8-bit grey with even light; colours may have dropped out. `words`:
// what is surely print, boxes in its pixels. Empty when there is too little print to know how dark
// it is.
[[nodiscard]] cv::Mat lighterInk(const cv::Mat& flat, const std::vector<core::Word>& words,
                                 double share, double dpi);

}  // namespace sohoa::ocr

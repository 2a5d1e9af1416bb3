#pragma once

#include <array>

namespace sohoa::ocr {

// Weights of kConfidenceFeatures, logistic scale, ridge 1. Origin: 21 980 words of 72 pages made
// for measuring (24 case files in 14 kinds of wear), aligned with their texts; Tesseract 5.3.0,
// model `vie` of Debian 12. Fitted by bench/fit_confidence.
inline constexpr std::array<double, 24> kConfidenceWeights{
    -6.583, 2.995,  2.078,  0.602, -0.073, -1.980, -2.504, 1.517, 2.112,  -0.026, 1.804, -1.234,
    -0.272, -0.299, -1.802, 3.412, 1.952,  3.822,  1.975,  0.578, -0.735, -6.180, 0.474, 1.168};

}  // namespace sohoa::ocr

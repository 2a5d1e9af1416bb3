#include "ocr/orientation.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ocr/skew.h"

namespace sohoa::ocr {
namespace {

// One direction must be this much sharper than the other to be believed.
constexpr double kClearly = 1.5;
constexpr int kSmallestSide = 32;

}  // namespace

LineDirection lineDirection(const cv::Mat& ink) {
  cv::Mat turned;
  cv::transpose(ink, turned);
  const double across = estimateSkew(ink).confidence;
  const double down = estimateSkew(turned).confidence;
  if (across > kClearly * down) return LineDirection::kAcross;
  if (down > kClearly * across) return LineDirection::kDown;
  return LineDirection::kUnclear;
}

OrientationDetector::~OrientationDetector() {
  if (api_) api_->End();
}

bool OrientationDetector::load() {
  if (api_ || missing_) return !missing_;
  api_ = std::make_unique<tesseract::TessBaseAPI>();
  const std::vector<std::string> names{"debug_file"};
  const std::vector<std::string> values{"/dev/null"};
  const std::string folder = tessdata_.string();
  missing_ = api_->Init(folder.empty() ? nullptr : folder.c_str(), "osd",
                        tesseract::OEM_TESSERACT_ONLY, nullptr, 0, &names, &values, false) != 0;
  api_->SetPageSegMode(tesseract::PSM_OSD_ONLY);
  return !missing_;
}

std::optional<QuarterTurn> OrientationDetector::detect(const cv::Mat& grey, double dpi) {
  if (std::min(grey.cols, grey.rows) < kSmallestSide || !load()) return std::nullopt;
  api_->SetVariable("user_defined_dpi", std::to_string(std::lround(dpi)).c_str());
  api_->SetImage(grey.data, grey.cols, grey.rows, 1, static_cast<int>(grey.step));
  int lies = 0;
  float confidence = 0;
  const char* script = nullptr;
  float script_confidence = 0;
  const bool found = api_->DetectOrientationScript(&lies, &confidence, &script, &script_confidence);
  api_->Clear();
  if (!found) return std::nullopt;
  return QuarterTurn{((360 - lies) % 360 + 360) % 360, confidence};
}

}  // namespace sohoa::ocr

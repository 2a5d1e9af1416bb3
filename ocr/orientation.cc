#include "ocr/orientation.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>
#include <utility>
#include <vector>

#include "ocr/skew.h"

namespace sohoa::ocr {
namespace {

// One direction must be this much sharper than the other to be believed.
constexpr double kClearly = 1.5;
constexpr int kSmallestSide = 32;
// Heights and widths in heights of a usual letter.
constexpr double kLetterLeast = 0.7, kLetterMost = 2;
constexpr double kMarkMost = 0.5, kMarkWidest = 0.9;
constexpr double kMarkApart = 0.35;
constexpr int kSmallestLetter = 6;  // pixels
constexpr std::size_t kFewestLetters = 10;

using Shapes = std::vector<cv::Rect>;

Shapes shapesOf(const cv::Mat& ink) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(ink, labels, stats, centres, 8, CV_32S);
  Shapes shapes;
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    if (s[cv::CC_STAT_AREA] < 3 || s[cv::CC_STAT_HEIGHT] < 2) continue;
    shapes.emplace_back(s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                        s[cv::CC_STAT_HEIGHT]);
  }
  return shapes;
}

// 0 when there are too few letters to tell.
int usualHeight(const Shapes& shapes) {
  std::vector<int> heights;
  for (const auto& box : shapes) {
    if (box.height >= kSmallestLetter && box.width >= 3) heights.push_back(box.height);
  }
  if (heights.size() < kFewestLetters) return 0;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), middle, heights.end());
  return *middle;
}

// Whether a letter stands close below the mark, and close above. `letters` by their left edge.
std::pair<bool, bool> neighbours(const cv::Rect& mark, const Shapes& letters, int height) {
  const int middle = mark.x + mark.width / 2;
  const double apart = kMarkApart * height;
  const int widest = 4 * height;
  bool below = false, above = false;
  auto letter = std::lower_bound(letters.begin(), letters.end(), middle - widest,
                                 [](const cv::Rect& box, int x) { return box.x < x; });
  for (; letter != letters.end() && letter->x <= middle + 1; ++letter) {
    if (letter->br().x + 1 < middle) continue;
    const int under = letter->y - mark.br().y, over = mark.y - letter->br().y;
    below = below || (under >= -1 && under < apart);
    above = above || (over >= -1 && over < apart);
  }
  return {below, above};
}

}  // namespace

LineDirection LineSharpness::direction() const {
  if (across > kClearly * down) return LineDirection::kAcross;
  if (down > kClearly * across) return LineDirection::kDown;
  return LineDirection::kUnclear;
}

LineSharpness lineSharpness(const cv::Mat& ink) {
  cv::Mat turned;
  cv::transpose(ink, turned);
  return {estimateSkew(ink).confidence, estimateSkew(turned).confidence};
}

double MarkSides::sureness() const {
  const int all = above + below;
  return all == 0 ? 0 : (above - below) / std::sqrt(static_cast<double>(all));
}

MarkSides markSides(const cv::Mat& ink) {
  const Shapes shapes = shapesOf(ink);
  const int height = usualHeight(shapes);
  if (height == 0) return {};
  std::vector<cv::Rect> letters, marks;
  for (const auto& box : shapes) {
    if (box.height > kLetterLeast * height && box.height < kLetterMost * height) {
      letters.push_back(box);
    } else if (box.height < kMarkMost * height && box.width < kMarkWidest * height) {
      marks.push_back(box);
    }
  }
  std::sort(letters.begin(), letters.end(),
            [](const cv::Rect& a, const cv::Rect& b) { return a.x < b.x; });
  MarkSides sides;
  for (const auto& mark : marks) {
    const auto [letter_below, letter_above] = neighbours(mark, letters, height);
    if (letter_below && !letter_above) ++sides.above;
    if (letter_above && !letter_below) ++sides.below;
  }
  return sides;
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

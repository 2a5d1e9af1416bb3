#pragma once

#include <tesseract/baseapi.h>

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>

namespace sohoa::ocr {

enum class LineDirection { kAcross, kDown, kUnclear };

// How sharply lines of print stand out along each direction, 0..1.
struct LineSharpness {
  double across = 0;
  double down = 0;
  [[nodiscard]] LineDirection direction() const;
};

// Of an ink mask (255 is ink) of about 100 dots per inch. Nearly free, and silent on which of the
// two ways up the text stands.
[[nodiscard]] LineSharpness lineSharpness(const cv::Mat& ink);

// How many small marks sit close above letters, and how many close below. Vietnamese tone and vowel
// marks and the dots of i and j are above, only the heavy tone's dot is below.
struct MarkSides {
  int above = 0;
  int below = 0;
  // Standard deviations by which the marks speak for text that stands (positive) or hangs.
  [[nodiscard]] double sureness() const;
};

// Of an ink mask whose lines run across, up to 15 degrees skewed.
[[nodiscard]] MarkSides markSides(const cv::Mat& ink);

struct QuarterTurn {
  int degrees = 0;        // clockwise turn that makes the text stand: 0, 90, 180, 270
  double confidence = 0;  // the engine's own scale: above 2 is reliable, above 10 certain
};

// Tesseract's orientation and script detection. Loads its model at the first use; without the model
// (osd.traineddata) it never answers. One thread at a time.
class OrientationDetector {
 public:
  explicit OrientationDetector(std::filesystem::path tessdata) : tessdata_(std::move(tessdata)) {}
  ~OrientationDetector();

  // `grey`: 8-bit, 0 is black. Nothing when there is too little text.
  [[nodiscard]] std::optional<QuarterTurn> detect(const cv::Mat& grey, double dpi);

 private:
  [[nodiscard]] bool load();

  std::filesystem::path tessdata_;
  std::unique_ptr<tesseract::TessBaseAPI> api_;
  bool missing_ = false;
};

}  // namespace sohoa::ocr

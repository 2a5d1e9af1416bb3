#pragma once

#include "core/page.h"
#include "ocr/engine.h"
#include "ocr/orientation.h"
#include "ocr/skew.h"

namespace sohoa::ocr {

// A page made ready to be looked at.
struct PageLook {
  cv::Mat grey;      // cleaned, at working resolution, as fed
  double dpi = 300;  // of `grey`
  cv::Mat ink;       // print of the page's sketch (textLikeInk), as fed
};

// Finds out which way up a page stands. Cheap evidence first: which way the lines run, and on which
// side of the letters their small marks sit. Where that is weak, the densest strip of the page is
// recognised both ways; where not even the direction of the lines is clear, Tesseract's detector is
// asked.
class PageGeometryFinder {
 public:
  PageGeometryFinder(RecognitionEngine& engine, OrientationDetector& detector)
      : engine_(engine), detector_(detector) {}

  struct Found {
    int orientation_deg = 0;  // clockwise turn that makes the page stand
    core::TurnEvidence evidence;
  };
  [[nodiscard]] Found find(const PageLook& page, Deadline deadline);

  // The turn to try when the page reads as nonsense the way that `found` says.
  [[nodiscard]] int otherGuess(const PageLook& page, const Found& found);

 private:
  [[nodiscard]] std::optional<QuarterTurn> ask(const PageLook& page);
  [[nodiscard]] double trial(const PageLook& page, int orientation, Deadline deadline);

  RecognitionEngine& engine_;
  OrientationDetector& detector_;
};

// Quarter turns clockwise.
[[nodiscard]] cv::Mat turned(const cv::Mat& image, int degrees);

}  // namespace sohoa::ocr

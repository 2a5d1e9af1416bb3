#pragma once

#include <string>

#include "core/page.h"
#include "pdf/invisible_font.h"

namespace sohoa::pdf {

// Where a page image lands: the upright frame in points, its lower left corner at the page's.
struct PageFrame {
  double width = 0;   // points
  double height = 0;  // points, without the signature band
  double scale = 0;   // points per upright pixel
  double above = 0;   // points of the page above the image: the signature band
};

// Throws Error(kBadPage) when the geometry is not finite or outside 3..14400 points
// (ISO 19005-2 clause 6.1.13).
[[nodiscard]] PageFrame pageFrame(const core::PageGeometry& geometry);

// Operators that paint /Im0 under the one matrix that turns and straightens the master.
[[nodiscard]] std::string imageOperators(const core::PageGeometry& geometry,
                                         const PageFrame& frame);

// The words in reading order as invisible text in /F0 (text rendering mode 3), where placeText()
// puts them. Empty when there is no text.
[[nodiscard]] std::string textOperators(const core::PageResult& page, const PageFrame& frame,
                                        InvisibleFont& font);

}  // namespace sohoa::pdf

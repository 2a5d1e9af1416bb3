#pragma once

#include <optional>

#include "scan/pdf_page.h"

namespace sohoa::scan {

// An image XObject and the size it is shown at.
struct PlacedImage {
  QPDFObjectHandle image;
  double width_points = 0;  // along the rows of the image, user units
  double height_points = 0;
};

// The one image a page shows, when it shows nothing else: no visible text, drawing, annotation or
// transparency, no cropping, no mirroring or shearing, at least half of the page covered. Invisible
// text (render mode 3) is passed over. Nothing in every other case.
// Throws Error(kDamaged) when the page's content cannot be read.
[[nodiscard]] std::optional<PlacedImage> findSoleImage(const PdfPage& page);

}  // namespace sohoa::scan

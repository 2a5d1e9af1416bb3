#pragma once

#include "core/image.h"

namespace sohoa::scan {

// The same pixels in a form PDF/A allows: bilevel as G4 or Flate, whichever is smaller; grey and
// colour as Flate with PNG predictors.
[[nodiscard]] core::EncodedImage encodeLossless(const core::Raster& raster);

}  // namespace sohoa::scan

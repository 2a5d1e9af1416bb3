#pragma once

#include <cstdint>
#include <span>

#include "core/image.h"

namespace sohoa::scan {

// Decodes a whole JPEG stream to grey or RGB. `inverted_ink`: of four components, full ink is 0.
// The caller has checked the size. Throws Error(kTruncated) when data is missing, Error(kDamaged)
// when it is corrupt, Error(kUnsupported).
[[nodiscard]] core::Raster decodeJpeg(std::span<const std::uint8_t> bytes, bool inverted_ink,
                                      core::Resolution resolution);

}  // namespace sohoa::scan

#pragma once

#include <cstdint>
#include <vector>

#include "pdf/object_writer.h"

namespace sohoa::pdf {

// An sRGB display profile (IEC 61966-2-1 primaries and transfer curve, adapted to D50) in the form
// of ISO 15076-1 (version 4), about 600 bytes, computed here.
[[nodiscard]] std::vector<std::uint8_t> srgbProfile();

// Writes the profile and the PDF/A output intent (ISO 19005-2 clause 6.2.3); returns the intent.
[[nodiscard]] Ref writeOutputIntent(ObjectWriter& writer);

}  // namespace sohoa::pdf

#pragma once

#include "core/image.h"
#include "pdf/object_writer.h"

namespace sohoa::pdf {

// Writes the image XObject with the stream bytes as they are (ISO 32000-1 clauses 7.4 and 8.9.5,
// ISO 19005-2 clause 6.2.8). Throws Error(kUnsupportedColour) for four components, which an sRGB
// output intent rules out, and Error(kBadImage) when the stream contradicts its description.
[[nodiscard]] Ref writeImage(ObjectWriter& writer, const core::EncodedImage& image);

}  // namespace sohoa::pdf

#pragma once

#include <vector>

#include "core/image.h"
#include "core/page.h"
#include "ocr/engine.h"

namespace sohoa::ocr {

// What red seals among `marks` say round their rings: for each up to two lines, the agency over the
// star and the district or province under it, with the seal's box. Of at most two whole seals of a
// colour page; without colour print and signature over the seal cannot be told from it. Seals of
// Vietnamese authorities have the agency's name between an outer and an inner ring (Circular
// 22/2024/TT-BCA).
// Throws what the engine throws.
[[nodiscard]] std::vector<core::Line> readSeals(RecognitionEngine& engine, const core::Raster& page,
                                                const core::PageGeometry& geometry,
                                                const std::vector<core::Mark>& marks,
                                                Deadline deadline);

}  // namespace sohoa::ocr

#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"

namespace sohoa::scan {

// A part of a page as a person looks at it, turned and straightened, as JPEG of at most `most`
// pixels, never larger than the page. `part` lies in the upright frame and is cut to it; empty: the
// whole page. Throws Error(core::kInternal) when nothing of the part lies on the page.
[[nodiscard]] std::vector<std::uint8_t> smallPicture(const core::Raster& page,
                                                     const core::PageGeometry& geometry,
                                                     core::Box part, core::Size most);

}  // namespace sohoa::scan

#pragma once

#include <vector>

#include "core/page.h"
#include "ocr/ink_look.h"

namespace sohoa::ocr {

// Finds ink that is not print; boxes in the upright frame of `geometry`.
//
// On colour pages red rings are seals (also those cut by the sheet's edge), framed or dense red and
// blue ink is a stamp, thin loose blue ink a signature. Without colour a seal is a ring of 28 to 44
// mm that stands out from the text; a stamp is then not told from print. A signature in black is a
// long thin stroke that no text touches much. `look` is of the page as it lies in the master.
[[nodiscard]] std::vector<core::Mark> findMarks(InkLook look, const core::PageGeometry& geometry);

}  // namespace sohoa::ocr

#pragma once

#include <span>
#include <string>

#include "core/page.h"

namespace sohoa::ocr {

// One ALTO 4.2 document (Library of Congress schema, UTF-8) for the pages of a file; measurement
// unit pixel, boxes of the upright frame. `file_name` is the source named in the description.
[[nodiscard]] std::string toAlto(std::span<const core::PageResult> pages,
                                 const std::string& file_name);

}  // namespace sohoa::ocr

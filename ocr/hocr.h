#pragma once

#include <span>
#include <string>

#include "core/page.h"

namespace sohoa::ocr {

// One hOCR 1.2 document (XHTML, UTF-8) for the pages of a file: ocr_page, ocr_carea, ocr_par,
// ocr_line, ocrx_word with bbox and x_wconf. Boxes are those of the upright frame. `title` names
// the file, `language` is an ISO 639 code ("vi").
[[nodiscard]] std::string toHocr(std::span<const core::PageResult> pages, const std::string& title,
                                 const std::string& language = "vi");

}  // namespace sohoa::ocr

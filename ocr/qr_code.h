#pragma once

#include <string>
#include <vector>

#include "core/printed_sheet.h"

namespace sohoa::ocr {

// Dark modules of a code in a square of side 1, joined along rows, without a quiet zone (four
// modules are due around a QR code, ISO/IEC 18004 clause 5.3.8). `text` is UTF-8.

// QR code with error correction level Q. Throws Error(core::kInternal) for more text than fits.
[[nodiscard]] std::vector<core::PrintedSheet::Bar> qrCode(const std::string& text);

// Code 128 of ASCII text, one row as high as the square.
[[nodiscard]] std::vector<core::PrintedSheet::Bar> code128(const std::string& text);

}  // namespace sohoa::ocr

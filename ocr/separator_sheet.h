#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/language.h"
#include "core/printed_sheet.h"

namespace sohoa::ocr {

enum class SeparatorSort { kPatch, kQr, kCode128 };

// What a separator says about the papers after it: short keys such as "ma_ho_so" or "kind", values
// UTF-8 NFC. Only QR sheets have room for it.
using SeparatorData = std::map<std::string, std::string>;

// A sheet that readBarcodes and isSeparator know again, fed any way round. `data` is also printed
// for people to read. Throws Error(kTooMuchSeparatorData) when the code would get too fine to be
// faxed, or a sort other than QR is given data.
[[nodiscard]] core::PrintedSheet separatorSheet(SeparatorSort sort, const SeparatorData& data,
                                                core::Language language);

// Text of the QR code: "SOHOA-SEPARATOR/1", then lines "key=value" ("\", line ends escaped by "\").
[[nodiscard]] std::string separatorText(const SeparatorData& data);
// The other way; empty for a code that is no separator's, and for lines it does not understand.
[[nodiscard]] SeparatorData separatorData(std::string_view text);

}  // namespace sohoa::ocr

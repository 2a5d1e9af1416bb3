#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sohoa::metadata {

// What a code must be besides having its shape, as a profile names it.
enum class CodeCheck { kNone, kCitizenId, kOldId, kTaxCode, kDossier };

// Nine digits of an identity card from before the citizen card; the first two name the province
// that issued it, 01 to 38.
[[nodiscard]] bool isOldId(std::string_view text);

// A tax code (Circular 105/2020/TT-BTC art. 5): ten digits, the last of which checks the others; a
// branch adds "-001" to "-999", with or without the hyphen. A person's may be the twelve digits of
// the personal number.
[[nodiscard]] bool isTaxCode(std::string_view text);

// The code of a case file: V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX (Circular 01/2018/TT-VPCP art. 19),
// where the agency may also be written from the top down: H29.12-230319-0170.
struct DossierCode {
  std::string agency;
  std::string received;  // YYYY-MM-DD
  std::string number;
};
[[nodiscard]] std::optional<DossierCode> parseDossierCode(std::string_view text);

// Whether the code passes its check; true for kNone.
[[nodiscard]] bool passes(CodeCheck check, std::string_view code);

// The code with figures in the place of letters that resemble them ("O7920..."), when that alone
// makes it pass; nothing for kNone, and where the letter stands where one may stand.
[[nodiscard]] std::optional<std::string> withFigures(CodeCheck check, std::string_view text);

}  // namespace sohoa::metadata

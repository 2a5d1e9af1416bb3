#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "metadata/layout.h"

namespace sohoa::metadata {

// The QR code of a citizen card: number|old number|name|birth|sex|address|issued, days as DDMMYYYY.
struct CitizenCard {
  std::string number;  // twelve digits
  std::string old_number;
  std::string name;
  std::string birth;  // YYYY-MM-DD
  std::string sex;
  std::string address;
  std::string issued;  // YYYY-MM-DD; empty when absent
};

// Nothing unless number, name and birth are there and well formed. Longer text than 1024 bytes is
// none.
[[nodiscard]] std::optional<CitizenCard> parseCitizenCard(std::string_view text);

// A part of a card that a profile may ask for: "number", "old_number", "name", "birth", "sex",
// "address", "issued", from the QR code or, where it has the part, from the machine-readable zone.
// When both have it and differ, or a check digit of the zone is wrong, confidence is low; names in
// the zone have no marks and are used to check only.
[[nodiscard]] std::optional<core::FieldValue> cardValue(std::string_view part,
                                                        const std::vector<PageLayout>& pages,
                                                        const std::string& rule);

[[nodiscard]] std::vector<std::string_view> cardParts();

// "mrz_check_digit:birth" for every wrong check digit, "card_contradicts:number" where code and
// zone differ.
[[nodiscard]] std::vector<std::string> cardFindings(const std::vector<PageLayout>& pages);

}  // namespace sohoa::metadata

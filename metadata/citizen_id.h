#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sohoa::metadata {

// What the twelve digits of a personal identification number say (Decree 137/2015/ND-CP art. 13,
// Circular 59/2021/TT-BCA): province or country of birth registration, sex and century, year.
struct CitizenId {
  std::string place;         // three digits
  bool known_place = false;  // one of the 63 provinces of before July 2025
  int birth_year = 0;
  bool female = false;
};

// Nothing unless the text is twelve digits with a sex and century digit in use (0 to 3: births of
// 1900 to 2099).
[[nodiscard]] std::optional<CitizenId> parseCitizenId(std::string_view text);

}  // namespace sohoa::metadata

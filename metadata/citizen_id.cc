#include "metadata/citizen_id.h"

#include <algorithm>
#include <array>

namespace sohoa::metadata {
namespace {

// Numbers left free between the provinces.
constexpr std::array kFree{3,  5,  7,  9,  13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50,
                           53, 55, 57, 59, 61, 63, 65, 69, 71, 73, 76, 78, 81, 85, 88, 90};

bool isProvince(int code) {
  return code >= 1 && code <= 96 && std::find(kFree.begin(), kFree.end(), code) == kFree.end();
}

}  // namespace

std::optional<CitizenId> parseCitizenId(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 12 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  const int century = text[3] - '0';
  if (century > 3) return std::nullopt;
  CitizenId id;
  id.place = std::string(text.substr(0, 3));
  id.known_place = isProvince(std::stoi(id.place));
  id.female = century % 2 == 1;
  id.birth_year = 1900 + 100 * (century / 2) + std::stoi(std::string(text.substr(4, 2)));
  return id;
}

}  // namespace sohoa::metadata

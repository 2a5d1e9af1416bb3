#pragma once

#include <string_view>

namespace sohoa::metadata {

// A syllable that Vietnamese spelling allows, without its marks: "nghieng" is one, "frw" is not.
// Borrowed and foreign words are none. `folded` is one word of fold().
[[nodiscard]] bool isSyllable(std::string_view folded);

}  // namespace sohoa::metadata

#pragma once

#include <string>
#include <string_view>

namespace sohoa::pdf {

// A text string (ISO 32000-1 clause 7.9.2.2) as a token: a literal for plain ASCII, else UTF-16BE
// in hexadecimal with byte order mark.
[[nodiscard]] std::string textString(std::string_view utf8);

}  // namespace sohoa::pdf

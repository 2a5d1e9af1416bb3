#pragma once

#include <string>
#include <string_view>

namespace sohoa::ocr {

// Text for XML 1.0 content and double-quoted attributes: markup escaped, and what XML 1.0 section
// 2.2 does not allow (control characters, lone surrogates, U+FFFE, bytes that are not UTF-8) left
// out or replaced by U+FFFD. Tab, carriage return and line feed become a space.
[[nodiscard]] std::string xmlText(std::string_view utf8);

}  // namespace sohoa::ocr

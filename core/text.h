#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sohoa::core {

// Unicode NFC (UAX #15). Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string toNfc(std::string_view utf8);

// Lower case with every tone and vowel mark removed and đ as d: "Đường Số" -> "duong so".
[[nodiscard]] std::string foldMarks(std::string_view utf8);

// Unicode lower case and upper case, NFC.
[[nodiscard]] std::string toLower(std::string_view utf8);
[[nodiscard]] std::string toUpper(std::string_view utf8);

// Runs of white space become one space; none at the ends.
[[nodiscard]] std::string squeeze(std::string_view utf8);

[[nodiscard]] std::vector<char32_t> codePoints(std::string_view utf8);
[[nodiscard]] std::string toUtf8(const std::vector<char32_t>& code_points);

// The words of a text, in order: runs of letters, digits, their marks, and private characters
// (Unicode L*, N*, M*, Co). Everything else stands between words.
[[nodiscard]] std::vector<std::string> splitWords(std::string_view utf8);

// Safe for a terminal or log line: control characters, bidirectional overrides and bytes that are
// not UTF-8 are shown as escapes (\n, \x1b, \u202e).
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace sohoa::core

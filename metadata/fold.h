#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::metadata {

// The form in which words are compared: no tone or vowel marks, lower case, letters and digits of
// ASCII only, one space between words, none at the ends. "Nơi nhận:" -> "noi nhan".
[[nodiscard]] std::string fold(std::string_view utf8);

// The words of a text, which spaces part.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view text);

// `folded` without its spaces.
[[nodiscard]] std::string withoutSpaces(std::string_view folded);

// Levenshtein distance, or limit + 1 as soon as it must be larger. Time O(limit * length).
[[nodiscard]] std::size_t editDistance(std::string_view a, std::string_view b, std::size_t limit);

// 1 - distance / length of the longer; 0 when less than half of it agrees.
[[nodiscard]] double similarity(std::string_view a, std::string_view b);

// Equal but for the slips recognition makes: none in words under 4 letters, one for each 6 letters
// begun beyond that.
[[nodiscard]] bool alike(std::string_view a, std::string_view b);

// `text` begins with `phrase`, whole words, each alike. Both folded.
[[nodiscard]] bool beginsWith(std::string_view text, std::string_view phrase);

// As beginsWith(), but every letter must agree.
[[nodiscard]] bool beginsExactly(std::string_view text, std::string_view phrase);

// Visible text only: control characters, bidirectional overrides and zero-width characters are
// dropped, every dash becomes "-", Ð becomes Đ.
[[nodiscard]] std::string cleaned(std::string_view utf8);

// Of the letters, the part that is upper case; 0 without letters.
[[nodiscard]] double capitalShare(std::string_view utf8);

}  // namespace sohoa::metadata

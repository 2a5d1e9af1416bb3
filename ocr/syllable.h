#pragma once

#include <string>
#include <string_view>

namespace sohoa::ocr {

// Whether `text`, one word in NFC, can be written in Vietnamese: an onset, a rhyme that goes with
// it and a tone that goes with the rhyme (stops c, ch, p, t take only sắc or nặng). Both styles of
// placing the tone (hòa, hoà) count, and so do hyphens between syllables. Capital letters: all,
// none or the first. The set is closed but larger than what any dictionary lists.
[[nodiscard]] bool isSyllable(std::string_view text);

// The word with its tone behind it, which is the same for every way of placing it: "hòa" and "hoà"
// become "hoa2". Vowel marks and case stay. Words with several tones keep all of them.
[[nodiscard]] std::string withToneLast(std::string_view word);

}  // namespace sohoa::ocr

#pragma once

#include <functional>
#include <vector>

#include "ocr/lexicon.h"
#include "ocr/word_evidence.h"

namespace sohoa::ocr {

// Finer alternatives for words whose first ones say nothing: gets indexes into `words`, fills in
// their `places` from a costlier recognition and leaves those it cannot help alone.
using AskAgain =
    std::function<void(std::vector<WordEvidence>& words, const std::vector<std::size_t>& which)>;

// Mends tone marks, vowel marks and single letters of the words of one page, in reading order.
//
// A letter becomes only what the recogniser itself held possible there, and only when what results
// is a Vietnamese syllable and speaks for itself: it makes a known phrase with a neighbour where
// the word as read makes none, or the word as read cannot be Vietnamese. Words with digits, signs
// between letters or mixed case, and capitalised words that follow or precede another (names), are
// not touched for the sake of a phrase. Case and punctuation stay.
void repairWords(std::vector<WordEvidence>& words, const Lexicon& lexicon,
                 const AskAgain& ask_again = {});

// `text` without the punctuation around it.
[[nodiscard]] std::string_view coreOf(std::string_view text);

// Whether words `i` and `i + 1` follow each other in a sentence.
[[nodiscard]] bool runOn(const std::vector<WordEvidence>& words, std::size_t i);

}  // namespace sohoa::ocr

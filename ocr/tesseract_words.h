#pragma once

#include <tesseract/resultiterator.h>

#include <vector>

#include "core/page.h"
#include "ocr/word_evidence.h"

namespace sohoa::ocr {

// What Tesseract found, in its order, with the alternatives it had for each letter; these are there
// when lstm_choice_mode is 1. Words without text or place are left out.
[[nodiscard]] std::vector<WordEvidence> wordsFrom(tesseract::ResultIterator& it);

// Adds to `places` the further letters that Tesseract names when lstm_choice_iterations is not 0,
// for the words among `which` that `it` reads alike at the same place.
void addFinerChoices(tesseract::ResultIterator& it, std::vector<WordEvidence>& words,
                     const std::vector<std::size_t>& which);

[[nodiscard]] std::vector<core::Block> blocksOf(const std::vector<WordEvidence>& words);

}  // namespace sohoa::ocr

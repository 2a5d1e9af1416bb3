#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "ocr/lexicon.h"
#include "ocr/word_evidence.h"

namespace sohoa::ocr {

// What tells right words from wrong ones, in the order of the model's weights. A new one needs a
// new fit (bench/fit_confidence).
inline constexpr std::array<std::string_view, 24> kConfidenceFeatures{
    "constant",  "certainty",   "certainty>.9", "certainty>.95", "certainty<.7", "ambiguous",
    "ambiguity", "dictionary",  "phrase",       "syllable",      "digit",        "bare",
    "single",    "no syllable", "code",         "page",          "page>.9",      "line",
    "line>.9",   "long",        "ends in mark", "odd sign",      "capitals",     "begins in mark"};
using ConfidenceFeatures = std::array<double, kConfidenceFeatures.size()>;

// One row a word.
[[nodiscard]] std::vector<ConfidenceFeatures> confidenceFeatures(
    const std::vector<WordEvidence>& words, const Lexicon& lexicon);

// Sets `confidence`: the chance that the whole word, with its punctuation, is what the paper says.
// A logistic model fitted on pages with known text (ocr/confidence_model.h says which); what it
// gives was checked on pages it had not seen (docs/benchmarks.md). `words`: those of one picture.
void setConfidence(std::vector<WordEvidence>& words, const Lexicon& lexicon);

}  // namespace sohoa::ocr

#pragma once

#include <string>
#include <vector>

#include "core/geometry.h"

namespace sohoa::ocr {

// A letter that the recogniser held possible at one place.
struct Choice {
  std::string letter;  // one code point
  double share = 0;    // 0..1; those of one place add up to at most 1
  bool finer = false;  // found only when asked again; `share` is no more than a rank
};

// A word together with what the recogniser thought of it.
struct WordEvidence {
  std::string text;  // NFC, no spaces
  core::Box box;
  core::Box line_box;
  double certainty = 0;        // 0..1, the recogniser's own; no probability
  bool in_dictionary = false;  // of the recogniser's model
  bool line_starts = false;    // first of its line
  bool block_starts = false;   // first of its block
  // One list a code point of `text`, the letter read among them; empty when the recogniser's
  // letters cannot be told apart.
  std::vector<std::vector<Choice>> places;
  bool mended = false;
  double confidence = 0;  // 0..1, the chance that `text` is right (ocr/confidence.h)
};

}  // namespace sohoa::ocr

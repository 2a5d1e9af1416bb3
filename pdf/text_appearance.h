#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pdf/incremental_update.h"

namespace sohoa::pdf {

// Visible text of a signature: upright black serif lines, from the top of the field down.
struct TextAppearance {
  enum class Align { kLeft, kRight };
  std::vector<std::string> lines;  // UTF-8 NFC; a line too wide is broken at its spaces
  Align align = Align::kLeft;
  double width = 0;  // of the field, points
  double height = 0;
  double size = 10;     // points
  double smallest = 7;  // the text shrinks down to this before it is refused
};

// Adds a form XObject with its embedded font to the revision and returns it, for /AP /N
// (ISO 32000-1 clause 12.5.5; clean in PDF/A-2u: no transparency group, ToUnicode, subset
// embedded). `font` is a TrueType file. Throws Error(kTextDoesNotFit, kBadFont, kMissingGlyph).
[[nodiscard]] ObjectId addTextAppearance(IncrementalUpdate& update, const TextAppearance& text,
                                         const std::filesystem::path& font);

}  // namespace sohoa::pdf

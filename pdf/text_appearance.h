#pragma once

#include <filesystem>
#include <memory>
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

// The font of visible texts: the file is read once, and texts of the same letters share the work of
// embedding it. Safe for several threads.
class AppearanceFont {
 public:
  // Throws Error(kBadFont) when it is not a TrueType file.
  explicit AppearanceFont(const std::filesystem::path& font);
  ~AppearanceFont();

  // Adds a form XObject with its embedded font to the revision and returns it, for /AP /N
  // (ISO 32000-1 clause 12.5.5; clean in PDF/A-2u: no transparency group, ToUnicode, subset
  // embedded). Throws Error(kTextDoesNotFit, kBadFont, kMissingGlyph).
  [[nodiscard]] ObjectId addText(IncrementalUpdate& update, const TextAppearance& text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::pdf

#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/clock.h"
#include "core/printed_sheet.h"

namespace sohoa::pdf {

// TrueType files.
struct PrintFonts {
  std::filesystem::path upright, bold, italic;
};
// Of a family whose files are named "…-Regular.ttf"; a face that is not there is the upright one.
[[nodiscard]] PrintFonts printFonts(const std::filesystem::path& upright);

// Measures lines before they are placed. One thread at a time.
class TextRuler {
 public:
  // Throws Error(kBadFont).
  explicit TextRuler(const PrintFonts& fonts);
  ~TextRuler();
  // Millimetres. Throws Error(kMissingGlyph).
  [[nodiscard]] double width(const core::PrintedSheet::Text& text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Writes a record to be kept: PDF/A-2u (ISO 19005-2), the text searchable. Throws as below.
void writeRecord(std::span<const core::PrintedSheet> sheets, const std::string& title,
                 core::Timestamp created, const std::filesystem::path& out,
                 const PrintFonts& fonts);

// Writes sheets to be printed, one a page, black on white, bars as vectors and the text with its
// embedded font. Plain PDF 1.7: these are tools, not records. `font` is a TrueType file. Throws
// Error(kIo, kBadFont, kMissingGlyph).
void writePrintedSheets(std::span<const core::PrintedSheet> sheets,
                        const std::filesystem::path& out, const std::filesystem::path& font);

}  // namespace sohoa::pdf

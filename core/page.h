#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry.h"

namespace sohoa::core {

// A word as read. Boxes lie in the page's upright frame (PageGeometry), in pixels.
struct Word {
  std::string text;  // UTF-8 NFC, no spaces
  Box box;
  double confidence = 0;  // 0..1: the chance that the text is right
};

// Words on one base line, left to right.
struct Line {
  Box box;
  std::vector<Word> words;
  [[nodiscard]] std::string text() const;  // words joined by one space
};

// Lines that belong together: a paragraph, a letterhead column, a table cell. Blocks stand in
// reading order.
struct Block {
  Box box;
  std::vector<Line> lines;
};

// Ink that is not text.
struct Mark {
  enum class Kind { kSeal, kStamp, kSignature };
  Kind kind = Kind::kSeal;
  Box box;
};

struct Barcode {
  std::string format;  // "QRCode", "Code128", "DataMatrix", "PDF417", "Code39", "PatchCode"
  std::string text;    // UTF-8
  Box box;             // upright frame
};

// What spoke for the way up that PageGeometry tells.
struct TurnEvidence {
  double lines_across = 0;  // how sharply lines of print stand out along each direction, 0..1
  double lines_down = 0;
  int marks_above = 0;  // small marks on either side of the letters; Vietnamese has most above
  int marks_below = 0;
  // Letters read with confidence on a strip of the page, as it was then taken to stand and upside
  // down. Only where the marks were not clear.
  std::optional<double> trial, other_trial;
  std::optional<double> detector;  // confidence of the engine's own detector, where it was asked
  double skew_sharpness = 0;       // of the lines at the skew found, 0..1
  bool said = false;               // by a person, and nothing else was asked
};

// Everything found out about one page. A result is never changed once stored.
struct PageResult {
  PageGeometry geometry;
  TurnEvidence turn_evidence;
  bool blank = false;      // nothing on it that a person would miss
  bool separator = false;  // a sheet put in to divide documents
  // Shows the page before it without the note stuck on that one. Said by a person, not found out:
  // no part of what is kept of a page.
  bool second_image = false;
  std::vector<Block> blocks;
  std::vector<Mark> marks;
  // What stamps and other ink in the head of the page seem to say that stands apart from its text:
  // turned, faint, coloured, in frames. Not part of text() and words().
  std::vector<Line> stamp_lines;
  std::vector<Barcode> barcodes;

  [[nodiscard]] std::string text() const;         // lines end with "\n", reading order
  [[nodiscard]] std::vector<Word> words() const;  // reading order
};

// The stored form. Field names are those of the command line's JSON where both exist.
void to_json(nlohmann::json& json, const PageResult& page);
void from_json(const nlohmann::json& json, PageResult& page);

}  // namespace sohoa::core

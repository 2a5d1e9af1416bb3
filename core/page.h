#pragma once

#include <nlohmann/json_fwd.hpp>
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
  std::string format;  // "QRCode", "Code128", "DataMatrix", "PDF417", "Code39"
  std::string text;    // UTF-8
  Box box;             // upright frame
};

// Everything found out about one page. A result is never changed once stored.
struct PageResult {
  PageGeometry geometry;
  bool blank = false;      // nothing on it that a person would miss
  bool separator = false;  // a sheet put in to divide documents
  std::vector<Block> blocks;
  std::vector<Mark> marks;
  std::vector<Barcode> barcodes;

  [[nodiscard]] std::string text() const;         // lines end with "\n", reading order
  [[nodiscard]] std::vector<Word> words() const;  // reading order
};

// The stored form. Field names are those of the command line's JSON where both exist.
void to_json(nlohmann::json& json, const PageResult& page);
void from_json(const nlohmann::json& json, PageResult& page);

}  // namespace sohoa::core

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "core/page.h"

namespace sohoa::metadata {

// A word ready for comparing. `text` is cleaned(), `folded` is fold().
struct PlacedWord {
  std::string text;
  std::string folded;
  core::Box box;
  double confidence = 0;
  bool ink = false;  // not print: a seal, a signature, a speck read as letters
};

// Words of one line that stand close together; a line with a wide gap, as between the two columns
// of a letterhead, makes several. Never empty.
struct Segment {
  std::vector<PlacedWord> words;
  core::Box box;
  std::string text;     // words joined by one space
  std::string folded;   // of text
  double capitals = 0;  // capitalShare(text)

  [[nodiscard]] int centreX() const { return box.x + box.width / 2; }
  [[nodiscard]] int centreY() const { return box.y + box.height / 2; }
};

// One page as the rules see it.
struct PageLayout {
  int page = 0;                   // index in the master
  int width = 0, height = 0;      // upright pixels, at least 1
  std::vector<Segment> segments;  // from top to bottom by centre, then from left to right
  std::vector<Segment> ink;       // what stands apart and is no print: seals, signatures, specks
  std::vector<Segment> stamps;    // core::PageResult::stamp_lines, one each
  std::vector<Segment> seals;     // those of them that stand round a seal
  int line_height = 1;            // median height of a segment
  int left = 0, right = 0;        // edges between which most segments lie
  std::vector<core::Barcode> barcodes;

  // Nearly in the middle of the text or of the paper.
  [[nodiscard]] bool centred(const Segment& segment) const;
};

// Takes time n log n in the words of the page. Words over 200 bytes are left out: no field has one.
[[nodiscard]] PageLayout layOut(const core::PageResult& page, int index);

// A part of a segment or of several: the words a value was read from.
struct Reading {
  std::vector<const PlacedWord*> words;

  void add(const Segment& segment, std::size_t from = 0, std::size_t to = std::string::npos);
  [[nodiscard]] std::string text() const;
};

// A field value with the words' box and text. Confidence is `strength` (how often the rule is right
// on words read without fault) times the geometric mean of the weakest word and the average word.
[[nodiscard]] core::FieldValue fieldValue(core::FieldContent value, const Reading& reading,
                                          const PageLayout& page, std::string rule,
                                          double strength);

}  // namespace sohoa::metadata

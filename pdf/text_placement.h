#pragma once

#include <string>
#include <vector>

#include "core/page.h"
#include "pdf/page_content.h"

namespace sohoa::pdf {

// A line of the text layer, in points, y up from the page's bottom.
struct PlacedLine {
  struct Word {
    const std::string* text = nullptr;  // of the page result
    double left = 0;
    double right = 0;
  };
  double size = 0;  // type size
  double base = 0;  // of the base line
  std::vector<Word> words;
};

// Where the words of a page go: every word over its box, base line and type size common to a line,
// so that a selection follows the picture. Within limits they lie so that a reader which ignores
// the order of the file and guesses it from the places (reader_model.h) guesses the order of
// `page`: a line's type is 0.62 to 1.5 times as high as the line and its base line at most a
// quarter of that off, a word at a line's end may lose a quarter of its width, and a word may reach
// on over the empty space before the next one of its row. Boxes outside the frame are moved to its
// edge. Refers to `page`. The same page gives the same places.
[[nodiscard]] std::vector<PlacedLine> placeText(const core::PageResult& page,
                                                const PageFrame& frame);

}  // namespace sohoa::pdf

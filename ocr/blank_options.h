#pragma once

namespace sohoa::ocr {

// Where the line between an empty sheet and a page lies. Lengths in millimetres on paper.
struct BlankOptions {
  double ink_contrast =
      0.35;  // ink takes at least this share of the paper's light; show-through less
  double smallest_mark = 1.2;  // shapes below it, both ways, are dust and noise
  double punch_hole = 9.0;     // round solid shapes up to this size near the rim are holes
  double rim = 25.0;           // how near
  double large_mark = 8.0;     // a shape of this size is a stamp, a signature or a picture
  int surely_content = 40;     // this many marks cannot be chance
};

}  // namespace sohoa::ocr

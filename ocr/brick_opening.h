#pragma once

namespace sohoa::ocr {

// To find ruled lines, Tesseract opens every page with bars of a quarter of an inch, and Leptonica
// does that by as many whole-page operations as the bar has pixels. This file puts the same result
// by as many as its length has binary digits in its place: docs/adr/0018-faster-inner-loops.md. The
// effect is on the whole process, for whoever opens a 1-bit picture by a brick into a new picture.
// Calling it keeps the replacement in the program; it does nothing else.
void keepBrickOpeningsFast();

}  // namespace sohoa::ocr

#pragma once

namespace sohoa::ocr {

// Tesseract keeps the picture of every line as a PNG in memory, and reads it back at once. This
// file puts a plain copy of the pixels, without their resolution, in its place:
// docs/adr/0017-line-pictures.md. The effect is on the whole process, for whoever asks Leptonica
// for a PNG in memory. Calling it keeps the replacement in the program; it does nothing else.
void keepLinePicturesPlain();

}  // namespace sohoa::ocr

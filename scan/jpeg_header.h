#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/geometry.h"

namespace sohoa::scan {

// What the markers of a JPEG stream say (ITU-T T.81, annex B).
struct JpegHeader {
  core::Size size;
  int components = 0;
  int bits = 8;
  // Baseline, extended or progressive Huffman, grey or three colours: PDF's DCTDecode reads it, and
  // a copy with an sRGB output intent may hold it (ISO 19005-2 clause 6.2.4.3 leaves CMYK out).
  bool portable = false;
  bool complete = false;  // the end marker is there
  bool adobe = false;     // an Adobe marker; with 4 components it means inverted ink
  std::optional<core::Resolution> resolution;  // JFIF, else EXIF
};

// Throws Error(kTruncated) when the stream ends before its frame header, Error(kDamaged).
[[nodiscard]] JpegHeader readJpegHeader(std::span<const std::uint8_t> bytes);

}  // namespace sohoa::scan

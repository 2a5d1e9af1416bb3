#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/geometry.h"

namespace sohoa::core {

// Decoded pixels of one page, rows top to bottom.
struct Raster {
  enum class Format {
    kBilevel,  // 1 bit a pixel, packed, most significant bit first, 1 is black
    kGrey,     // 8 bits a pixel, 0 is black
    kRgb,      // 3 x 8 bits a pixel, sRGB
  };
  Format format = Format::kGrey;
  Size size;                         // pixels
  std::size_t stride = 0;            // bytes from one row to the next
  std::vector<std::uint8_t> pixels;  // stride * height bytes
  Resolution resolution;             // never 0
};

// One page image as it will stand in the copy: where PDF/A allows it, the very bytes of the master.
struct EncodedImage {
  enum class Codec {
    kJpeg,     // DCTDecode: a whole JFIF/JPEG stream
    kCcittG4,  // CCITTFaxDecode, K = -1, one strip, no EOL
    kFlate,    // zlib stream of rows, PNG predictor 15 when `png_predictor`
    kJbig2,    // embedded (no file header) page stream, generic regions only
  };
  Codec codec = Codec::kJpeg;
  std::vector<std::uint8_t> bytes;
  Size size;                          // pixels
  int components = 3;                 // 1 grey or bilevel, 3 RGB, 4 CMYK (JPEG only)
  int bits = 8;                       // per component: 1, 2, 4 or 8
  bool black_is_1 = false;            // bilevel: a 1 bit means black
  bool png_predictor = false;         // kFlate
  bool inverted = false;              // decode array reversed
  std::vector<std::uint8_t> palette;  // RGB triples for indexed colour, else empty
  bool verbatim = false;              // the bytes are the master's own, not re-encoded
};

}  // namespace sohoa::core

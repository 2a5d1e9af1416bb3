#pragma once

#include <optional>

#include "core/image.h"
#include "scan/options.h"
#include "scan/pdf_content.h"

namespace sohoa::scan {

// An image XObject and how its stream can be used.
struct PdfImage {
  enum class Coding {
    kJpeg,     // DCTDecode that can stand as it is
    kFax,      // CCITTFaxDecode
    kSamples,  // lossless filters over samples of grey, RGB or a palette
    kForeign,  // anything else; only the rasteriser knows how to show it
  };

  QPDFObjectHandle stream;
  Coding coding = Coding::kForeign;
  core::Size size;
  core::Resolution resolution;
  core::Raster::Format format = core::Raster::Format::kRgb;
  int components = 0;  // as stored; 1 for a palette
  int bits = 8;
  bool reversed = false;              // Decode runs from 1 to 0
  std::vector<std::uint8_t> palette;  // RGB triples
  std::vector<std::uint8_t> stored;   // the stream of kJpeg and kFax
};

// Throws Error(kTooLarge, kDamaged, kTruncated).
[[nodiscard]] PdfImage readPdfImage(const PlacedImage& placed, double unit,
                                    const ScanOptions& options);

// Not for kForeign. Throws Error(kTruncated, kDamaged).
[[nodiscard]] core::Raster decodePdfImage(const PdfImage& image);

// Not for kForeign. The stream as it stands where that is allowed, else encoded anew without loss.
[[nodiscard]] core::EncodedImage encodePdfImage(const PdfImage& image);

}  // namespace sohoa::scan

#pragma once

#include <optional>

#include "core/ports/page_source.h"
#include "scan/options.h"
#include "scan/tiff_rows.h"

namespace sohoa::scan {

// The tags of one TIFF page that matter here.
struct TiffPage {
  TiffLayout layout;
  int compression = COMPRESSION_NONE;
  int photometric = PHOTOMETRIC_MINISBLACK;
  bool mirrored = false;              // orientation 2, 4, 5 or 7
  bool reversed_bits = false;         // fill order 2
  bool alpha = false;                 // the last colour channel is followed by opacity
  bool alpha_multiplied = false;      // and already multiplied in
  bool through_rgba = false;          // decoded by libtiff's own conversion to RGBA
  std::vector<std::uint8_t> palette;  // RGB triples
  core::PageInfo info;
};

// Reads the tags of the current directory. Throws Error(kTooLarge, kDamaged, kUnsupported).
[[nodiscard]] TiffPage readTiffPage(TiffHandle& tiff, const ScanOptions& options);

// Decodes the current directory; the mirroring is undone.
[[nodiscard]] core::Raster decodeTiffPage(TiffHandle& tiff, const TiffPage& page,
                                          const ScanOptions& options);

// The page's own compressed bytes where they can stand in a PDF, or nothing.
[[nodiscard]] std::optional<core::EncodedImage> verbatimTiffPage(TiffHandle& tiff,
                                                                 const TiffPage& page);

}  // namespace sohoa::scan

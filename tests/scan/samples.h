#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "core/image.h"
#include "scan/page_source_opener.h"
#include "tests/support/slug_of.h"

namespace sohoa::scan::testing {

using test::slugOf;

using Bytes = std::vector<std::uint8_t>;

// Pictures without symmetry, so that a flip or a swap of channels shows.
core::Raster greyPicture(core::Size size);
core::Raster colourPicture(core::Size size);
core::Raster bilevelPicture(core::Size size);

struct JpegMake {
  bool progressive = false;
  int density = 0;    // dots per inch in JFIF; 0: none
  bool cmyk = false;  // four components with an Adobe marker; grey and its inverse as ink
};
Bytes makeJpeg(const core::Raster& raster, const JpegMake& make = {});

// colour: PNG colour type; rows: packed as that type wants, one after the other.
struct PngMake {
  int colour = 0;
  int bits = 8;
  bool interlaced = false;
  Bytes palette = {};
  int dots_per_metre = 0;
};
Bytes makePng(core::Size size, const Bytes& rows, const PngMake& make);

struct TiffMake {
  core::Raster raster;
  int compression = 1;     // COMPRESSION_NONE
  int rows_per_strip = 0;  // 0: one strip
  bool tiled = false;
  bool planar = false;
  bool black_is_0 = false;  // of bilevel and grey: photometric MINISBLACK
  bool reversed_bits = false;
  bool ycbcr = false;           // with JPEG
  bool two_dimensions = false;  // with G3
  int orientation = 1;
  double x_dpi = 300;
  double y_dpi = 300;
  bool per_cm = false;
};
Bytes makeTiff(const std::vector<TiffMake>& pages);

struct PdfMake {
  std::string content = "q 144 0 0 72 0 0 cm /I Do Q";
  std::string image = {};  // dictionary entries of /I; empty: no image
  Bytes data = {};         // its stream
  std::string box = "[0 0 144 72]";
  std::string page = {};  // further entries of the page
};
Bytes makePdf(const std::vector<PdfMake>& pages, const std::string& user_password = "",
              const std::string& owner_password = "");

Bytes deflated(const Bytes& bytes);

// A file in a folder of its own, opened.
class OpenedFile {
 public:
  explicit OpenedFile(const Bytes& bytes, const ScanOptions& options = {});
  core::PageSource* operator->() const { return source_.get(); }

 private:
  core::TemporaryFolder folder_;
  std::unique_ptr<core::PageSource> source_;
};

// Opens and decodes everything; the slug of the first error.
std::string slugOfReading(const Bytes& bytes, const ScanOptions& options = {});

void expectSamePixels(const core::Raster& actual, const core::Raster& expected);

// Decodes what encodeLossless and the verbatim paths give, by way of a PNG or TIFF of our own.
core::Raster decodeEncoded(const core::EncodedImage& image);

}  // namespace sohoa::scan::testing

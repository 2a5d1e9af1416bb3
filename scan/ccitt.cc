#include "scan/ccitt.h"

#include <string>

#include "scan/errors.h"
#include "scan/pixels.h"
#include "scan/tiff_handle.h"
#include "scan/tiff_rows.h"

namespace sohoa::scan {
namespace {

void describe(TIFF* tiff, core::Size size) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(size.width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(size.height));
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(size.height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
}

}  // namespace

std::vector<std::uint8_t> encodeG4(const core::Raster& bilevel) {
  std::vector<std::uint8_t> file;
  TiffHandle tiff(std::make_unique<TiffMemoryStream>(file), "w");
  describe(tiff.get(), bilevel.size);
  TIFFSetField(tiff.get(), TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
  // libtiff reads the pixels only, although the parameter is not const.
  auto* pixels = const_cast<std::uint8_t*>(bilevel.pixels.data());
  if (TIFFWriteEncodedStrip(tiff.get(), 0, pixels, static_cast<tmsize_t>(bilevel.pixels.size())) <
          0 ||
      TIFFFlushData(tiff.get()) != 1) {
    tiff.fail("encoding G4");
  }
  const std::uint64_t offset = TIFFGetStrileOffset(tiff.get(), 0);
  const std::uint64_t count = TIFFGetStrileByteCount(tiff.get(), 0);
  const auto first = file.begin() + static_cast<std::ptrdiff_t>(offset);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

core::Raster decodeCcitt(std::span<const std::uint8_t> bytes, const CcittCoding& coding,
                         core::Resolution resolution) {
  std::vector<std::uint8_t> file;
  {
    TiffHandle writer(std::make_unique<TiffMemoryStream>(file), "w");
    describe(writer.get(), coding.size);
    TIFFSetField(writer.get(), TIFFTAG_COMPRESSION,
                 coding.k < 0 ? COMPRESSION_CCITTFAX4 : COMPRESSION_CCITTFAX3);
    if (coding.k > 0) {
      TIFFSetField(writer.get(), TIFFTAG_GROUP3OPTIONS, std::uint32_t{GROUP3OPT_2DENCODING});
    }
    auto* data = const_cast<std::uint8_t*>(bytes.data());
    if (TIFFWriteRawStrip(writer.get(), 0, data, static_cast<tmsize_t>(bytes.size())) < 0 ||
        TIFFWriteDirectory(writer.get()) != 1) {
      writer.fail("wrapping a fax stream");
    }
  }
  TiffHandle reader(std::make_unique<TiffMemoryStream>(file), "rm");
  auto raster = makeRaster(core::Raster::Format::kBilevel, coding.size, resolution);
  readFaxStrip(reader, 0, raster.pixels, raster.stride);
  clearSpareBits(raster);
  if (!coding.black_runs_are_black) invertBilevel(raster);
  return raster;
}

}  // namespace sohoa::scan

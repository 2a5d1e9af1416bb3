#include <algorithm>

#include "scan/errors.h"
#include "scan/jpeg_header.h"
#include "scan/tiff_page.h"

namespace sohoa::scan {
namespace {

std::vector<std::uint8_t> readOnlyStrip(TiffHandle& tiff) {
  const auto count = TIFFGetStrileByteCount(tiff.get(), 0);
  const auto offset = TIFFGetStrileOffset(tiff.get(), 0);
  if (offset > tiff.streamSize() || count > tiff.streamSize() - offset) {
    throw core::Error(kTruncated, {.detail = "TIFF: the only strip ends past the end of the file"});
  }
  std::vector<std::uint8_t> bytes(count);
  if (TIFFReadRawStrip(tiff.get(), 0, bytes.data(), static_cast<tmsize_t>(count)) !=
      static_cast<tmsize_t>(count)) {
    tiff.fail("reading a strip");
  }
  return bytes;
}

// Without the uncompressed mode, which PDF readers do not know.
bool plainG4(TiffHandle& tiff) {
  std::uint32_t options = 0;
  TIFFGetField(tiff.get(), TIFFTAG_GROUP4OPTIONS, &options);
  return (options & GROUP4OPT_UNCOMPRESSED) == 0;
}

std::optional<core::EncodedImage> verbatimG4(TiffHandle& tiff, const TiffPage& page) {
  const bool black_runs_are_black = page.photometric == PHOTOMETRIC_MINISWHITE;
  const bool two_tone = black_runs_are_black || page.photometric == PHOTOMETRIC_MINISBLACK;
  const bool one_bit = page.layout.bits == 1 && page.layout.samples == 1;
  if (page.reversed_bits || !two_tone || !one_bit || !plainG4(tiff)) return {};
  core::EncodedImage image;
  image.codec = core::EncodedImage::Codec::kCcittG4;
  image.bytes = readOnlyStrip(tiff);
  image.components = 1;
  image.bits = 1;
  image.black_is_1 = black_runs_are_black;
  return image;
}

// Puts the tables that TIFF keeps apart (TIFF Technical Note 2) back in front of the strip, and an
// Adobe marker that says how the colours are coded, which in TIFF the photometric tag does.
std::vector<std::uint8_t> joinJpeg(std::span<const std::uint8_t> tables,
                                   std::span<const std::uint8_t> strip, bool ycbcr) {
  std::vector<std::uint8_t> out{0xFF, 0xD8};
  const std::uint8_t transform = ycbcr ? 1 : 0;
  const std::uint8_t adobe[] = {0xFF, 0xEE, 0,   14, 'A', 'd', 'o', 'b',
                                'e',  0,    100, 0,  0,   0,   0,   transform};
  out.insert(out.end(), std::begin(adobe), std::end(adobe));
  if (tables.size() > 4) out.insert(out.end(), tables.begin() + 2, tables.end() - 2);
  out.insert(out.end(), strip.begin() + 2, strip.end());
  return out;
}

std::optional<core::EncodedImage> verbatimJpeg(TiffHandle& tiff, const TiffPage& page) {
  const int samples = page.layout.samples;
  if (page.layout.bits != 8 || page.layout.planar || (samples != 1 && samples != 3)) return {};
  const auto strip = readOnlyStrip(tiff);
  if (strip.size() < 4 || strip[0] != 0xFF || strip[1] != 0xD8) return {};
  std::uint32_t table_size = 0;
  void* tables = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_JPEGTABLES, &table_size, &tables) != 1) table_size = 0;
  std::uint16_t stored = 0;
  TIFFGetField(tiff.get(), TIFFTAG_PHOTOMETRIC, &stored);
  if (stored == PHOTOMETRIC_MINISWHITE) return {};
  core::EncodedImage image;
  image.codec = core::EncodedImage::Codec::kJpeg;
  image.bytes = joinJpeg({static_cast<const std::uint8_t*>(tables), table_size}, strip,
                         stored == PHOTOMETRIC_YCBCR);
  image.components = samples;
  const JpegHeader header = readJpegHeader(image.bytes);
  if (!(header.size == page.info.size) || header.components != samples || !header.portable ||
      !header.complete) {
    return {};
  }
  return image;
}

}  // namespace

std::optional<core::EncodedImage> verbatimTiffPage(TiffHandle& tiff, const TiffPage& page) {
  if (page.layout.tiled || page.mirrored || TIFFNumberOfStrips(tiff.get()) != 1) return {};
  std::optional<core::EncodedImage> image;
  if (page.compression == COMPRESSION_CCITTFAX4) image = verbatimG4(tiff, page);
  if (page.compression == COMPRESSION_JPEG) image = verbatimJpeg(tiff, page);
  if (image) {
    image->size = page.info.size;
    image->verbatim = true;
  }
  return image;
}

}  // namespace sohoa::scan

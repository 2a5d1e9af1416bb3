#include <algorithm>

#include "scan/errors.h"
#include "scan/pixels.h"
#include "scan/tiff_page.h"

namespace sohoa::scan {
namespace {

constexpr std::uint64_t kBandSlack = 64U << 20U;

std::uint8_t onWhite(std::uint8_t value, std::uint8_t alpha, bool multiplied) {
  const unsigned colour = multiplied ? value : (value * alpha + 127U) / 255U;
  return static_cast<std::uint8_t>(std::min(255U, colour + (255U - alpha)));
}

// Reads sample `s` of pixel `x`, wherever the layout keeps it.
class Samples {
 public:
  Samples(const TiffLayout& layout, TiffRow planes) : layout_(layout), planes_(planes) {}
  [[nodiscard]] std::uint8_t operator()(std::size_t x, std::size_t s) const {
    if (layout_.planar) return sampleAs8(planes_[s], x, layout_.bits);
    return sampleAs8(planes_[0], x * static_cast<std::size_t>(layout_.samples) + s, layout_.bits);
  }

 private:
  const TiffLayout& layout_;
  TiffRow planes_;
};

void fillColourRow(const TiffPage& page, TiffRow planes, std::uint8_t* out) {
  const std::size_t colours = page.info.format == core::Raster::Format::kRgb ? 3 : 1;
  const std::size_t width = page.layout.width;
  const bool packed = !page.layout.planar || colours == 1;
  if (page.layout.bits == 8 && packed && page.layout.samples == static_cast<int>(colours)) {
    std::copy_n(planes[0], width * colours, out);
  } else {
    const Samples samples(page.layout, planes);
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint8_t alpha = page.alpha ? samples(x, colours) : 255;
      for (std::size_t c = 0; c < colours; ++c) {
        out[x * colours + c] = onWhite(samples(x, c), alpha, page.alpha_multiplied);
      }
    }
  }
  if (page.photometric == PHOTOMETRIC_MINISWHITE) {
    for (std::size_t x = 0; x < width; ++x) out[x] = static_cast<std::uint8_t>(255 - out[x]);
  }
}

core::Raster decodeRows(TiffHandle& tiff, const TiffPage& page, const ScanOptions& options) {
  auto raster = makeRaster(page.info.format, page.info.size, page.info.resolution);
  const std::uint64_t max_band = options.max_pixels_per_page * 8 + kBandSlack;
  forEachTiffRow(tiff, page.layout, max_band, [&](std::uint32_t y, TiffRow planes) {
    if (!page.palette.empty()) {
      fillFromIndexes(raster, static_cast<int>(y), planes[0], page.layout.bits, page.palette);
    } else if (page.info.format == core::Raster::Format::kBilevel) {
      std::copy_n(planes[0], raster.stride, row(raster, static_cast<int>(y)));
    } else {
      fillColourRow(page, planes, row(raster, static_cast<int>(y)));
    }
  });
  if (page.info.format == core::Raster::Format::kBilevel && page.palette.empty()) {
    clearSpareBits(raster);
    if (page.photometric != PHOTOMETRIC_MINISWHITE) invertBilevel(raster);
  }
  return raster;
}

core::Raster decodeThroughRgba(TiffHandle& tiff, const TiffPage& page) {
  const auto [width, height] = page.info.size;
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width) *
                                    static_cast<std::size_t>(height));
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_ORIENTATION, &orientation);
  // Asking for the file's own orientation leaves the rows as they are stored.
  if (TIFFReadRGBAImageOriented(tiff.get(), page.layout.width, page.layout.height, pixels.data(),
                                orientation, 1) != 1) {
    tiff.fail("decoding");
  }
  tiff.failIfCutShort("decoding");
  auto raster = makeRaster(core::Raster::Format::kRgb, page.info.size, page.info.resolution);
  std::uint8_t* out = raster.pixels.data();
  for (const std::uint32_t pixel : pixels) {
    const auto alpha = static_cast<std::uint8_t>(TIFFGetA(pixel));
    *out++ = onWhite(static_cast<std::uint8_t>(TIFFGetR(pixel)), alpha, true);
    *out++ = onWhite(static_cast<std::uint8_t>(TIFFGetG(pixel)), alpha, true);
    *out++ = onWhite(static_cast<std::uint8_t>(TIFFGetB(pixel)), alpha, true);
  }
  return raster;
}

}  // namespace

core::Raster decodeTiffPage(TiffHandle& tiff, const TiffPage& page, const ScanOptions& options) {
  tiff.forgetMessages();
  auto raster = page.through_rgba ? decodeThroughRgba(tiff, page) : decodeRows(tiff, page, options);
  if (page.mirrored) mirror(raster);
  return raster;
}

}  // namespace sohoa::scan

#include "scan/tiff_page.h"

#include <fmt/format.h>

#include "scan/errors.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

constexpr double kCmPerInch = 2.54;
constexpr int kMaxSamples = 8;

template <class T>
T tag(TIFF* tiff, std::uint32_t name, T otherwise) {
  T value = otherwise;
  TIFFGetFieldDefaulted(tiff, name, &value);
  return value;
}

bool isFax(int compression) {
  return compression == COMPRESSION_CCITTRLE || compression == COMPRESSION_CCITTRLEW ||
         compression == COMPRESSION_CCITTFAX3 || compression == COMPRESSION_CCITTFAX4;
}

void readResolution(TIFF* tiff, core::PageInfo& info, const ScanOptions& options) {
  float x = 0;
  float y = 0;
  TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x);
  TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y);
  if (x == 0) x = y;
  if (y == 0) y = x;
  const auto unit = tag<std::uint16_t>(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  const double per_inch = unit == RESUNIT_CENTIMETER ? kCmPerInch : unit == RESUNIT_INCH ? 1 : 0;
  const auto found = plausible(double{x} * per_inch, double{y} * per_inch);
  info.resolution = found.value_or(core::Resolution{options.default_dpi, options.default_dpi});
  info.resolution_from = found ? core::PageInfo::From::kMetadata : core::PageInfo::From::kDefault;
}

void readPalette(TIFF* tiff, TiffPage& page) {
  std::uint16_t* channels[3] = {};
  if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &channels[0], &channels[1], &channels[2]) != 1) {
    throw core::Error(kDamaged, {.detail = "TIFF: a palette page without a palette"});
  }
  const std::size_t entries = std::size_t{1} << static_cast<unsigned>(page.layout.bits);
  // Some writers fill in 8-bit values where the standard wants 16.
  bool small = true;
  for (const auto* channel : channels) {
    for (std::size_t i = 0; i < entries; ++i) small = small && channel[i] < 256;
  }
  for (std::size_t i = 0; i < entries; ++i) {
    for (const auto* channel : channels) {
      page.palette.push_back(static_cast<std::uint8_t>(small ? channel[i] : channel[i] >> 8));
    }
  }
}

void readAlpha(TIFF* tiff, TiffPage& page) {
  const int colours = page.photometric == PHOTOMETRIC_RGB ? 3 : 1;
  std::uint16_t count = 0;
  std::uint16_t* kinds = nullptr;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
  if (count == 0 || kinds == nullptr || page.layout.samples <= colours) return;
  page.alpha = kinds[0] == EXTRASAMPLE_ASSOCALPHA || kinds[0] == EXTRASAMPLE_UNASSALPHA;
  page.alpha_multiplied = kinds[0] == EXTRASAMPLE_ASSOCALPHA;
}

// The tag is required, and left out all the same.
int photometricOf(TIFF* tiff, const TiffLayout& layout) {
  std::uint16_t value = 0;
  if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &value) == 1) return value;
  if (layout.samples >= 3) return PHOTOMETRIC_RGB;
  return layout.fax ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK;
}

bool plainSamples(const TiffPage& page) {
  const int bits = page.layout.bits;
  const int samples = page.layout.samples;
  switch (page.photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
      return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
    case PHOTOMETRIC_PALETTE:
      return samples == 1 && (bits == 1 || bits == 2 || bits == 4 || bits == 8);
    case PHOTOMETRIC_RGB:
      return samples >= 3 && (bits == 8 || bits == 16);
    default:
      return false;
  }
}

core::Raster::Format formatOf(const TiffPage& page) {
  if (page.through_rgba || page.photometric == PHOTOMETRIC_RGB) return core::Raster::Format::kRgb;
  if (page.photometric == PHOTOMETRIC_PALETTE) {
    return formatOfPalette(page.palette, page.layout.bits);
  }
  return page.layout.bits == 1 && page.layout.samples == 1 ? core::Raster::Format::kBilevel
                                                           : core::Raster::Format::kGrey;
}

void checkSupported(TIFF* tiff, const TiffPage& page) {
  if (TIFFIsCODECConfigured(static_cast<std::uint16_t>(page.compression)) == 0) {
    throw core::Error(kUnsupported,
                      {.detail = fmt::format("TIFF: compression {}", page.compression)});
  }
  const auto sample_format = tag<std::uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  if (sample_format != SAMPLEFORMAT_UINT && sample_format != SAMPLEFORMAT_VOID) {
    throw core::Error(kUnsupported, {.detail = "TIFF: samples that are not unsigned integers"});
  }
  char reason[1024] = {};
  if (page.through_rgba && TIFFRGBAImageOK(tiff, reason) != 1) {
    throw core::Error(kUnsupported, {.detail = std::string("TIFF: ") + reason});
  }
}

}  // namespace

TiffPage readTiffPage(TiffHandle& handle, const ScanOptions& options) {
  TIFF* tiff = handle.get();
  TiffPage page;
  TiffLayout& layout = page.layout;
  layout.width = tag<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0);
  layout.height = tag<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0);
  checkSize(layout.width, layout.height, options);
  layout.bits = tag<std::uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = tag<std::uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  if (layout.samples < 1 || layout.samples > kMaxSamples) {
    throw core::Error(kUnsupported,
                      {.detail = fmt::format("TIFF: {} samples a pixel", layout.samples)});
  }
  layout.planar = layout.samples > 1 &&
                  tag<std::uint16_t>(tiff, TIFFTAG_PLANARCONFIG, 1) == PLANARCONFIG_SEPARATE;
  layout.tiled = TIFFIsTiled(tiff) != 0;
  page.compression = tag<std::uint16_t>(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  layout.fax = isFax(page.compression);
  page.photometric = photometricOf(tiff, layout);
  const auto orientation = tag<std::uint16_t>(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  page.mirrored = orientation == ORIENTATION_TOPRIGHT || orientation == ORIENTATION_BOTLEFT ||
                  orientation == ORIENTATION_LEFTTOP || orientation == ORIENTATION_RIGHTBOT;
  page.reversed_bits =
      tag<std::uint16_t>(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB) == FILLORDER_LSB2MSB;
  if (page.photometric == PHOTOMETRIC_YCBCR && page.compression == COMPRESSION_JPEG &&
      !layout.planar) {
    // libjpeg undoes YCbCr and its subsampling better than the RGBA conversion does.
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    page.photometric = PHOTOMETRIC_RGB;
  }
  page.through_rgba = !plainSamples(page);
  if (page.photometric == PHOTOMETRIC_PALETTE && !page.through_rgba) readPalette(tiff, page);
  readAlpha(tiff, page);
  checkSupported(tiff, page);
  page.info.size = {static_cast<int>(layout.width), static_cast<int>(layout.height)};
  page.info.format = formatOf(page);
  readResolution(tiff, page.info, options);
  return page;
}

}  // namespace sohoa::scan

#include "scan/png.h"

#include "scan/ccitt.h"
#include "scan/errors.h"
#include "scan/input_file.h"
#include "scan/lossless.h"
#include "scan/pixels.h"
#include "scan/png_decoder.h"

namespace sohoa::scan {
namespace {

core::Raster::Format formatOf(const PngHeader& header) {
  switch (header.colour) {
    case PngHeader::kGrey:
      return header.bits == 1 && !header.transparency ? core::Raster::Format::kBilevel
                                                      : core::Raster::Format::kGrey;
    case PngHeader::kGreyAlpha:
      return core::Raster::Format::kGrey;
    case PngHeader::kPalette:
      return header.transparency ? core::Raster::Format::kRgb
                                 : formatOfPalette(header.palette, header.bits);
    default:
      return core::Raster::Format::kRgb;
  }
}

core::PageInfo describe(const PngHeader& header, const ScanOptions& options) {
  core::PageInfo info;
  info.size = {static_cast<int>(header.width), static_cast<int>(header.height)};
  info.resolution =
      header.resolution.value_or(core::Resolution{options.default_dpi, options.default_dpi});
  info.resolution_from =
      header.resolution ? core::PageInfo::From::kMetadata : core::PageInfo::From::kDefault;
  info.format = formatOf(header);
  return info;
}

// PDF's predictor 15 is PNG's row filter, so the compressed data may stand as it is.
core::EncodedImage verbatim(const PngHeader& header) {
  core::EncodedImage image;
  image.codec = core::EncodedImage::Codec::kFlate;
  for (const auto& part : header.data)
    image.bytes.insert(image.bytes.end(), part.begin(), part.end());
  image.components = header.colour == PngHeader::kRgb ? 3 : 1;
  image.bits = header.bits;
  image.png_predictor = true;
  if (header.colour == PngHeader::kPalette) image.palette = header.palette;
  image.verbatim = true;
  return image;
}

class PngSource final : public core::PageSource {
 public:
  PngSource(const std::filesystem::path& file, const ScanOptions& options)
      : bytes_(readInput(file, options)), header_(readPngHeader(bytes_)), options_(options) {}

  [[nodiscard]] int pageCount() const override { return 1; }
  [[nodiscard]] core::PageInfo info(int) override {
    checkSize(header_.width, header_.height, options_);
    return describe(header_, options_);
  }
  [[nodiscard]] core::Raster raster(int page) override {
    const core::PageInfo described = info(page);
    return decodePng(bytes_, header_, described.format, described.resolution);
  }
  [[nodiscard]] core::EncodedImage image(int page) override {
    const core::PageInfo described = info(page);
    if (!mayStand()) return encodeLossless(raster(page));
    core::EncodedImage image = verbatim(header_);
    image.size = described.size;
    if (described.format != core::Raster::Format::kBilevel) return image;
    core::EncodedImage smaller = encodeLossless(raster(page));
    return smaller.bytes.size() < image.bytes.size() ? smaller : image;
  }

 private:
  [[nodiscard]] bool mayStand() const {
    return !header_.interlaced && !header_.transparency && header_.bits <= 8 &&
           (header_.colour == PngHeader::kGrey || header_.colour == PngHeader::kRgb ||
            header_.colour == PngHeader::kPalette);
  }

  std::vector<std::uint8_t> bytes_;
  PngHeader header_;
  ScanOptions options_;
};

}  // namespace

std::unique_ptr<core::PageSource> openPng(const std::filesystem::path& file,
                                          const ScanOptions& options) {
  return std::make_unique<PngSource>(file, options);
}

}  // namespace sohoa::scan

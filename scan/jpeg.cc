#include "scan/jpeg.h"

#include "scan/errors.h"
#include "scan/input_file.h"
#include "scan/jpeg_decoder.h"
#include "scan/jpeg_header.h"
#include "scan/lossless.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

core::PageInfo describe(const JpegHeader& header, const ScanOptions& options) {
  core::PageInfo info;
  info.size = header.size;
  info.resolution =
      header.resolution.value_or(core::Resolution{options.default_dpi, options.default_dpi});
  info.resolution_from =
      header.resolution ? core::PageInfo::From::kMetadata : core::PageInfo::From::kDefault;
  info.format = header.components == 1 ? core::Raster::Format::kGrey : core::Raster::Format::kRgb;
  return info;
}

class JpegSource final : public core::PageSource {
 public:
  JpegSource(const std::filesystem::path& file, const ScanOptions& options)
      : bytes_(readInput(file, options)), header_(readJpegHeader(bytes_)), options_(options) {
    if (!header_.complete) throw core::Error(kTruncated, {.detail = "JPEG: no end marker"});
  }

  [[nodiscard]] int pageCount() const override { return 1; }
  [[nodiscard]] core::PageInfo info(int) override {
    checkSize(static_cast<std::uint64_t>(header_.size.width),
              static_cast<std::uint64_t>(header_.size.height), options_);
    return describe(header_, options_);
  }
  [[nodiscard]] core::Raster raster(int page) override {
    return decodeJpeg(bytes_, inverted(), info(page).resolution);
  }
  [[nodiscard]] core::EncodedImage image(int page) override {
    if (!header_.portable) return encodeLossless(raster(page));
    core::EncodedImage image;
    image.codec = core::EncodedImage::Codec::kJpeg;
    image.bytes = bytes_;
    image.size = info(page).size;
    image.components = header_.components;
    image.verbatim = true;
    return image;
  }

 private:
  [[nodiscard]] bool inverted() const { return header_.adobe && header_.components == 4; }

  std::vector<std::uint8_t> bytes_;
  JpegHeader header_;
  ScanOptions options_;
};

}  // namespace

std::unique_ptr<core::PageSource> openJpeg(const std::filesystem::path& file,
                                           const ScanOptions& options) {
  return std::make_unique<JpegSource>(file, options);
}

}  // namespace sohoa::scan

#include "scan/tiff.h"

#include <fmt/format.h>

#include "scan/errors.h"
#include "scan/lossless.h"
#include "scan/tiff_page.h"

namespace sohoa::scan {
namespace {

// For what libtiff needs besides pixels: directories, code tables.
constexpr std::uint64_t kMemorySlack = 64U << 20U;

bool isPage(TIFF* tiff) {
  std::uint32_t type = 0;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &type);
  return (type & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0;
}

// Offsets of the pages' directories. libtiff refuses a chain that comes back to itself.
std::vector<std::uint64_t> findPages(TiffHandle& tiff, const ScanOptions& options) {
  std::vector<std::uint64_t> pages;
  std::vector<std::uint64_t> others;
  if (TIFFCurrentDirOffset(tiff.get()) == 0) throw core::Error(kNoPages, {});
  for (;;) {
    tiff.failIfCutShort("reading a directory");
    auto& list = isPage(tiff.get()) ? pages : others;
    list.push_back(TIFFCurrentDirOffset(tiff.get()));
    if (pages.size() + others.size() > static_cast<std::size_t>(options.max_pages)) {
      throw core::Error(kTooManyPages,
                        {.detail = fmt::format("at most {} are allowed", options.max_pages)});
    }
    if (TIFFLastDirectory(tiff.get()) != 0) break;
    if (TIFFReadDirectory(tiff.get()) != 1) {
      tiff.fail(fmt::format("reading the directory after page {}", pages.size()));
    }
  }
  return pages.empty() ? others : pages;
}

class TiffSource final : public core::PageSource {
 public:
  TiffSource(const std::filesystem::path& file, const ScanOptions& options)
      : options_(options),
        // No memory map (a file that shrinks would kill us), no chopping of large strips.
        tiff_(std::make_unique<TiffFileStream>(openInput(file)), "rmc",
              options.max_pixels_per_page * 8 + kMemorySlack),
        pages_(findPages(tiff_, options)) {}

  [[nodiscard]] int pageCount() const override { return static_cast<int>(pages_.size()); }
  [[nodiscard]] core::PageInfo info(int page) override { return select(page).info; }
  [[nodiscard]] core::Raster raster(int page) override {
    return decodeTiffPage(tiff_, select(page), options_);
  }
  [[nodiscard]] core::EncodedImage image(int page) override {
    const TiffPage selected = select(page);
    if (auto image = verbatimTiffPage(tiff_, selected)) return std::move(*image);
    return encodeLossless(decodeTiffPage(tiff_, selected, options_));
  }

 private:
  TiffPage select(int page) {
    tiff_.forgetMessages();
    if (TIFFSetSubDirectory(tiff_.get(), pages_[static_cast<std::size_t>(page)]) != 1) {
      tiff_.fail("reading the page's directory");
    }
    return readTiffPage(tiff_, options_);
  }

  ScanOptions options_;
  TiffHandle tiff_;
  std::vector<std::uint64_t> pages_;
};

}  // namespace

std::unique_ptr<core::PageSource> openTiff(const std::filesystem::path& file,
                                           const ScanOptions& options) {
  return std::make_unique<TiffSource>(file, options);
}

}  // namespace sohoa::scan

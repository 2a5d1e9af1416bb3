#include "scan/sheet_tiff.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "core/file.h"
#include "scan/errors.h"
#include "scan/tiff_handle.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kRowsPerStrip = 64;
// A scanner does not wait for a better one: 1 costs half the time of 6 for a tenth more bytes.
constexpr int kDeflateLevel = 1;
// Classic TIFF ends at 4 GiB.
constexpr std::uint64_t kClassicTiff = 3ULL << 30U;

void must(int done, TiffHandle& tiff, const char* doing) {
  if (done != 1) tiff.fail(doing);
}

void describe(TiffHandle& tiff, const SheetPicture& picture) {
  TIFF* to = tiff.get();
  const bool bilevel = picture.bits == 1;
  TIFFSetField(to, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(picture.size.width));
  TIFFSetField(to, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(picture.size.height));
  TIFFSetField(to, TIFFTAG_BITSPERSAMPLE, picture.bits);
  TIFFSetField(to, TIFFTAG_SAMPLESPERPIXEL, picture.components);
  TIFFSetField(to, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(to, TIFFTAG_PHOTOMETRIC,
               bilevel                   ? PHOTOMETRIC_MINISWHITE
               : picture.components == 3 ? PHOTOMETRIC_RGB
                                         : PHOTOMETRIC_MINISBLACK);
  TIFFSetField(to, TIFFTAG_COMPRESSION,
               bilevel ? COMPRESSION_CCITTFAX4 : COMPRESSION_ADOBE_DEFLATE);
  if (!bilevel) {
    TIFFSetField(to, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    TIFFSetField(to, TIFFTAG_ZIPQUALITY, kDeflateLevel);
  }
  TIFFSetField(to, TIFFTAG_ROWSPERSTRIP,
               bilevel ? static_cast<std::uint32_t>(picture.size.height) : kRowsPerStrip);
  TIFFSetField(to, TIFFTAG_XRESOLUTION, picture.resolution);
  TIFFSetField(to, TIFFTAG_YRESOLUTION, picture.resolution);
  TIFFSetField(to, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
}

// A file that libtiff may go back in. `fd` and `error`, the system's reason when a write fails,
// outlive it.
class TiffOutput final : public TiffStream {
 public:
  TiffOutput(int fd, int& error) : fd_(fd), error_(error) {}
  tmsize_t read(void* into, tmsize_t count) override {
    const auto got =
        ::pread(fd_, into, static_cast<std::size_t>(count), static_cast<off_t>(position));
    if (got > 0) position += static_cast<std::uint64_t>(got);
    return got;
  }
  tmsize_t write(const void* from, tmsize_t count) override {
    tmsize_t done = 0;
    while (done < count) {
      const auto put =
          ::pwrite(fd_, static_cast<const char*>(from) + done,
                   static_cast<std::size_t>(count - done), static_cast<off_t>(position));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) {
        error_ = errno;
        return -1;
      }
      done += put;
      position += static_cast<std::uint64_t>(put);
      size_ = std::max(size_, position);
    }
    return done;
  }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  int fd_;
  int& error_;
  std::uint64_t size_ = 0;
};

template <class Value>
void copyTag(TIFF* from, TIFF* to, std::uint32_t tag) {
  Value value{};
  if (TIFFGetField(from, tag, &value) == 1) TIFFSetField(to, tag, value);
}

void copyPage(TiffHandle& source, TiffHandle& out) {
  TIFF* from = source.get();
  TIFF* to = out.get();
  for (const auto tag : {TIFFTAG_IMAGEWIDTH, TIFFTAG_IMAGELENGTH, TIFFTAG_ROWSPERSTRIP}) {
    copyTag<std::uint32_t>(from, to, tag);
  }
  for (const auto tag :
       {TIFFTAG_BITSPERSAMPLE, TIFFTAG_SAMPLESPERPIXEL, TIFFTAG_PLANARCONFIG, TIFFTAG_PHOTOMETRIC,
        TIFFTAG_COMPRESSION, TIFFTAG_FILLORDER, TIFFTAG_RESOLUTIONUNIT, TIFFTAG_PREDICTOR}) {
    copyTag<std::uint16_t>(from, to, tag);
  }
  copyTag<float>(from, to, TIFFTAG_XRESOLUTION);
  copyTag<float>(from, to, TIFFTAG_YRESOLUTION);
  TIFFSetField(to, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
  std::vector<std::uint8_t> strip;
  for (std::uint32_t i = 0; i < TIFFNumberOfStrips(from); ++i) {
    const auto count = TIFFGetStrileByteCount(from, i);
    if (count > source.streamSize()) source.fail("reading a strip");
    strip.resize(count);
    const auto size = static_cast<tmsize_t>(count);
    if (TIFFReadRawStrip(from, i, strip.data(), size) != size) source.fail("reading a strip");
    if (TIFFWriteRawStrip(to, i, strip.data(), size) != size) out.fail("writing a strip");
  }
  must(TIFFWriteDirectory(to), out, "writing a page");
}

void writePages(const std::vector<fs::path>& pages, std::unique_ptr<TiffStream> file,
                const char* mode) {
  TiffHandle out(std::move(file), mode);
  for (const auto& page : pages) {
    TiffHandle source(std::make_unique<TiffFileStream>(openInput(page)), "r");
    if (TIFFIsTiled(source.get()) != 0) throw core::Error(kUnsupported, {.file = page.string()});
    copyPage(source, out);
  }
}

void writePagesDurably(const std::vector<fs::path>& pages, const fs::path& file, const char* mode) {
  const core::Fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) core::throwSystemError(file, errno);
  int error = 0;
  try {
    writePages(pages, std::make_unique<TiffOutput>(fd.get(), error), mode);
  } catch (const core::Error&) {
    if (error == 0) throw;
  }
  if (error != 0) core::throwSystemError(file, error);
  if (::fsync(fd.get()) != 0) core::throwSystemError(file, errno);
}

}  // namespace

std::size_t SheetPicture::stride() const {
  return (static_cast<std::size_t>(size.width) * static_cast<std::size_t>(components * bits) + 7) /
         8;
}

SheetPicture pictureOf(const core::Raster& raster) {
  SheetPicture picture{raster.size,
                       raster.format == core::Raster::Format::kRgb ? 3 : 1,
                       raster.format == core::Raster::Format::kBilevel ? 1 : 8,
                       {},
                       raster.resolution.x};
  const auto stride = picture.stride();
  picture.pixels.reserve(stride * static_cast<std::size_t>(raster.size.height));
  for (int y = 0; y < raster.size.height; ++y) {
    const auto* row = raster.pixels.data() + raster.stride * static_cast<std::size_t>(y);
    picture.pixels.insert(picture.pixels.end(), row, row + stride);
  }
  return picture;
}

void writeSheetTiff(const SheetPicture& picture, const fs::path& file) {
  std::vector<std::uint8_t> bytes;
  {
    TiffHandle tiff(std::make_unique<TiffMemoryStream>(bytes), "w");
    describe(tiff, picture);
    const auto stride = picture.stride();
    // libtiff changes what it is given.
    std::vector<std::uint8_t> row(stride);
    for (int y = 0; y < picture.size.height; ++y) {
      const auto* at = picture.pixels.data() + stride * static_cast<std::size_t>(y);
      std::copy_n(at, stride, row.data());
      must(TIFFWriteScanline(tiff.get(), row.data(), static_cast<std::uint32_t>(y)), tiff,
           "writing a row");
    }
    must(TIFFFlush(tiff.get()), tiff, "ending the page");
  }
  core::writeFileAtomically(file, bytes, 0600);
}

void bindSheetTiffs(const std::vector<fs::path>& pages, const fs::path& out) {
  std::uint64_t total = 0;
  for (const auto& page : pages) total += openInput(page).size;
  const fs::path temporary = out.string() + ".tmp";
  try {
    writePagesDurably(pages, temporary, total > kClassicTiff ? "w8" : "w");
    if (::rename(temporary.c_str(), out.c_str()) != 0) core::throwSystemError(out, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  core::syncFolder(out.parent_path());
}

}  // namespace sohoa::scan

#include "scan/png_decoder.h"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "scan/errors.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

// libpng leaves by longjmp, so the functions that set the jump hold nothing that needs a
// destructor; everything that does lives here or further up.
struct Decoder {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::span<const std::uint8_t> left;
  char message[160] = {};
  bool cut_short = false;

  explicit Decoder(std::span<const std::uint8_t> bytes) : left(bytes) {}
  ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
};

[[noreturn]] void onError(png_structp png, png_const_charp message) {
  auto& decoder = *static_cast<Decoder*>(png_get_error_ptr(png));
  std::strncpy(decoder.message, message, sizeof decoder.message - 1);
  decoder.cut_short =
      std::strstr(message, "Not enough") != nullptr || std::strstr(message, "too short") != nullptr;
  png_longjmp(png, 1);
}

void onWarning(png_structp, png_const_charp) {}

void readBytes(png_structp png, png_bytep into, png_size_t count) {
  auto& decoder = *static_cast<Decoder*>(png_get_io_ptr(png));
  if (count > decoder.left.size()) png_error(png, "Not enough data");
  std::copy_n(decoder.left.begin(), count, into);
  decoder.left = decoder.left.subspan(count);
}

// `keep_packed`: rows stay as stored (bilevel and palette), else 8 bits a sample.
bool start(Decoder& decoder, bool keep_packed) {
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, &onError, &onWarning);
  if (decoder.png == nullptr) return false;
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  decoder.info = png_create_info_struct(decoder.png);
  if (decoder.info == nullptr) return false;
  png_set_user_limits(decoder.png, 0x7FFFFFFF, 0x7FFFFFFF);
  png_set_read_fn(decoder.png, &decoder, &readBytes);
  png_read_info(decoder.png, decoder.info);
  if (!keep_packed) {
    png_set_expand(decoder.png);
    png_set_scale_16(decoder.png);
  }
  png_set_interlace_handling(decoder.png);
  png_read_update_info(decoder.png, decoder.info);
  return true;
}

bool readAll(Decoder& decoder, png_bytepp rows) {
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  png_read_image(decoder.png, rows);
  png_read_end(decoder.png, nullptr);
  return true;
}

[[noreturn]] void fail(const Decoder& decoder) {
  throw core::Error(decoder.cut_short ? kTruncated : kDamaged,
                    {.detail = std::string("PNG: ") + decoder.message});
}

// `channels` as decoded: colours, and opacity when there is one more.
void flatten(const std::uint8_t* in, std::size_t channels, std::size_t colours, std::uint8_t* out,
             std::size_t width) {
  for (std::size_t x = 0; x < width; ++x, in += channels, out += colours) {
    const unsigned alpha = channels > colours ? in[channels - 1] : 255U;
    for (std::size_t c = 0; c < colours; ++c) {
      out[c] = static_cast<std::uint8_t>((in[c] * alpha + 255U * (255U - alpha) + 127U) / 255U);
    }
  }
}

}  // namespace

core::Raster decodePng(std::span<const std::uint8_t> bytes, const PngHeader& header,
                       core::Raster::Format format, core::Resolution resolution) {
  const bool palette = header.colour == PngHeader::kPalette && !header.transparency;
  const bool bilevel = format == core::Raster::Format::kBilevel;
  Decoder decoder(bytes);
  if (!start(decoder, palette || bilevel)) fail(decoder);
  const std::size_t row_bytes = png_get_rowbytes(decoder.png, decoder.info);
  const std::size_t channels = png_get_channels(decoder.png, decoder.info);
  std::vector<std::uint8_t> pixels(row_bytes * header.height);
  std::vector<png_bytep> rows(header.height);
  for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = pixels.data() + y * row_bytes;
  if (!readAll(decoder, rows.data())) fail(decoder);

  const core::Size size{static_cast<int>(header.width), static_cast<int>(header.height)};
  auto raster = makeRaster(format, size, resolution);
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t* in = rows[static_cast<std::size_t>(y)];
    if (palette) {
      fillFromIndexes(raster, y, in, header.bits, header.palette);
    } else if (bilevel) {
      std::copy_n(in, raster.stride, row(raster, y));
    } else {
      const std::size_t colours = format == core::Raster::Format::kGrey ? 1 : 3;
      flatten(in, channels, colours, row(raster, y), header.width);
    }
  }
  if (bilevel && !palette) invertBilevel(raster);
  return raster;
}

}  // namespace sohoa::scan

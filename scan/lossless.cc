#include "scan/lossless.h"

#include <zlib.h>

#include <array>
#include <cstdlib>
#include <span>

#include "core/error.h"
#include "scan/ccitt.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

// Good enough for paper; higher levels cost twice the time for a hundredth of the size.
constexpr int kDeflateLevel = 6;

class Deflater {
 public:
  Deflater() {
    if (::deflateInit(&stream_, kDeflateLevel) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { ::deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void add(std::span<const std::uint8_t> bytes) { run(bytes, Z_NO_FLUSH); }
  std::vector<std::uint8_t> finish() {
    run({}, Z_FINISH);
    return std::move(out_);
  }

 private:
  void run(std::span<const std::uint8_t> bytes, int flush) {
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    std::array<std::uint8_t, 65536> chunk;
    do {
      stream_.next_out = chunk.data();
      stream_.avail_out = chunk.size();
      ::deflate(&stream_, flush);
      out_.insert(out_.end(), chunk.data(), stream_.next_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
  std::vector<std::uint8_t> out_;
};

std::uint8_t paeth(int left, int up, int corner) {
  const int guess = left + up - corner;
  const int to_left = std::abs(guess - left);
  const int to_up = std::abs(guess - up);
  const int to_corner = std::abs(guess - corner);
  if (to_left <= to_up && to_left <= to_corner) return static_cast<std::uint8_t>(left);
  return static_cast<std::uint8_t>(to_up <= to_corner ? up : corner);
}

// Filters rows as PNG does (ISO/IEC 15948, clause 9) and keeps the variant with the smallest sum of
// differences.
class RowFilter {
 public:
  RowFilter(std::size_t row_bytes, std::size_t pixel_bytes)
      : pixel_bytes_(pixel_bytes),
        above_(row_bytes, 0),
        best_(row_bytes + 1),
        trial_(row_bytes + 1) {}

  std::span<const std::uint8_t> next(std::span<const std::uint8_t> line) {
    long best_cost = -1;
    for (const int type : {1, 2, 4}) {
      const long cost = filter(line, type);
      if (best_cost < 0 || cost < best_cost) {
        best_cost = cost;
        std::swap(best_, trial_);
      }
    }
    above_.assign(line.begin(), line.end());
    return best_;
  }

 private:
  long filter(std::span<const std::uint8_t> line, int type) {
    trial_[0] = static_cast<std::uint8_t>(type);
    long cost = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const int left = i >= pixel_bytes_ ? line[i - pixel_bytes_] : 0;
      const int corner = i >= pixel_bytes_ ? above_[i - pixel_bytes_] : 0;
      const int guess = type == 1 ? left : type == 2 ? above_[i] : paeth(left, above_[i], corner);
      const auto difference = static_cast<std::uint8_t>(line[i] - guess);
      trial_[i + 1] = difference;
      cost += difference < 128 ? difference : 256 - difference;
    }
    return cost;
  }

  std::size_t pixel_bytes_;
  std::vector<std::uint8_t> above_;
  std::vector<std::uint8_t> best_;
  std::vector<std::uint8_t> trial_;
};

std::vector<std::uint8_t> deflateRows(const core::Raster& raster, std::size_t pixel_bytes) {
  Deflater deflater;
  RowFilter filter(raster.stride, pixel_bytes);
  for (int y = 0; y < raster.size.height; ++y) {
    deflater.add(filter.next({row(raster, y), raster.stride}));
  }
  return deflater.finish();
}

core::EncodedImage encodeBilevel(const core::Raster& raster) {
  core::EncodedImage image;
  image.size = raster.size;
  image.components = 1;
  image.bits = 1;
  image.black_is_1 = true;
  image.codec = core::EncodedImage::Codec::kCcittG4;
  image.bytes = encodeG4(raster);
  Deflater deflater;
  deflater.add(raster.pixels);
  auto flate = deflater.finish();
  if (flate.size() < image.bytes.size()) {
    image.codec = core::EncodedImage::Codec::kFlate;
    image.bytes = std::move(flate);
  }
  return image;
}

}  // namespace

core::EncodedImage encodeLossless(const core::Raster& raster) {
  if (raster.format == core::Raster::Format::kBilevel) return encodeBilevel(raster);
  core::EncodedImage image;
  image.codec = core::EncodedImage::Codec::kFlate;
  image.size = raster.size;
  image.components = raster.format == core::Raster::Format::kGrey ? 1 : 3;
  image.bits = 8;
  image.png_predictor = true;
  image.bytes = deflateRows(raster, static_cast<std::size_t>(image.components));
  return image;
}

}  // namespace sohoa::scan

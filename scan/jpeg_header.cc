#include "scan/jpeg_header.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "scan/errors.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

constexpr double kCmPerInch = 2.54;

using Bytes = std::span<const std::uint8_t>;

enum Marker : std::uint8_t {
  kEndOfImage = 0xD9,
  kStartOfScan = 0xDA,
  kHuffmanTables = 0xC4,
  kJpgExtension = 0xC8,
  kArithmetic = 0xCC,
  kApp0 = 0xE0,
  kApp1 = 0xE1,
  kApp14 = 0xEE,
  kTemporary = 0x01,
};

bool starts(Bytes bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

unsigned big16(Bytes bytes, std::size_t at) {
  return static_cast<unsigned>(bytes[at] << 8) | bytes[at + 1];
}

bool isFrame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != kHuffmanTables && marker != kJpgExtension &&
         marker != kArithmetic;
}

bool standsAlone(std::uint8_t marker) {
  return marker == kTemporary || (marker >= 0xD0 && marker <= 0xD8);
}

void readFrame(Bytes body, std::uint8_t marker, JpegHeader& header) {
  if (body.size() < 6) throw core::Error(kDamaged, {.detail = "JPEG: a frame header too short"});
  header.bits = body[0];
  header.size = {static_cast<int>(big16(body, 3)), static_cast<int>(big16(body, 1))};
  header.components = body[5];
  header.portable =
      marker <= 0xC2 && header.bits == 8 && (header.components == 1 || header.components == 3);
}

std::optional<core::Resolution> jfifDensity(Bytes body) {
  using namespace std::string_view_literals;
  if (!starts(body, "JFIF\0"sv) || body.size() < 12) return {};
  const double unit = body[7] == 1 ? 1 : body[7] == 2 ? kCmPerInch : 0;
  return plausible(big16(body, 8) * unit, big16(body, 10) * unit);
}

// The little of TIFF that EXIF needs: numbers in the order the first two bytes name.
class ExifReader {
 public:
  explicit ExifReader(Bytes tiff) : tiff_(tiff), little_(starts(tiff, "II")) {}

  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t count) const {
    if (at > tiff_.size() || count > tiff_.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = (value << 8U) | tiff_[at + (little_ ? count - 1 - i : i)];
    }
    return value;
  }
  [[nodiscard]] double rational(std::size_t at) const {
    const double below = number(at + 4, 4);
    return below == 0 ? 0 : number(at, 4) / below;
  }

 private:
  Bytes tiff_;
  bool little_;
};

std::optional<core::Resolution> exifDensity(Bytes body) {
  using namespace std::string_view_literals;
  if (!starts(body, "Exif\0\0"sv)) return {};
  const ExifReader exif(body.subspan(6));
  const std::size_t directory = exif.number(4, 4);
  double x = 0;
  double y = 0;
  std::uint32_t unit = 2;
  for (std::size_t i = 0; i < exif.number(directory, 2); ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    switch (exif.number(entry, 2)) {
      case 0x011A:
        x = exif.rational(exif.number(entry + 8, 4));
        break;
      case 0x011B:
        y = exif.rational(exif.number(entry + 8, 4));
        break;
      case 0x0128:
        unit = exif.number(entry + 8, 2);
        break;
      default:
        break;
    }
  }
  const double per_inch = unit == 2 ? 1 : unit == 3 ? kCmPerInch : 0;
  return plausible(x * per_inch, y * per_inch);
}

// The next marker at or after `at`, passing over entropy-coded data; its position, or the end.
std::size_t findMarker(Bytes bytes, std::size_t at) {
  while (at + 1 < bytes.size()) {
    const auto* found = static_cast<const std::uint8_t*>(
        std::memchr(bytes.data() + at, 0xFF, bytes.size() - 1 - at));
    if (found == nullptr) return bytes.size();
    at = static_cast<std::size_t>(found - bytes.data());
    const std::uint8_t next = bytes[at + 1];
    if (next == 0xFF) {
      ++at;
    } else if (next == 0 || (next >= 0xD0 && next <= 0xD7)) {
      at += 2;
    } else {
      return at;
    }
  }
  return bytes.size();
}

}  // namespace

JpegHeader readJpegHeader(Bytes bytes) {
  JpegHeader header;
  std::optional<core::Resolution> exif;
  std::size_t at = 2;
  while (!header.complete) {
    at = findMarker(bytes, at);
    if (at + 1 >= bytes.size()) break;
    const std::uint8_t marker = bytes[at + 1];
    at += 2;
    if (marker == kEndOfImage) header.complete = true;
    if (marker == kEndOfImage || standsAlone(marker)) continue;
    if (bytes.size() - at < 2) break;
    const std::size_t length = big16(bytes, at);
    if (length < 2) throw core::Error(kDamaged, {.detail = "JPEG: a segment of no length"});
    if (length > bytes.size() - at) break;
    const Bytes body = bytes.subspan(at + 2, length - 2);
    if (isFrame(marker) && header.components == 0) readFrame(body, marker, header);
    if (marker == kApp0 && !header.resolution) header.resolution = jfifDensity(body);
    if (marker == kApp1 && !exif) exif = exifDensity(body);
    if (marker == kApp14 && starts(body, "Adobe")) header.adobe = true;
    at += length;
  }
  if (header.components == 0) {
    throw core::Error(header.complete ? kDamaged : kTruncated, {.detail = "JPEG: no frame header"});
  }
  if (!header.resolution) header.resolution = exif;
  return header;
}

}  // namespace sohoa::scan

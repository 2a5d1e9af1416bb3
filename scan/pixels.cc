#include "scan/pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "scan/errors.h"

namespace sohoa::scan {
namespace {

constexpr double kMinDpi = 20;
constexpr double kMaxDpi = 10'000;
constexpr std::uint64_t kMaxSide = 1'000'000;

void setBlack(std::uint8_t* packed, std::size_t x) {
  packed[x / 8] = static_cast<std::uint8_t>(packed[x / 8] | (0x80U >> (x % 8)));
}

template <class Swap>
void mirrorRow(int width, Swap swap) {
  for (int left = 0, right = width - 1; left < right; ++left, --right) swap(left, right);
}

void mirrorBits(std::uint8_t* packed, int width, std::vector<std::uint8_t>& spare) {
  spare.assign(packed, packed + (width + 7) / 8);
  std::fill(packed, packed + spare.size(), std::uint8_t{0});
  for (int x = 0; x < width; ++x) {
    if (sampleAt(spare.data(), static_cast<std::size_t>(x), 1) != 0) {
      setBlack(packed, static_cast<std::size_t>(width - 1 - x));
    }
  }
}

}  // namespace

void checkSize(std::uint64_t width, std::uint64_t height, const ScanOptions& options) {
  if (width == 0 || height == 0) {
    throw core::Error(kDamaged, {.detail = fmt::format("image of {} x {} pixels", width, height)});
  }
  if (width > kMaxSide || height > kMaxSide || width * height > options.max_pixels_per_page) {
    throw core::Error(
        kTooLarge, {.detail = fmt::format("{} x {} pixels; at most {} are allowed", width, height,
                                          options.max_pixels_per_page)});
  }
}

std::optional<core::Resolution> plausible(double x, double y) {
  const auto fits = [](double dpi) { return dpi >= kMinDpi && dpi <= kMaxDpi; };
  if (!fits(x) || !fits(y)) return {};
  return core::Resolution{x, y};
}

core::Raster makeRaster(core::Raster::Format format, core::Size size, core::Resolution resolution) {
  core::Raster raster{format, size, 0, {}, resolution};
  const auto width = static_cast<std::size_t>(size.width);
  switch (format) {
    case core::Raster::Format::kBilevel:
      raster.stride = (width + 7) / 8;
      break;
    case core::Raster::Format::kGrey:
      raster.stride = width;
      break;
    case core::Raster::Format::kRgb:
      raster.stride = width * 3;
      break;
  }
  raster.pixels.resize(raster.stride * static_cast<std::size_t>(size.height));
  return raster;
}

unsigned sampleAt(const std::uint8_t* packed, std::size_t index, int bits) {
  if (bits == 8) return packed[index];
  if (bits == 16) {
    std::uint16_t value = 0;
    std::memcpy(&value, packed + index * 2, sizeof value);
    return value;
  }
  const std::size_t bit = index * static_cast<std::size_t>(bits);
  const auto shift = 8 - static_cast<std::size_t>(bits) - bit % 8;
  return (packed[bit / 8] >> shift) & ((1U << static_cast<unsigned>(bits)) - 1U);
}

std::uint8_t sampleAs8(const std::uint8_t* packed, std::size_t index, int bits) {
  const unsigned value = sampleAt(packed, index, bits);
  switch (bits) {
    case 1:
      return value != 0 ? 255 : 0;
    case 2:
      return static_cast<std::uint8_t>(value * 85);
    case 4:
      return static_cast<std::uint8_t>(value * 17);
    case 16:
      return static_cast<std::uint8_t>((value * 255U + 32767U) / 65535U);
    default:
      return static_cast<std::uint8_t>(value);
  }
}

void cmykToRgb(const std::uint8_t* cmyk, std::uint8_t* rgb, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i, cmyk += 4, rgb += 3) {
    const unsigned light = 255U - cmyk[3];
    for (int c = 0; c < 3; ++c) {
      rgb[c] = static_cast<std::uint8_t>(((255U - cmyk[c]) * light + 127U) / 255U);
    }
  }
}

void clearSpareBits(core::Raster& raster) {
  const int used = raster.size.width % 8;
  if (used == 0) return;
  for (int y = 0; y < raster.size.height; ++y) {
    std::uint8_t& last = row(raster, y)[raster.stride - 1];
    last = static_cast<std::uint8_t>(last & (0xFF00U >> used));
  }
}

void invertBilevel(core::Raster& raster) {
  for (auto& byte : raster.pixels) byte = static_cast<std::uint8_t>(~byte);
  clearSpareBits(raster);
}

void mirror(core::Raster& raster) {
  std::vector<std::uint8_t> spare;
  for (int y = 0; y < raster.size.height; ++y) {
    std::uint8_t* line = row(raster, y);
    switch (raster.format) {
      case core::Raster::Format::kBilevel:
        mirrorBits(line, raster.size.width, spare);
        break;
      case core::Raster::Format::kGrey:
        std::reverse(line, line + raster.size.width);
        break;
      case core::Raster::Format::kRgb:
        mirrorRow(raster.size.width, [line](int left, int right) {
          std::swap_ranges(line + 3 * left, line + 3 * left + 3, line + 3 * right);
        });
        break;
    }
  }
}

core::Raster::Format formatOfPalette(std::span<const std::uint8_t> rgb, int bits) {
  bool grey = true;
  bool two = bits == 1 && rgb.size() == 6 && rgb[0] != rgb[3];
  for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) {
    grey = grey && rgb[i] == rgb[i + 1] && rgb[i] == rgb[i + 2];
    two = two && (rgb[i] == 0 || rgb[i] == 255);
  }
  if (!grey) return core::Raster::Format::kRgb;
  return two ? core::Raster::Format::kBilevel : core::Raster::Format::kGrey;
}

void fillFromIndexes(core::Raster& raster, int y, const std::uint8_t* packed, int bits,
                     std::span<const std::uint8_t> palette) {
  std::uint8_t* out = row(raster, y);
  const std::size_t entries = palette.size() / 3;
  for (std::size_t x = 0; x < static_cast<std::size_t>(raster.size.width); ++x) {
    const std::size_t index = sampleAt(packed, x, bits);
    if (index >= entries) throw core::Error(kDamaged, {.detail = "colour outside the palette"});
    const std::uint8_t* colour = palette.data() + 3 * index;
    switch (raster.format) {
      case core::Raster::Format::kBilevel:
        if (colour[0] == 0) setBlack(out, x);
        break;
      case core::Raster::Format::kGrey:
        out[x] = colour[0];
        break;
      case core::Raster::Format::kRgb:
        std::copy_n(colour, 3, out + 3 * x);
        break;
    }
  }
}

}  // namespace sohoa::scan

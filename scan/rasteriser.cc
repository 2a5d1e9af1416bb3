#include "scan/rasteriser.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/child_process.h"
#include "scan/errors.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

std::string runTool(const std::filesystem::path& pdf, int page, core::Size size,
                    const ScanOptions& options) {
  if (options.rasteriser.empty()) throw core::Error(kNoRasteriser, {.detail = "none is set"});
  const std::string number = std::to_string(page + 1);
  // A path that begins with a dash must not become an option.
  const auto path = std::filesystem::absolute(pdf);
  const std::vector<std::string> argv{options.rasteriser.string(),
                                      "-q",
                                      "-cropbox",
                                      "-f",
                                      number,
                                      "-l",
                                      number,
                                      "-scale-to-x",
                                      std::to_string(size.width),
                                      "-scale-to-y",
                                      std::to_string(size.height),
                                      path.string()};
  const core::ChildLimits limits{.address_space_bytes = options.rasteriser_memory_bytes,
                                 .cpu_seconds = options.rasteriser_cpu_seconds};
  const auto expected =
      static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3 + 256;
  core::ChildResult result;
  try {
    result = core::runChild(argv, limits, options.rasteriser_timeout, expected);
  } catch (const core::Error& error) {
    throw core::Error(kNoRasteriser, {.detail = error.context().detail});
  }
  if (result.standard_output.size() > expected) {
    throw core::Error(kNotRasterised, {.detail = "the rasteriser wrote more than asked for"});
  }
  if (result.timed_out) throw core::Error(core::kTimedOut, {.detail = "the rasteriser"});
  if (result.exit_code != 0) {
    throw core::Error(kNotRasterised,
                      {.detail = fmt::format("the rasteriser ended with code {}, signal {}",
                                             result.exit_code, result.signal)});
  }
  return std::move(result.standard_output);
}

struct Content {
  bool grey = true;      // red, green and blue are equal everywhere
  bool two_tone = true;  // and nothing but black and white
};

Content inspect(const std::uint8_t* rgb, std::size_t pixels) {
  Content content;
  for (std::size_t i = 0; i < pixels && content.grey; ++i, rgb += 3) {
    content.grey = rgb[0] == rgb[1] && rgb[0] == rgb[2];
    content.two_tone = content.two_tone && (rgb[0] == 0 || rgb[0] == 255);
  }
  content.two_tone = content.two_tone && content.grey;
  return content;
}

core::Raster narrow(const std::uint8_t* rgb, core::Size size, core::Resolution resolution) {
  using Format = core::Raster::Format;
  const auto width = static_cast<std::size_t>(size.width);
  const Content content = inspect(rgb, width * static_cast<std::size_t>(size.height));
  const Format format = content.two_tone ? Format::kBilevel
                        : content.grey   ? Format::kGrey
                                         : Format::kRgb;
  auto raster = makeRaster(format, size, resolution);
  for (int y = 0; y < size.height; ++y, rgb += width * 3) {
    std::uint8_t* out = row(raster, y);
    if (format == Format::kRgb) {
      std::copy_n(rgb, width * 3, out);
      continue;
    }
    for (std::size_t x = 0; x < width; ++x) {
      if (format == Format::kGrey) {
        out[x] = rgb[3 * x];
      } else if (rgb[3 * x] == 0) {
        out[x / 8] = static_cast<std::uint8_t>(out[x / 8] | (0x80U >> (x % 8)));
      }
    }
  }
  return raster;
}

}  // namespace

core::Raster rasterise(const std::filesystem::path& pdf, int page, core::Size size,
                       core::Resolution resolution, const ScanOptions& options) {
  const std::string ppm = runTool(pdf, page, size, options);
  const std::string head = fmt::format("P6\n{} {}\n255\n", size.width, size.height);
  const auto pixels =
      static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3;
  if (!ppm.starts_with(head) || ppm.size() - head.size() != pixels) {
    throw core::Error(kNotRasterised, {.detail = "the rasteriser gave no picture of this size"});
  }
  return narrow(reinterpret_cast<const std::uint8_t*>(ppm.data()) + head.size(), size, resolution);
}

}  // namespace sohoa::scan

#include "scan/page_picture.h"

#include <fmt/format.h>

#include "core/child_process.h"
#include "scan/errors.h"

namespace sohoa::scan {

namespace {

// A page in colour, twice as tall as wide, hardly compressed.
std::size_t mostBytes(int width) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(width) * 4 + 65536;
}

}  // namespace

std::string pagePicture(const std::filesystem::path& pdf, int page, int width,
                        const ScanOptions& options) {
  if (options.rasteriser.empty()) throw core::Error(kNoRasteriser, {.detail = "none is set"});
  const std::string number = std::to_string(page + 1);
  const core::ChildLimits limits{.address_space_bytes = options.rasteriser_memory_bytes,
                                 .cpu_seconds = options.rasteriser_cpu_seconds};
  core::ChildResult result;
  try {
    result = core::runChild(
        {options.rasteriser.string(), "-q", "-cropbox", "-jpeg", "-jpegopt", "quality=80", "-f",
         number, "-l", number, "-scale-to-x", std::to_string(width), "-scale-to-y", "-1",
         // A path that begins with a dash must not become an option.
         std::filesystem::absolute(pdf).string()},
        limits, options.rasteriser_timeout, mostBytes(width));
  } catch (const core::Error& error) {
    throw core::Error(kNoRasteriser, {.detail = error.context().detail});
  }
  if (result.timed_out) throw core::Error(core::kTimedOut, {.detail = "the rasteriser"});
  if (result.exit_code != 0 || !result.standard_output.starts_with("\xFF\xD8")) {
    throw core::Error(kNotRasterised,
                      {.detail = fmt::format("the rasteriser ended with code {}, signal {}",
                                             result.exit_code, result.signal)});
  }
  return std::move(result.standard_output);
}

}  // namespace sohoa::scan

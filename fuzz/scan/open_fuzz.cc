// Opens any bytes as a master and reads every page; the seeds decide which format is explored.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "core/error.h"
#include "core/file.h"
#include "scan/page_source_opener.h"

namespace {

void readAll(const std::string& path) {
  using namespace sohoa;
  scan::ScanOptions options;
  options.max_pixels_per_page = 1'000'000;
  options.max_pages = 20;
  options.rasteriser.clear();
  const auto source = scan::ScanOpener(options).open(path, "fuzz");
  for (int page = 0; page < source->pageCount(); ++page) {
    try {
      static_cast<void>(source->raster(page));
      static_cast<void>(source->image(page));
    } catch (const core::Error&) {
      // A bad page says nothing about the next one.
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sohoa::core::Fd fd(::memfd_create("fuzz", MFD_CLOEXEC));
  sohoa::core::writeAll(fd.get(), {data, size}, "fuzz");
  try {
    readAll("/proc/self/fd/" + std::to_string(fd.get()));
  } catch (const sohoa::core::Error&) {
    // Refusing is the right answer to most inputs.
  }
  return 0;
}

#include "scan/sheet_images.h"

#include <algorithm>

#include "scan/sheet_tiff.h"

namespace sohoa::scan {

core::SheetLook TiffSheetImages::look(const std::filesystem::path& file) {
  const auto page = opener_.open(file, file.string())->raster(0);
  const auto measures = measureSheet(page);
  return {page.size, std::min(page.resolution.x, page.resolution.y), measures.skew_deg,
          flagsOf(page, measures, limits_)};
}

void TiffSheetImages::bind(const std::vector<std::filesystem::path>& pages,
                           const std::filesystem::path& out) {
  bindSheetTiffs(pages, out);
}

}  // namespace sohoa::scan

#pragma once

#include "core/ports/page_source.h"
#include "core/ports/sheet_images.h"
#include "scan/sheet_quality.h"

namespace sohoa::scan {

class TiffSheetImages final : public core::SheetImages {
 public:
  // The opener outlives it.
  explicit TiffSheetImages(core::PageSourceOpener& opener, QualityLimits limits = {})
      : opener_(opener), limits_(limits) {}

  [[nodiscard]] core::SheetLook look(const std::filesystem::path& file) override;
  void bind(const std::vector<std::filesystem::path>& pages,
            const std::filesystem::path& out) override;

 private:
  core::PageSourceOpener& opener_;
  QualityLimits limits_;
};

}  // namespace sohoa::scan

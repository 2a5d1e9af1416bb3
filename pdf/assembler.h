#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "core/ports/copy_assembler.h"

namespace sohoa::pdf {

struct AssemblerOptions {
  std::string producer = "Sohoa";  // Info and XMP
  std::string language = "vi";     // of the text, BCP 47
};

// The copy assembler: one pass, one page in memory at a time. The first page is higher than its
// image by the band of the appearance policy, so that no signature ever hides anything of the page;
// every other page is exactly its image's upright frame.
class PdfAssembler final : public core::CopyAssembler {
 public:
  explicit PdfAssembler(AssemblerOptions options = {}) : options_(std::move(options)) {}

  // Also throws Error(kBadSettings) for a band outside 20..200 points, and
  // Error(kUnsupportedColour), Error(kBadImage) or Error(kBadPage), with the page.
  void assemble(const core::CopySpec& spec, const std::filesystem::path& out) const override;

  // Changes when the same spec would give other bytes.
  [[nodiscard]] std::string version() const override;

 private:
  AssemblerOptions options_;
};

}  // namespace sohoa::pdf

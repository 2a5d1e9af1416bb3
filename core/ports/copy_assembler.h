#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/appearance.h"
#include "core/clock.h"
#include "core/digest.h"
#include "core/image.h"
#include "core/page.h"
#include "core/printed_sheet.h"

namespace sohoa::core {

// What a base copy is made of. Page order is the order of `pages`.
struct CopySpec {
  struct Page {
    EncodedImage image;
    PageResult result;  // its geometry places the image, its words become the invisible text
  };
  int page_count = 0;             // at least 1
  std::function<Page(int)> page;  // called once per page, in order, so that memory is bounded
  std::string title;              // UTF-8 NFC; for the document window and XMP
  std::vector<Sha256> sources;    // of the masters
  Timestamp created;
  AppearancePolicy appearance = {};  // where the signature fields lie
  // Dark modules of the verification code in a square of side 1; drawn where the policy has room.
  std::vector<PrintedSheet::Bar> code = {};
};

// Makes PDF/A-2u (ISO 19005-2) copies: the original image streams under a transformation matrix,
// invisible text in reading order, two empty signature fields (CompetentPerson top left, AgencySeal
// top right of the first page), one revision, one contiguous classic cross-reference table.
// The same spec gives the same bytes. Safe for several threads.
class CopyAssembler {
 public:
  virtual ~CopyAssembler() = default;

  // Writes atomically. Throws Error(kIo), Error(kDiskFull), or what `spec.page` throws.
  virtual void assemble(const CopySpec& spec, const std::filesystem::path& out) const = 0;

  [[nodiscard]] virtual std::string version() const = 0;
};

}  // namespace sohoa::core

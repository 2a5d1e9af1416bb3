#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"

namespace sohoa::pdf {

// What the XMP packet of a copy states (ISO 16684-1, ISO 19005-2 clause 6.6).
struct XmpFacts {
  std::string title;  // UTF-8 NFC
  std::string language;
  std::string producer;
  core::Timestamp created;
  int pages = 0;
  std::vector<core::Sha256> sources;
};

// The packet, UTF-8: PDF/A identification (part 2, level U), Dublin Core, XMP basic, and the
// digests of the masters and the page count in a namespace of our own with its extension schema.
[[nodiscard]] std::string xmpPacket(const XmpFacts& facts);

// "D:20261122083000+07'00'" (ISO 32000-1 clause 7.9.4), the same instant as in the packet.
[[nodiscard]] std::string pdfDate(core::Timestamp time);

}  // namespace sohoa::pdf

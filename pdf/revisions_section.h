#pragma once

#include <memory>
#include <vector>

#include "pdf/revisions.h"

namespace sohoa::pdf {

// Private to pdf/revisions*.cc: one cross-reference section as read.
struct Revisions::Section {
  Extent extent;  // from the table or the cross-reference stream to the end of "%%EOF"
  std::uint64_t startxref = 0;   // the number before "%%EOF"
  std::uint64_t marker_end = 0;  // 0 when there is none
  std::vector<XrefEntry> entries;
  Object trailer;
  std::shared_ptr<Section> linearized_main;
};

// An object stream, unpacked.
struct Revisions::Container {
  std::vector<std::uint32_t> numbers;
  std::vector<ObjectPtr> objects;
};

}  // namespace sohoa::pdf

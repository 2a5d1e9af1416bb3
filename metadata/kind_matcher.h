#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "metadata/letterhead.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// The kind of the document that begins on a page.
struct KindMatch {
  const Profile* profile = nullptr;  // null: none fits
  double confidence = 0;
  std::string printed;             // title as it is meant to be printed; empty when untitled
  std::vector<std::size_t> title;  // segments of the title
};

// The title decides; the kind's part of the number ("QĐ" in 12/QĐ-UBND) confirms it, stands in for
// a title that cannot be read, and lowers confidence when it speaks for another kind.
[[nodiscard]] KindMatch matchKind(const PageLayout& page, const Letterhead& head,
                                  const ProfileSet& profiles);

}  // namespace sohoa::metadata

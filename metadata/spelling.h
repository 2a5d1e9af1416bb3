#pragma once

#include <string>
#include <vector>

#include "metadata/layout.h"

namespace sohoa::metadata {

// A name as the document itself spells it most often: of all places in the pages that say it, but
// for marks, spaces and one letter in six, the spelling with the most certain words behind it. In
// title case. `times` counts the places.
struct Spelling {
  std::string text;
  int times = 0;
};
[[nodiscard]] Spelling commonSpelling(const std::string& name,
                                      const std::vector<PageLayout>& pages);

// Each word with a capital and the rest small: "XÃ EA KIẾT" -> "Xã Ea Kiết".
[[nodiscard]] std::string titleCase(const std::string& text);

}  // namespace sohoa::metadata

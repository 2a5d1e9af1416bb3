#pragma once

#include <optional>
#include <string>

#include "metadata/layout.h"

namespace sohoa::metadata {

struct FoundDate {
  std::string iso;        // YYYY-MM-DD, a day that exists, 1900 to 2100
  std::size_t first = 0;  // words of the reading it stands in
  std::size_t last = 0;   // inclusive
  bool in_words = false;  // "ngày 1 tháng 2 năm 2020" rather than 1/2/2020
};

// The first date in the words. Impossible ones are passed over.
[[nodiscard]] std::optional<FoundDate> findDate(const Reading& reading);

}  // namespace sohoa::metadata

#pragma once

#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <vector>

namespace sohoa::store {

// Words without commas as they stand in one column: "a,b".
template <class Words>
[[nodiscard]] std::string joined(const Words& words) {
  return fmt::format("{}", fmt::join(words, ","));
}

// The other way round; no words of no text.
[[nodiscard]] std::vector<std::string> splitAtCommas(std::string_view text);

}  // namespace sohoa::store

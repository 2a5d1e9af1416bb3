#include "server/byte_range.h"

#include <algorithm>
#include <charconv>

namespace sohoa::server {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

RangeKind parseRange(std::string_view header, std::uint64_t size, ByteRange& range) {
  static constexpr std::string_view kUnit = "bytes=";
  range = {0, size};
  const auto unit = header.substr(0, kUnit.size());
  const bool bytes =
      std::equal(unit.begin(), unit.end(), kUnit.begin(), kUnit.end(), [](char given, char due) {
        return given == due || (given ^ ' ') == due;  // letters' case
      });
  if (!bytes) return RangeKind::kWhole;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) {
    return RangeKind::kWhole;
  }
  const auto first = number(header.substr(0, dash));
  const auto last = number(header.substr(dash + 1));
  const bool has_first = dash > 0;
  const bool has_last = dash + 1 < header.size();
  if ((has_first && !first) || (has_last && !last) || (!has_first && !has_last)) {
    return RangeKind::kWhole;
  }
  if (!has_first) {  // the last so many bytes
    if (*last == 0 || size == 0) return RangeKind::kUnsatisfiable;
    range.length = std::min(*last, size);
    range.first = size - range.length;
    return RangeKind::kPart;
  }
  if (has_last && *last < *first) return RangeKind::kWhole;
  if (*first >= size) return RangeKind::kUnsatisfiable;
  range.first = *first;
  range.length = (has_last ? std::min(*last, size - 1) : size - 1) - *first + 1;
  return RangeKind::kPart;
}

}  // namespace sohoa::server

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sohoa::server {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

enum class RangeKind {
  kWhole,          // no Range, one that is not understood, or several: the whole is sent
  kPart,           // 206
  kUnsatisfiable,  // 416
};

// RFC 9110 section 14.2, one range of bytes of something `size` bytes long.
[[nodiscard]] RangeKind parseRange(std::string_view header, std::uint64_t size, ByteRange& range);

}  // namespace sohoa::server

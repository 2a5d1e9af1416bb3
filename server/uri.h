#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::server {

// A request target in its parts, decoded (RFC 3986).
struct Target {
  std::vector<std::string> segments;  // of the path; "/" has none
  std::map<std::string, std::string> query;
};

// Nothing for what is no absolute path, holds a broken escape, a zero byte, text that is not UTF-8,
// an empty, "." or ".." segment, a separator hidden in a segment, or a query name that comes twice.
[[nodiscard]] std::optional<Target> parseTarget(std::string_view target);

// The pairs of application/x-www-form-urlencoded; refused as above.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parseForm(std::string_view text);

}  // namespace sohoa::server

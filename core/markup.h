#pragma once

#include <string>
#include <string_view>

namespace sohoa::core {

// `text` with & < > " escaped, for the content and the double-quoted attributes of XML and HTML.
// What a format cannot carry at all has to be left out before.
[[nodiscard]] std::string escapedMarkup(std::string_view text);

}  // namespace sohoa::core

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace sohoa::core {

// `text` with every {word} that `words` has replaced by its value; others stay. What is filled in
// is not searched for words again.
[[nodiscard]] std::string fillIn(std::string_view text,
                                 const std::map<std::string, std::string>& words);

}  // namespace sohoa::core

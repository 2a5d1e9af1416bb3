#include "core/fill_in.h"

namespace sohoa::core {

std::string fillIn(std::string_view text, const std::map<std::string, std::string>& words) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    const auto word = end == std::string_view::npos
                          ? words.end()
                          : words.find(std::string(text.substr(at + 1, end - at - 1)));
    if (word == words.end()) {
      out += text[at++];
    } else {
      out += word->second;
      at = end + 1;
    }
  }
  return out;
}

}  // namespace sohoa::core

#include "store/word_list.h"

#include <algorithm>

namespace sohoa::store {

std::vector<std::string> splitAtCommas(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace sohoa::store

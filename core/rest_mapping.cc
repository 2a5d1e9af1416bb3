#include "core/rest_mapping.h"

namespace sohoa::core {

const std::set<std::string>& restWords() {
  static const std::set<std::string> words{
      "id",    "key",   "product", "kind",   "title",         "unit",    "case_file", "subject",
      "pages", "level", "size",    "sha256", "sha256_base64", "created", "file_name", "text"};
  return words;
}

}  // namespace sohoa::core

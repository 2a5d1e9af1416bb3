#pragma once

#include <string_view>

namespace sohoa::core {

// The language of messages to people. Vietnamese unless LANG or --lang-ui asks for English.
enum class Language { kVietnamese, kEnglish };

// Both wordings stand side by side where they are used.
[[nodiscard]] constexpr std::string_view pick(Language language, std::string_view vi,
                                              std::string_view en) {
  return language == Language::kEnglish ? en : vi;
}

}  // namespace sohoa::core

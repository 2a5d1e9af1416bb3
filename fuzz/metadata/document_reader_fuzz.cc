// Recognised pages come from paper anyone may hand in. Each input line is one line of words; the
// first byte places it on the page. Whatever is read, pages are neither lost nor doubled, and
// values hold no control characters.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "metadata/profile_reader.h"
#include "tests/support/page_builder.h"

namespace {

// The lines of a field, whether it holds one text or several.
std::vector<std::string> textsOf(const sohoa::core::FieldContent& content) {
  if (const auto* text = std::get_if<std::string>(&content)) return {*text};
  return std::get<std::vector<std::string>>(content);
}

bool hasControlCharacter(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa;
  static const metadata::ProfileDocumentReader reader(
      metadata::loadProfiles(SOHOA_SOURCE_DIR "/config/profiles"));
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<core::PageResult> pages;
  test::PageBuilder builder;
  int y = 40;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (line == "\f") {
      pages.push_back(builder.build());
      builder = {};
      y = 40;
    } else if (!line.empty()) {
      builder.line((static_cast<unsigned char>(line[0]) & 7) * 90, y, line.substr(1));
      y += line[0] & 8 ? 0 : 24;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  pages.push_back(builder.build());
  std::size_t seen = 0;
  for (const auto& document : reader.split(pages)) {
    seen += document.pages.size();
    for (const auto& [name, field] : reader.extract(pages, document, {}).fields) {
      for (const auto& value : textsOf(field.value)) {
        if (hasControlCharacter(value)) std::abort();
      }
      if (!(field.confidence >= 0 && field.confidence <= 1)) std::abort();
    }
  }
  if (seen != pages.size()) std::abort();
  return 0;
}

// Sidecars come from any system of an office. Whatever they hold, fields come out in the form that
// was promised, and the same text says the same again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/text.h"
#include "scan/sidecar.h"

namespace {

void require(bool ok) {
  if (!ok) std::abort();
}

void check(const sohoa::core::Said& said) {
  for (const auto& [name, value] : said.fields) {
    require(!name.empty() && name.size() <= 40 && !value.empty());
    require(sohoa::core::printable(value) == value);
  }
  int last = -1;
  for (const int page : said.second_images) {
    require(page > last + (last < 0 ? 0 : 1) && page >= 1);
    last = page;
  }
}

void parse(std::string_view text, bool is_json) {
  const auto table = sohoa::scan::parseSidecar(text, is_json);
  check(table.all);
  for (const auto& [file, said] : table.files) {
    check(said);
    check(table.of(file));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool is_json : {true, false}) {
    try {
      parse(text, is_json);
    } catch (const sohoa::core::Error&) {
      // Refusing is the right answer to most inputs.
    }
  }
  return 0;
}

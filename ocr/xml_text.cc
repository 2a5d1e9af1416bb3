#include "ocr/xml_text.h"

#include "core/text.h"

namespace sohoa::ocr {
namespace {

bool allowed(char32_t c) {
  return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe &&
         c != 0xffff;
}

}  // namespace

std::string xmlText(std::string_view utf8) {
  std::string out;
  for (const char32_t c : core::codePoints(core::toNfc(utf8))) {
    switch (c) {
      case U'&':
        out += "&amp;";
        break;
      case U'<':
        out += "&lt;";
        break;
      case U'>':
        out += "&gt;";
        break;
      case U'"':
        out += "&quot;";
        break;
      case U'\'':
        out += "&#39;";
        break;
      case U'\t':
      case U'\n':
      case U'\r':
        out += ' ';
        break;
      default:
        if (allowed(c)) out += core::toUtf8({c});
    }
  }
  return out;
}

}  // namespace sohoa::ocr

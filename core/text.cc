#include "core/text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include "core/error.h"

namespace sohoa::core {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

template <class Visit>
void forEachCodePoint(std::string_view utf8, Visit visit) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
  auto left = static_cast<utf8proc_ssize_t>(utf8.size());
  while (left > 0) {
    utf8proc_int32_t code_point = -1;
    const auto used = utf8proc_iterate(at, left, &code_point);
    const bool valid = used > 0 && code_point >= 0;
    visit(valid ? static_cast<char32_t>(code_point) : kReplacement, valid, *at);
    const auto step = valid ? used : 1;
    at += step;
    left -= step;
  }
}

void append(std::string& out, char32_t code_point) {
  utf8proc_uint8_t bytes[4];
  const auto count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
}

std::string map(std::string_view utf8, utf8proc_option_t options) {
  const std::string valid = toUtf8(codePoints(utf8));
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(valid.data()),
                                   static_cast<utf8proc_ssize_t>(valid.size()), &mapped, options);
  if (length < 0) throw Error(kInternal, {.detail = utf8proc_errmsg(length)});
  std::string result(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
  std::free(mapped);
  return result;
}

template <class Convert>
std::string convertEach(std::string_view utf8, Convert convert) {
  std::string out;
  forEachCodePoint(utf8, [&](char32_t c, bool, unsigned char) {
    append(out, static_cast<char32_t>(convert(static_cast<utf8proc_int32_t>(c))));
  });
  return toNfc(out);
}

bool isHidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool isPartOfWord(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_CO:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string toNfc(std::string_view utf8) {
  return map(utf8, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::string foldMarks(std::string_view utf8) {
  const std::string stripped =
      map(utf8, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                               UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD));
  std::string out;
  forEachCodePoint(stripped, [&](char32_t c, bool, unsigned char) {
    append(out, c == U'đ' || c == U'Đ' ? U'd' : c);
  });
  return out;
}

std::string toLower(std::string_view utf8) { return convertEach(utf8, utf8proc_tolower); }
std::string toUpper(std::string_view utf8) { return convertEach(utf8, utf8proc_toupper); }

std::string squeeze(std::string_view utf8) {
  std::string out;
  bool gap = false;
  forEachCodePoint(utf8, [&](char32_t c, bool, unsigned char) {
    const bool space = c == U' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || c == 0x3000 ||
                       (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x2028 || c == 0x2029;
    if (space) {
      gap = !out.empty();
      return;
    }
    if (gap) out += ' ';
    gap = false;
    append(out, c);
  });
  return out;
}

std::vector<std::string> splitWords(std::string_view utf8) {
  std::vector<std::string> words;
  bool in_word = false;
  forEachCodePoint(utf8, [&](char32_t c, bool valid, unsigned char) {
    if (!valid || !isPartOfWord(c)) {
      in_word = false;
      return;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    append(words.back(), c);
  });
  return words;
}

std::vector<char32_t> codePoints(std::string_view utf8) {
  std::vector<char32_t> out;
  out.reserve(utf8.size());
  forEachCodePoint(utf8, [&](char32_t c, bool, unsigned char) { out.push_back(c); });
  return out;
}

std::string toUtf8(const std::vector<char32_t>& code_points) {
  std::string out;
  out.reserve(code_points.size());
  for (const auto c : code_points) append(out, c);
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  forEachCodePoint(text, [&](char32_t c, bool valid, unsigned char first) {
    if (!valid) {
      out += fmt::format("\\x{:02x}", first);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (isHidden(c)) {
      out += c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                       : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      append(out, c);
    }
  });
  return out;
}

}  // namespace sohoa::core

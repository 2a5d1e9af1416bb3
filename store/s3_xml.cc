#include "store/s3_xml.h"

#include <cstdint>

#include "store/s3_errors.h"

namespace sohoa::store {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxElements = 100'000;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool startsName(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

bool inName(char c) {
  return startsName(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

void appendUtf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | (code >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (code >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  S3Element document() {
    if (take("<?xml")) {
      const auto end = rest_.find("?>");
      if (end == std::string_view::npos || end > 200) fail("declaration");
      rest_.remove_prefix(end + 2);
    }
    skipSpace();
    S3Element root = element(1);
    skipSpace();
    if (!rest_.empty()) fail("text after the end");
    return root;
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    throw core::Error(kS3BadAnswer, {.detail = std::string("XML: ") + what});
  }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  bool skipSpace() {
    std::size_t count = 0;
    while (count < rest_.size() && isSpace(rest_[count])) ++count;
    rest_.remove_prefix(count);
    return count > 0;
  }
  std::string_view name() {
    std::size_t count = 0;
    while (count < rest_.size() && inName(rest_[count])) ++count;
    const auto word = rest_.substr(0, count);
    if (word.empty() || !startsName(word.front())) fail("name");
    rest_.remove_prefix(count);
    return word;
  }
  void attributes() {
    while (skipSpace() && !rest_.starts_with(">") && !rest_.starts_with("/")) {
      static_cast<void>(name());
      if (!take("=") || rest_.empty()) fail("attribute");
      const char quote = rest_.front();
      const auto end = rest_.find(quote, 1);
      if ((quote != '"' && quote != '\'') || end == std::string_view::npos) fail("attribute");
      if (rest_.substr(0, end).find('<') != std::string_view::npos) fail("attribute");
      rest_.remove_prefix(end + 1);
    }
  }

  S3Element element(int depth) {
    if (depth > kMaxDepth) fail("depth");
    if (++elements_ > kMaxElements) fail("too many elements");
    if (!take("<")) fail("element expected");
    const auto tag = name();
    S3Element result;
    result.name = tag.substr(tag.find(':') == std::string_view::npos ? 0 : tag.find(':') + 1);
    attributes();
    if (take("/>")) return result;
    if (!take(">")) fail("tag");
    for (;;) {
      characters(result.text);
      if (take("</")) break;
      result.children.push_back(element(depth + 1));
    }
    if (name() != tag) fail("tags that do not match");
    skipSpace();
    if (!take(">")) fail("tag");
    if (!result.children.empty()) result.text.clear();
    return result;
  }

  // Up to the next "<".
  void characters(std::string& out) {
    for (; !rest_.empty() && rest_.front() != '<'; rest_.remove_prefix(1)) {
      const char c = rest_.front();
      if (c == '&') {
        appendUtf8(out, reference());
      } else if (static_cast<unsigned char>(c) < 0x20 && !isSpace(c)) {
        fail("control character");
      } else {
        out += c;
      }
    }
    if (rest_.empty()) fail("end in the middle");
  }

  // Leaves its ";" to be removed.
  std::uint32_t reference() {
    const auto end = rest_.find(';');
    if (end == std::string_view::npos || end > 10) fail("reference");
    const auto word = rest_.substr(1, end - 1);
    rest_.remove_prefix(end);
    if (word == "amp") return '&';
    if (word == "lt") return '<';
    if (word == "gt") return '>';
    if (word == "quot") return '"';
    if (word == "apos") return '\'';
    if (word.size() < 2 || word.front() != '#') fail("entity");
    return number(word.substr(1));
  }

  static std::uint32_t number(std::string_view digits) {
    const std::uint32_t base = digits.front() == 'x' ? 16 : 10;
    if (base == 16) digits.remove_prefix(1);
    if (digits.empty() || digits.size() > 7) fail("reference");
    std::uint32_t code = 0;
    for (const char c : digits) {
      std::uint32_t digit = 99;
      if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
      if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a') + 10;
      if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A') + 10;
      if (digit >= base) fail("reference");
      code = code * base + digit;
    }
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    if (code == 0 || code > 0x10FFFF || surrogate) fail("reference");
    return code;
  }

  std::string_view rest_;
  std::size_t elements_ = 0;
};

}  // namespace

const S3Element* S3Element::child(std::string_view wanted) const {
  for (const auto& each : children) {
    if (each.name == wanted) return &each;
  }
  return nullptr;
}

std::string_view S3Element::textOf(std::string_view wanted) const {
  const auto* found = child(wanted);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

S3Element parseS3Xml(std::string_view text) { return Reader(text).document(); }

}  // namespace sohoa::store

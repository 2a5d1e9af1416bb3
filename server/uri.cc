#include "server/uri.h"

#include "core/text.h"

namespace sohoa::server {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text, bool form) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && form) {
      out += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hexDigit(text[i + 1]);
      const int low = hexDigit(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else if (text[i] == '\0') {
      return std::nullopt;
    } else {
      out += text[i];
    }
  }
  // What is UTF-8 comes out of normalisation without replacement characters it did not have.
  if (core::toNfc(out).find("\xEF\xBF\xBD") != std::string::npos) return std::nullopt;
  return out;
}

}  // namespace

std::optional<std::map<std::string, std::string>> parseForm(std::string_view text) {
  std::map<std::string, std::string> pairs;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const auto middle = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, middle), true);
    auto value = decoded(pair.substr(std::min(middle + 1, pair.size())), true);
    if (!name || !value || !pairs.emplace(std::move(*name), std::move(*value)).second) {
      return std::nullopt;
    }
  }
  return pairs;
}

std::optional<Target> parseTarget(std::string_view target) {
  if (target.empty() || target.front() != '/') return std::nullopt;
  const auto mark = std::min(target.find('?'), target.size());
  auto path = target.substr(1, mark == 0 ? 0 : mark - 1);
  Target out;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    auto segment = decoded(path.substr(0, end), false);
    if (!segment || segment->empty() || *segment == "." || *segment == ".." ||
        segment->find_first_of("/\\") != std::string::npos) {
      return std::nullopt;
    }
    out.segments.push_back(std::move(*segment));
    if (end + 1 == path.size()) return std::nullopt;  // a slash at the end names nothing
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  auto query = parseForm(target.substr(std::min(mark + 1, target.size())));
  if (!query) return std::nullopt;
  out.query = std::move(*query);
  return out;
}

}  // namespace sohoa::server

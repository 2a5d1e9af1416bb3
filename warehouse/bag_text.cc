#include "warehouse/bag_text.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/text.h"

namespace sohoa::warehouse {
namespace {

using core::BagFault;

constexpr std::string_view kWhite = " \t";

bool isHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Lines that end with LF, CR or CRLF.
std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    const bool both = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (both ? 2 : 1));
  }
  return lines;
}

std::string lineOf(const std::string& name, std::size_t index) {
  return name + ":" + std::to_string(index + 1);
}

std::string_view trimmed(std::string_view text) {
  const auto start = text.find_first_not_of(kWhite);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kWhite) - start + 1);
}

std::size_t hexDigits(BagDigest digest) { return digest == BagDigest::kSha256 ? 64 : 128; }

}  // namespace

std::string_view slug(BagDigest digest) {
  return digest == BagDigest::kSha256 ? "sha256" : "sha512";
}

std::string escapedPath(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else if (c == '%') {
      out += "%25";
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescapedPath(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '%' && i + 2 < path.size()) {
      const std::string code{lower(path[i + 1]), lower(path[i + 2])};
      const char meant = code == "0d" ? '\r' : code == "0a" ? '\n' : code == "25" ? '%' : '\0';
      if (meant != '\0') {
        out += meant;
        i += 2;
        continue;
      }
    }
    out += path[i];
  }
  return out;
}

std::optional<std::string> pathFault(std::string_view path, bool payload) {
  if (path.empty()) return "an empty path";
  if (path.front() == '/' || path.front() == '~') return "an absolute path";
  if (core::toUtf8(core::codePoints(path)) != path) return "a path that is not UTF-8";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' || byte == 0x7F || (byte < 0x20 && c != '\r' && c != '\n')) {
      return "a character that paths do not have";
    }
  }
  for (std::size_t start = 0; start <= path.size();) {
    const auto end = std::min(path.find('/', start), path.size());
    const auto name = path.substr(start, end - start);
    if (name.empty() || name == "." || name == "..") return "a path that leaves its folder";
    start = end + 1;
  }
  const bool below_data = path.starts_with("data/");
  if (payload != below_data) return payload ? "a path outside of data/" : "a payload file";
  return {};
}

ManifestText parseManifest(std::string_view text, BagDigest digest, bool payload,
                           const std::string& name) {
  ManifestText out;
  if (text.starts_with("\xEF\xBB\xBF")) out.faults.push_back({"byte_order_mark", name});
  const auto lines = linesOf(text);
  std::set<std::string> folded;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = lines[i];
    const auto fault = [&](const char* code) { out.faults.push_back({code, lineOf(name, i)}); };
    const auto white = line.find_first_of(kWhite);
    const auto start = line.find_first_not_of(kWhite, white);
    if (white == std::string_view::npos || start == std::string_view::npos) {
      fault("manifest_line");
      continue;
    }
    std::string value(line.substr(0, white));
    if (value.size() != hexDigits(digest) || !std::all_of(value.begin(), value.end(), isHex)) {
      fault("manifest_digest");
      continue;
    }
    std::transform(value.begin(), value.end(), value.begin(), lower);
    auto shown = line.substr(start);
    if (shown.starts_with('*')) shown.remove_prefix(1);  // md5sum's mark of a binary file
    if (shown.starts_with("./")) shown.remove_prefix(2);
    const auto path = unescapedPath(shown);
    if (pathFault(path, payload)) {
      fault("path");
      continue;
    }
    // One file on systems that fold normal forms or case must not be two here.
    if (!out.digests.emplace(path, std::move(value)).second ||
        !folded.insert(core::toLower(path)).second) {
      fault("path_twice");
    }
  }
  return out;
}

std::string manifestText(const std::map<std::string, std::string>& digests) {
  std::string out;
  for (const auto& [path, digest] : digests) out += digest + "  " + escapedPath(path) + "\n";
  return out;
}

std::vector<BagFault> declarationFaults(std::string_view text) {
  const auto lines = linesOf(text);
  std::vector<BagFault> faults;
  if (lines.size() != 2) faults.push_back({"declaration", "bagit.txt"});
  const bool known =
      !lines.empty() && (lines[0] == "BagIt-Version: 1.0" || lines[0] == "BagIt-Version: 0.97");
  if (!known) faults.push_back({"bagit_version", "bagit.txt:1"});
  if (lines.size() < 2 || lines[1] != "Tag-File-Character-Encoding: UTF-8") {
    faults.push_back({"tag_encoding", "bagit.txt:2"});
  }
  return faults;
}

std::string declarationText() { return "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"; }

InfoText parseInfo(std::string_view text) {
  InfoText out;
  if (core::toUtf8(core::codePoints(text)) != text) {
    out.faults.push_back({"tag_encoding", "bag-info.txt"});
    return out;
  }
  const auto lines = linesOf(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = lines[i];
    if (trimmed(line).empty()) continue;
    if (kWhite.find(line.front()) != std::string_view::npos) {
      if (out.info.empty()) {
        out.faults.push_back({"info_line", lineOf("bag-info.txt", i)});
      } else {
        out.info.back().second += "\n" + std::string(trimmed(line));
      }
      continue;
    }
    const auto colon = line.find(':');
    const auto label = trimmed(line.substr(0, colon));
    if (colon == std::string_view::npos || label.empty()) {
      out.faults.push_back({"info_line", lineOf("bag-info.txt", i)});
      continue;
    }
    out.info.emplace_back(label, trimmed(line.substr(colon + 1)));
  }
  return out;
}

std::string infoText(const core::BagInfo& info) {
  std::string out;
  for (const auto& [label, value] : info) {
    out += label + ": ";
    for (const char c : value) {
      if (c == '\n') {
        out += "\n  ";
      } else if (c != '\r') {
        out += c;
      }
    }
    out += "\n";
  }
  return out;
}

std::optional<Oxum> parseOxum(std::string_view text) {
  Oxum oxum;
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return {};
  const auto number = [](std::string_view digits, std::uint64_t& into) {
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, into);
    return !digits.empty() && read.ec == std::errc() && read.ptr == end;
  };
  if (!number(text.substr(0, dot), oxum.bytes) || !number(text.substr(dot + 1), oxum.files)) {
    return {};
  }
  return oxum;
}

std::string oxumText(const Oxum& oxum) {
  return std::to_string(oxum.bytes) + "." + std::to_string(oxum.files);
}

}  // namespace sohoa::warehouse

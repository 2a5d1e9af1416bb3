#include "scan/sidecar.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/file.h"
#include "core/text.h"
#include "scan/csv_rows.h"
#include "scan/errors.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;
using core::Error;
using nlohmann::json;

constexpr std::size_t kMostBytes = 1U << 20U;
constexpr std::size_t kLongestName = 40, kLongestValue = 1000;  // code points
constexpr const char* kFiles = "files";
constexpr const char* kFile = "file";
constexpr const char* kSecondImages = "second_images";
constexpr const char* kSecrecy = "do_mat";
constexpr std::size_t kMostFields = 200;
constexpr int kMostPages = 100'000;

[[noreturn]] void fault(const std::string& detail) { throw Error(kBadSidecar, {.detail = detail}); }

bool isFieldName(std::string_view name) {
  const auto may_be = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kLongestName && name.front() >= 'a' &&
         name.front() <= 'z' && std::all_of(name.begin(), name.end(), may_be);
}

// What is no field name may be somebody's name under a heading that was forgotten.
std::string shown(const std::string& name) { return isFieldName(name) ? name : "(?)"; }

// Pages from 1 as a person counts them, in any order.
std::vector<int> pagesIn(const std::string& text) {
  std::vector<int> pages;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" ,;", at)) != std::string::npos) {
    const auto end = std::min(text.find_first_of(" ,;", at), text.size());
    int page = 0;
    const auto [stop, error] = std::from_chars(text.data() + at, text.data() + end, page);
    if (error != std::errc() || stop != text.data() + end || page < 2 || page > kMostPages) {
      fault(std::string(kSecondImages) + ": numbers of pages from 2 on are expected");
    }
    pages.push_back(page - 1);
    at = end;
  }
  std::sort(pages.begin(), pages.end());
  // A page has at most two images.
  const auto next = std::adjacent_find(pages.begin(), pages.end(),
                                       [](int one, int other) { return other - one <= 1; });
  if (next != pages.end()) {
    fault(fmt::format("{}: {} and the page after it", kSecondImages, *next + 1));
  }
  return pages;
}

// A level of secrecy stops the paper, so that it must be one.
std::string levelIn(const std::string& text) {
  const auto folded = core::foldMarks(text);
  if (folded == "mat") return "MẬT";
  if (folded == "toi mat") return "TỐI MẬT";
  if (folded == "tuyet mat") return "TUYỆT MẬT";
  fault(std::string(kSecrecy) + ": MẬT, TỐI MẬT or TUYỆT MẬT is expected");
}

void put(core::Said& said, const std::string& name, const std::string& value) {
  if (name == kSecondImages) {
    said.second_images = pagesIn(value);
    return;
  }
  if (!isFieldName(name)) fault("a field name is not of small letters, figures and _");
  std::string text = core::squeeze(core::toNfc(value));
  if (core::codePoints(text).size() > kLongestValue) fault(name + ": too long");
  if (core::printable(text) != text) fault(name + ": control characters, or bytes not UTF-8");
  if (text.empty()) return;
  if (said.fields.size() >= kMostFields) fault("more fields than any paper has");
  said.fields[name] = name == kSecrecy ? levelIn(text) : std::move(text);
}

core::Said saidIn(const json& object, const std::string& skipped) {
  if (!object.is_object()) fault("an object of fields is expected");
  core::Said said;
  for (const auto& [name, value] : object.items()) {
    if (name == skipped) continue;
    if (!value.is_string()) fault(shown(name) + ": not a text");
    put(said, name, value.get<std::string>());
  }
  return said;
}

SaidTable fromJson(std::string_view text) {
  // Of two values under one key the parser would silently keep one.
  std::vector<std::map<std::string, int>> seen;
  const auto unique = [&](int /*depth*/, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) seen.emplace_back();
    if (event == json::parse_event_t::object_end) seen.pop_back();
    if (event == json::parse_event_t::key && seen.back()[parsed.get<std::string>()]++ > 0) {
      fault(shown(parsed.get<std::string>()) + ": said twice");
    }
    return true;
  };
  json object;
  try {
    object = json::parse(text, unique);
  } catch (const json::parse_error& error) {
    fault("no JSON, byte " + std::to_string(error.byte));
  } catch (const json::exception& error) {
    fault("no JSON that can be held, error " + std::to_string(error.id));
  }
  SaidTable table{saidIn(object, kFiles), {}};
  if (!object.contains(kFiles)) return table;
  if (!object[kFiles].is_object()) fault("\"files\" is no object");
  for (const auto& [name, fields] : object[kFiles].items()) {
    table.files[core::toNfc(name)] = saidIn(fields, "");
  }
  return table;
}

SaidTable fromCsv(std::string_view text) {
  std::vector<CsvRow> rows;
  try {
    rows = csvRows(text);
  } catch (const CsvFault& broken) {
    fault(broken.what());
  }
  if (rows.size() < 2) fault("a heading and a row are expected");
  auto& heading = rows.front().cells;
  if (heading.size() > kMostFields) fault("more columns than any paper has fields");
  for (auto& name : heading) name = core::squeeze(name);
  if (std::set(heading.begin(), heading.end()).size() < heading.size()) {
    fault("two columns of one name");
  }
  SaidTable table;
  bool any = false;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    core::Said said;
    std::string file;
    for (std::size_t k = 0; k < heading.size(); ++k) {
      if (heading[k] == kFile) {
        file = core::squeeze(core::toNfc(rows[i].cells[k]));
      } else {
        put(said, heading[k], rows[i].cells[k]);
      }
    }
    const bool again = file.empty() ? std::exchange(any, true) : table.files.contains(file);
    if (again) fault("line " + std::to_string(rows[i].line) + ": the file has a row already");
    (file.empty() ? table.all : table.files[file]) = std::move(said);
  }
  return table;
}

// Those of BASE.json, BASE.csv and their spellings in capitals that are ordinary files, each once:
// on a share that knows no case, two names are one file.
std::vector<fs::path> sidecarsOf(const std::vector<fs::path>& bases) {
  std::vector<fs::path> found;
  std::set<std::pair<dev_t, ino_t>> seen;
  for (const auto& base : bases) {
    for (const char* ending : {".json", ".csv", ".JSON", ".CSV"}) {
      const fs::path name = base.string() + ending;
      struct stat info {};
      if (::lstat(name.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
      if (seen.insert({info.st_dev, info.st_ino}).second) found.push_back(name);
    }
  }
  return found;
}

}  // namespace

void add(core::Said& said, const core::Said& more) {
  for (const auto& [name, value] : more.fields) said.fields[name] = value;
  if (!more.second_images.empty()) said.second_images = more.second_images;
  if (!more.turns.empty()) said.turns = more.turns;
}

core::Said SaidTable::of(const fs::path& scan) const {
  auto said = all;
  const auto own = files.find(core::toNfc(scan.filename().string()));
  if (own != files.end()) add(said, own->second);
  return said;
}

SaidTable parseSidecar(std::string_view text, bool is_json) {
  if (text.size() > kMostBytes) fault("over 1 MiB");
  return is_json ? fromJson(text) : fromCsv(text);
}

std::string readSmallFile(const fs::path& file) {
  const core::Fd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd) core::throwSystemError(file, errno);
  std::string text;
  core::readPieces(fd.get(), file, [&](std::span<const std::uint8_t> piece) {
    if (text.size() + piece.size() > kMostBytes) fault("over 1 MiB");
    text.append(piece.begin(), piece.end());
  });
  return text;
}

SaidTable readSidecar(const fs::path& file) try {
  return parseSidecar(readSmallFile(file), core::toLower(file.extension().string()) == ".json");
} catch (const Error& error) {
  throw Error(error.code(), {.detail = core::printable(file.filename().string()) + ": " +
                                       error.context().detail});
}

std::vector<fs::path> sidecarNames(const fs::path& scan) {
  std::vector<fs::path> bases{scan};
  if (scan.has_extension()) bases.push_back(scan.parent_path() / scan.stem());
  auto names = sidecarsOf(bases);
  // "metadata.pdf" has no right to the list.
  const auto lists = listNames(scan);
  std::erase_if(names, [&](const fs::path& name) {
    return std::find(lists.begin(), lists.end(), name) != lists.end();
  });
  return names;
}

std::vector<fs::path> listNames(const fs::path& scan) {
  return sidecarsOf({scan.parent_path() / "metadata", scan.parent_path() / "METADATA"});
}

}  // namespace sohoa::scan

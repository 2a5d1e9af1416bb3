#include "scan/file_list.h"

#include <algorithm>
#include <string_view>
#include <system_error>

#include "core/text.h"
#include "scan/errors.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// The run of digits at `at` without leading zeros; moves `at` behind it.
std::string_view number(const std::string& text, std::size_t& at) {
  while (at < text.size() && text[at] == '0') ++at;
  const std::size_t start = at;
  while (at < text.size() && isDigit(text[at])) ++at;
  return std::string_view(text).substr(start, at - start);
}

std::string asciiLower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

class Lister {
 public:
  void addArgument(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    if (error && status.type() != fs::file_type::not_found) return fail(path, kUnreadable, error);
    if (status.type() != fs::file_type::symlink) return add(path, path, status.type(), false);
    const fs::path target = fs::canonical(path, error);
    if (error) return fail(path, kUnreadable, error);
    add(target, path, fs::symlink_status(target, error).type(), false);
  }

  core::FoundFiles take() { return std::move(listing_); }

 private:
  void add(const fs::path& path, const fs::path& shown, fs::file_type type, bool inside_folder) {
    switch (type) {
      case fs::file_type::directory:
        return addFolder(path, shown);
      case fs::file_type::regular:
        if (inside_folder && isSidecar(path)) {
          listing_.ignored.push_back(shown);
        } else {
          listing_.files.push_back({path, {}});
        }
        return;
      case fs::file_type::not_found:
        return fail(shown, kUnreadable, std::make_error_code(std::errc::no_such_file_or_directory));
      default:
        return fail(shown, kNotAFile, {});
    }
  }

  void addFolder(const fs::path& folder, const fs::path& shown) {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      if (!isClutter(at->path())) entries.push_back(*at);
    }
    if (error) fail(shown, kUnreadable, error);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      return naturallyBefore(a.path().filename().string(), b.path().filename().string());
    });
    for (const auto& entry : entries) {
      const fs::path name = shown / entry.path().filename();
      if (isHidden(name)) {
        listing_.ignored.push_back(name);
        continue;
      }
      const auto status = entry.symlink_status(error);
      if (error) {
        fail(name, kUnreadable, error);
      } else {
        add(entry.path(), name, status.type(), true);
      }
    }
  }

  void fail(const fs::path& shown, const core::ErrorCode& code, std::error_code reason) {
    const std::string detail = reason ? reason.message() : "";
    listing_.files.push_back(
        {shown, core::Error(code, {.file = core::toNfc(shown.string()), .detail = detail})});
  }

  core::FoundFiles listing_;
};

}  // namespace

bool isClutter(const fs::path& file) {
  const std::string name = asciiLower(file.filename().string());
  return name.starts_with("._") || name.starts_with("~$") || name == ".ds_store" ||
         name == "thumbs.db" || name == "desktop.ini";
}

bool isHidden(const fs::path& file) { return file.filename().string().starts_with("."); }

bool isSidecar(const fs::path& file) {
  const std::string extension = asciiLower(file.extension().string());
  for (const auto* sidecar : {".json", ".txt", ".csv", ".xml", ".md"}) {
    if (extension == sidecar) return true;
  }
  return false;
}

bool naturallyBefore(const std::string& a, const std::string& b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (isDigit(a[i]) && isDigit(b[j])) {
      const auto left = number(a, i);
      const auto right = number(b, j);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
    } else if (a[i] != b[j]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
    } else {
      ++i;
      ++j;
    }
  }
  if (i < a.size() || j < b.size()) return i == a.size();
  return a < b;
}

core::FoundFiles listFiles(const std::vector<fs::path>& paths) {
  Lister lister;
  for (const auto& path : paths) lister.addArgument(path);
  return lister.take();
}

}  // namespace sohoa::scan

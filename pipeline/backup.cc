#include "pipeline/backup.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::pipeline {

namespace fs = std::filesystem;

namespace {

// Stores and blobs are copied by those who know them; the rest is made anew by whoever runs.
constexpr std::array<std::string_view, 8> kNotCopied{"blobs",   "store",   "run",    "tmp",
                                                     "uploads", "damaged", "server", "backup.json"};

bool isKey(const fs::path& relative) {
  static const std::set<std::string> endings{".p12", ".key", ".pass"};
  return endings.count(relative.extension().string()) != 0 ||
         std::any_of(relative.begin(), relative.end(), [](const auto& p) { return p == "keys"; });
}

void copyFile(const fs::path& from, const fs::path& to) {
  auto bytes = core::readFile(from);
  if (from.extension() == ".jsonl") {
    const auto last = std::find(bytes.rbegin(), bytes.rend(), std::uint8_t{'\n'});
    bytes.erase(last.base(), bytes.end());
  }
  fs::create_directories(to.parent_path());
  core::writeFileAtomically(to, bytes, 0600);
}

}  // namespace

CopiedBlobs copyBlobs(const core::BlobStore& from, core::BlobStore& to,
                      const std::function<void(int)>& progress) {
  CopiedBlobs report;
  from.forEach([&](const core::BlobInfo& blob) {
    if (to.contains(blob.id)) {
      ++report.there;
    } else {
      try {
        const auto copied = to.putFile(from.localFile(blob.id));
        if (copied.id == blob.id) {
          ++report.copied;
          report.bytes += copied.size;
        } else {
          to.remove(copied.id);
          report.problems.push_back("blob " + blob.id.hex() + " is damaged");
        }
      } catch (const core::Error& error) {
        if (error.code() == core::kDiskFull) throw;
        report.problems.push_back("blob " + blob.id.hex() + ": " + std::string(error.code().slug));
      }
    }
    progress(report.copied + report.there);
  });
  return report;
}

int copyHomeFiles(const fs::path& from, const fs::path& to, bool with_keys) {
  int copied = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(from, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto relative = entry->path().lexically_relative(from);
    const auto top = relative.begin()->string();
    if (std::find(kNotCopied.begin(), kNotCopied.end(), top) != kNotCopied.end()) {
      if (entry->is_directory()) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || entry->is_symlink()) continue;
    if (!with_keys && isKey(relative)) continue;
    copyFile(entry->path(), to / relative);
    ++copied;
  }
  if (error) core::throwSystemError(from, error.value());
  return copied;
}

}  // namespace sohoa::pipeline

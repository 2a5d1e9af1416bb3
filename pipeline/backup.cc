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
constexpr std::array<std::string_view, 10> kNotCopied{
    "blobs",     "store",       "run",
    "tmp",       "uploads",     "damaged",
    "cache",     "backup.json", "backup.unfinished",
    "read-ahead"};
// What the server is in the middle of; the key of its tokens and receipts lies beside.
const fs::path kServerScratch = fs::path("server") / "tmp";

bool isKey(const fs::path& relative) {
  static const std::set<std::string> endings{".p12", ".pfx", ".key", ".pass", ".pin", ".secret"};
  return endings.count(relative.extension().string()) != 0 ||
         std::any_of(relative.begin(), relative.end(), [](const auto& p) { return p == "keys"; });
}

bool isCopied(const fs::path& relative) {
  return std::find(kNotCopied.begin(), kNotCopied.end(), relative.begin()->string()) ==
             kNotCopied.end() &&
         relative != kServerScratch;
}

// Under whatever name it lies.
bool holdsKey(const std::vector<std::uint8_t>& bytes) {
  static constexpr std::string_view kMark = "PRIVATE KEY-----";
  return std::search(bytes.begin(), bytes.end(), kMark.begin(), kMark.end()) != bytes.end();
}

bool copyFile(const fs::path& from, const fs::path& to, bool with_keys) {
  auto bytes = core::readFile(from);
  if (!with_keys && holdsKey(bytes)) return false;
  if (from.extension() == ".jsonl") {
    const auto last = std::find(bytes.rbegin(), bytes.rend(), std::uint8_t{'\n'});
    bytes.erase(last.base(), bytes.end());
  }
  fs::create_directories(to.parent_path());
  core::writeFileAtomically(to, bytes, 0600);
  return true;
}

// Files of an earlier backup that are gone at home: a scan that was taken in since may have turned
// out to be a state secret.
void forgetOthers(const fs::path& folder, const std::set<fs::path>& kept) {
  std::vector<fs::path> gone;
  for (fs::recursive_directory_iterator entry(folder), end; entry != end; ++entry) {
    const auto relative = entry->path().lexically_relative(folder);
    if (!isCopied(relative)) {
      if (entry->is_directory()) entry.disable_recursion_pending();
    } else if (!entry->is_directory() && kept.count(relative) == 0) {
      gone.push_back(entry->path());
    }
  }
  for (const auto& path : gone) fs::remove(path);
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
  std::set<fs::path> kept;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(from, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto relative = entry->path().lexically_relative(from);
    if (!isCopied(relative)) {
      if (entry->is_directory()) entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || entry->is_symlink()) continue;
    if (!with_keys && isKey(relative)) continue;
    if (copyFile(entry->path(), to / relative, with_keys)) kept.insert(relative);
  }
  if (error) core::throwSystemError(from, error.value());
  forgetOthers(to, kept);
  return static_cast<int>(kept.size());
}

}  // namespace sohoa::pipeline

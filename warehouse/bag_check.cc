// Holding bags against RFC 8493.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "core/file.h"
#include "core/text.h"
#include "warehouse/bag_folders.h"
#include "warehouse/bag_hash.h"
#include "warehouse/bag_text.h"

namespace sohoa::warehouse {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestTagFile = 256U << 20U;
constexpr int kDeepest = 64;

std::optional<BagDigest> digestNamed(const std::string& name) {
  for (const auto digest : {BagDigest::kSha256, BagDigest::kSha512}) {
    if (name == slug(digest)) return digest;
  }
  return {};
}

class Checker {
 public:
  explicit Checker(fs::path folder) : folder_(std::move(folder)) {}

  core::BagCheck run() {
    if (fs::symlink_status(folder_).type() != fs::file_type::directory) {
      fault("not_a_folder", folder_.filename().string());
      return std::move(check_);
    }
    walk("", 0);
    declaration();
    info();
    manifests();
    if (!folders_.contains("data")) fault("no_payload_folder", "data");
    if (files_.contains("fetch.txt")) fault("fetch", "fetch.txt");
    digests();
    oxum();
    if (check_.faults.empty()) {
      for (const auto& name : files_) {
        if (name.starts_with("data/")) check_.payload.push_back(name.substr(5));
      }
    }
    return std::move(check_);
  }

 private:
  void fault(std::string code, const std::string& where) {
    check_.faults.push_back({std::move(code), core::printable(where)});
  }

  void walk(const std::string& below, int depth) {
    if (depth > kDeepest) return fault("too_deep", below);
    std::vector<fs::directory_entry> entries;
    for (const auto& entry : fs::directory_iterator(folder_ / below)) entries.push_back(entry);
    std::sort(entries.begin(), entries.end());
    for (const auto& entry : entries) {
      const auto name = below + entry.path().filename().string();
      const auto type = entry.symlink_status().type();
      if (type == fs::file_type::directory) {
        folders_.insert(name);
        walk(name + "/", depth + 1);
      } else if (type == fs::file_type::regular) {
        files_.insert(name);
      } else {
        fault(type == fs::file_type::symlink ? "link" : "not_a_file", name);
      }
    }
  }

  // Never through a link, also when somebody puts one there meanwhile.
  [[nodiscard]] core::Fd open(const std::string& name) const {
    core::Fd fd(::openat(AT_FDCWD, (folder_ / name).c_str(),
                         O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (fd && (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))) return {};
    return fd;
  }

  [[nodiscard]] std::optional<std::string> text(const std::string& name) {
    if (!files_.contains(name)) return {};
    const auto fd = open(name);
    if (!fd) {
      fault("unreadable", name);
      return {};
    }
    std::string text;
    bool fits = true;
    core::readPieces(fd.get(), name, [&](std::span<const std::uint8_t> bytes) {
      fits = fits && text.size() + bytes.size() <= kLargestTagFile;
      if (fits) text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    });
    if (!fits) {
      fault("too_large", name);
      return {};
    }
    return text;
  }

  void add(const std::vector<core::BagFault>& faults) {
    for (const auto& each : faults) fault(each.code, each.where);
  }

  void declaration() {
    if (const auto found = text("bagit.txt")) {
      add(declarationFaults(*found));
    } else {
      fault("no_declaration", "bagit.txt");
    }
  }

  void info() {
    const auto found = text("bag-info.txt");
    if (!found) return;
    auto parsed = parseInfo(*found);
    add(parsed.faults);
    check_.info = std::move(parsed.info);
  }

  void manifests() {
    bool payload_listed = false;
    for (const auto& name : files_) {
      const bool tags = name.starts_with("tagmanifest-");
      if (name.find('/') != std::string::npos || !name.ends_with(".txt")) continue;
      if (!tags && !name.starts_with("manifest-")) continue;
      const std::size_t prefix = tags ? 12 : 9;
      const auto digest = digestNamed(name.substr(prefix, name.size() - prefix - 4));
      if (!digest) {
        fault("algorithm", name);
        continue;
      }
      const auto found = text(name);
      if (!found) continue;
      auto parsed = parseManifest(*found, *digest, !tags, name);
      add(parsed.faults);
      payload_listed = payload_listed || !tags;
      if (!tags) everyPayloadFileIsIn(parsed.digests, name);
      for (auto& [path, value] : parsed.digests) {
        if (tags && path.starts_with("tagmanifest-")) {
          fault("tag_manifest_listed", name);
        } else if (!files_.contains(path)) {
          fault("missing", path);
        } else {
          expected_[path].emplace_back(*digest, std::move(value));
        }
      }
    }
    if (!payload_listed) fault("no_manifest", "manifest-sha256.txt");
  }

  void everyPayloadFileIsIn(const std::map<std::string, std::string>& digests,
                            const std::string& manifest) {
    for (const auto& name : files_) {
      if (name.starts_with("data/") && !digests.contains(name)) {
        fault("not_listed", manifest + ": " + name);
      }
    }
  }

  void digests() {
    for (const auto& name : files_) {
      const bool payload = name.starts_with("data/");
      const auto wanted = expected_.find(name);
      if (!payload && wanted == expected_.end()) continue;
      const auto fd = open(name);
      if (!fd) {
        fault("unreadable", name);
        continue;
      }
      const auto hash = hashOf(fd.get(), name);
      if (payload) {
        oxum_.bytes += hash.size;
        ++oxum_.files;
      }
      if (wanted == expected_.end()) continue;
      for (const auto& [digest, value] : wanted->second) {
        if (value != (digest == BagDigest::kSha256 ? hash.sha256 : hash.sha512)) {
          fault("digest", name);
          break;
        }
      }
    }
  }

  void oxum() {
    for (const auto& [label, value] : check_.info) {
      if (core::toLower(label) != "payload-oxum") continue;
      const auto stated = parseOxum(value);
      if (!stated || *stated != oxum_) fault("oxum", "bag-info.txt");
    }
  }

  fs::path folder_;
  core::BagCheck check_;
  std::set<std::string> files_;  // from the bag's folder
  std::set<std::string> folders_;
  std::map<std::string, std::vector<std::pair<BagDigest, std::string>>> expected_;
  Oxum oxum_;
};

}  // namespace

core::BagCheck BagFolders::check(const fs::path& folder) const {
  try {
    return Checker(folder).run();
  } catch (const fs::filesystem_error& error) {
    throw core::Error(core::kIo,
                      {.file = error.path1().string(), .detail = error.code().message()});
  }
}

}  // namespace sohoa::warehouse

// Writing of bags.
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <map>

#include "core/atomic_file.h"
#include "core/file.h"
#include "warehouse/bag_folders.h"
#include "warehouse/bag_hash.h"
#include "warehouse/bag_text.h"

namespace sohoa::warehouse {
namespace {

namespace fs = std::filesystem;
using core::Error;

constexpr unsigned kMode = 0644;

class Writer {
 public:
  Writer(const fs::path& folder, const core::BagContent& content)
      : content_(content), folder_(folder) {}

  void run() {
    for (const auto& file : content_.payload) payload(file);
    tag("bagit.txt", declarationText());
    auto info = content_.info;
    info.emplace_back("Payload-Oxum", oxumText(oxum_));
    tag("bag-info.txt", infoText(info));
    const auto manifests = payload_;
    tag("manifest-sha256.txt", manifestText(manifests.sha256));
    tag("manifest-sha512.txt", manifestText(manifests.sha512));
    const auto tags = tags_;  // manifests of tags do not list each other
    core::writeFileAtomically(folder_ / "tagmanifest-sha256.txt", manifestText(tags.sha256), kMode);
    core::writeFileAtomically(folder_ / "tagmanifest-sha512.txt", manifestText(tags.sha512), kMode);
  }

 private:
  struct Digests {
    std::map<std::string, std::string> sha256, sha512;
    void add(const std::string& path, const BagHash& hash) {
      sha256[path] = hash.sha256;
      sha512[path] = hash.sha512;
    }
  };

  BagHash written(const fs::path& path) const {
    const core::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) core::throwSystemError(path, errno);
    return hashOf(fd.get(), path);
  }

  void payload(const core::BagFile& file) {
    const auto path = "data/" + file.path;
    if (const auto fault = pathFault(path, true)) {
      throw Error(core::kInternal, {.detail = "payload: " + *fault});
    }
    const auto out = folder_ / path;
    fs::create_directories(out.parent_path());
    if (file.source.empty()) {
      core::writeFileAtomically(out, file.bytes, kMode);
    } else {
      copy(file.source, out);
    }
    const auto hash = written(out);
    payload_.add(path, hash);
    oxum_.bytes += hash.size;
    ++oxum_.files;
  }

  static void copy(const fs::path& from, const fs::path& to) {
    const core::Fd fd(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) core::throwSystemError(from, errno);
    core::AtomicFile out(to, kMode);
    core::readPieces(fd.get(), from, [&](auto bytes) { out.write(bytes); });
    out.commit();
  }

  void tag(const std::string& name, const std::string& text) {
    core::writeFileAtomically(folder_ / name, text, kMode);
    tags_.add(name, written(folder_ / name));
  }

  const core::BagContent& content_;
  const fs::path& folder_;
  Digests payload_;
  Digests tags_;
  Oxum oxum_;
};

}  // namespace

void BagFolders::write(const fs::path& folder, const core::BagContent& content) const {
  auto target = fs::absolute(folder).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (fs::symlink_status(target).type() != fs::file_type::not_found) {
    throw Error(core::kBagThere, {.file = folder.string()});
  }
  const core::TemporaryFolder draft(target.parent_path());
  const auto bag = draft.path() / "bag";
  fs::create_directories(bag / "data");
  Writer(bag, content).run();
  core::syncFolder(bag);
  std::error_code failed;
  fs::rename(bag, target, failed);
  if (failed) core::throwSystemError(target, failed.value());
  core::syncFolder(target.parent_path());
}

}  // namespace sohoa::warehouse

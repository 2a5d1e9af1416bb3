#include "scan/spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/fault.h"
#include "core/file.h"
#include "core/text.h"
#include "scan/errors.h"
#include "scan/file_list.h"
#include "scan/sidecar.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;
using core::Error;
using nlohmann::json;

constexpr const char* kSaid = ".said";

// The scan of a claim and its sidecars, wherever below they lie.
struct Content {
  std::optional<fs::path> scan;
  std::vector<fs::path> sidecars;
};

Content contentOf(const fs::path& claim) {
  Content content;
  for (const auto& entry : fs::recursive_directory_iterator(claim)) {
    if (entry.is_directory() || isHidden(entry.path())) continue;
    if (isSidecar(entry.path())) {
      content.sidecars.push_back(entry.path());
    } else {
      content.scan = entry.path();
    }
  }
  return content;
}

struct Word {
  core::Said said;
  std::optional<Error> fault;
};

// The scan's own word before the list's.
Word wordOf(const std::vector<fs::path>& own, const fs::path& scan) try {
  Word all;
  const auto lists = listNames(scan);
  if (own.size() > 1 || lists.size() > 1) {
    throw Error(kBadSidecar, {.detail = "two of them"});
  }
  for (const auto& list : lists) all.said = readSidecar(list).of(scan);
  for (const auto& sidecar : own) {
    const auto table = readSidecar(sidecar);
    if (!table.files.empty()) {
      throw Error(kBadSidecar, {.detail = sidecar.filename().string() + ": more than one scan"});
    }
    add(all.said, table.all);
  }
  return all;
} catch (const Error& error) {
  return {{}, Error(kBadSidecar, {.detail = error.context().detail})};
}

void remember(const Word& word, const fs::path& claim) {
  if (word.said.empty() && !word.fault) return;
  json note{{"said", word.said}};
  if (word.fault) note["fault"] = word.fault->context().detail;
  core::writeFileAtomically(claim / kSaid,
                            note.dump(-1, ' ', false, json::error_handler_t::replace), 0600);
}

Word recall(const fs::path& claim) {
  if (!fs::exists(claim / kSaid)) return {};
  const auto note = json::parse(core::readText(claim / kSaid));
  Word word{note.at("said").get<core::Said>(), {}};
  if (note.contains("fault")) word.fault = Error(kBadSidecar, {.detail = note["fault"]});
  return word;
}

void move(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::rename(from, to);
}

}  // namespace

fs::path freeName(const fs::path& wanted) {
  fs::path name = wanted;
  for (int i = 2; fs::exists(fs::symlink_status(name)); ++i) {
    name = wanted.parent_path() /
           (wanted.stem().string() + "-" + std::to_string(i) + wanted.extension().string());
  }
  return name;
}

Spool::Spool(const fs::path& hot_folder)
    : hot_folder_(hot_folder), folder_(hot_folder / ".sohoa" / "nap") {
  fs::create_directories(folder_);
}

std::vector<core::ClaimedFile> Spool::reclaim() {
  std::vector<core::ClaimedFile> files;
  for (const auto& claim : fs::directory_iterator(folder_)) {
    const auto number = std::strtoull(claim.path().filename().c_str(), nullptr, 10);
    next_ = std::max<std::uint64_t>(next_, number + 1);
    const auto content = contentOf(claim.path());
    if (!content.scan) {
      giveBack(claim.path());
      continue;
    }
    auto [said, fault] = recall(claim.path());
    files.push_back({*content.scan, content.scan->lexically_relative(claim.path()), std::move(said),
                     std::move(fault)});
  }
  return files;
}

std::optional<core::ClaimedFile> Spool::claim(const fs::path& name) {
  const fs::path claim = folder_ / std::to_string(next_++);
  const fs::path place = claim / name, scan = hot_folder_ / name;
  fs::create_directories(place.parent_path());
  std::vector<fs::path> own;
  for (const auto& sidecar : sidecarNames(scan)) {
    own.push_back(place.parent_path() / sidecar.filename());
    move(sidecar, own.back());
  }
  core::crashPoint("spool.sidecar");
  auto word = wordOf(own, scan);
  remember(word, claim);
  if (::rename(scan.c_str(), place.c_str()) != 0) {
    const int reason = errno;
    giveBack(claim);
    if (reason == ENOENT) return {};
    core::throwSystemError(scan, reason);
  }
  return core::ClaimedFile{place, name, std::move(word.said), std::move(word.fault)};
}

fs::path Spool::claimOf(const fs::path& place) const {
  return folder_ / *place.lexically_relative(folder_).begin();
}

void Spool::giveBack(const fs::path& claim) const {
  for (const auto& sidecar : contentOf(claim).sidecars) {
    move(sidecar, freeName(hot_folder_ / sidecar.lexically_relative(claim)));
  }
  clear(claim);
}

// What a claim holds but for its scan, also notes half written, and its folders.
void Spool::clear(const fs::path& claim) const {
  std::vector<fs::path> folders{claim}, notes;
  for (const auto& entry : fs::recursive_directory_iterator(claim)) {
    if (entry.is_directory()) folders.push_back(entry.path());
    if (entry.is_regular_file() && isHidden(entry.path())) notes.push_back(entry.path());
  }
  std::error_code not_empty;
  for (const auto& note : notes) fs::remove(note, not_empty);
  std::for_each(folders.rbegin(), folders.rend(),
                [&](const fs::path& folder) { fs::remove(folder, not_empty); });
}

void Spool::remove(const core::ClaimedFile& file) const {
  const auto claim = claimOf(file.place);
  if (fs::exists(claim)) {
    for (const auto& sidecar : contentOf(claim).sidecars) fs::remove(sidecar);
  }
  if (::unlink(file.place.c_str()) != 0 && errno != ENOENT) {
    core::throwSystemError(file.place, errno);
  }
  if (fs::exists(claim)) clear(claim);
}

void Spool::moveTo(const core::ClaimedFile& file, const fs::path& target) const {
  const auto claim = claimOf(file.place);
  move(file.place, target);
  for (const auto& sidecar : contentOf(claim).sidecars) {
    move(sidecar, freeName(target.string() + sidecar.extension().string()));
  }
  clear(claim);
}

}  // namespace sohoa::scan

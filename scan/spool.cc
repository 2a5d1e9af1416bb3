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

using Word = Spool::Word;

void remember(const Word& word, const fs::path& claim) {
  if (word.said.empty() && !word.fault) return;
  json note{{"said", word.said}};
  if (word.fault) note["fault"] = word.fault->context().detail;
  core::writeFileAtomically(claim / kSaid,
                            note.dump(-1, ' ', false, json::error_handler_t::replace), 0600);
}

Word recall(const fs::path& claim) try {
  std::error_code error;
  if (fs::symlink_status(claim / kSaid, error).type() == fs::file_type::not_found) return {};
  const auto note = json::parse(readSmallFile(claim / kSaid));
  Word word{note.at("said").get<core::Said>(), {}};
  if (note.contains("fault")) {
    word.fault = Error(kBadSidecar, {.detail = note["fault"].get<std::string>()});
  }
  return word;
} catch (const json::exception&) {
  return {{}, Error(kBadSidecar, {.detail = "what an earlier run wrote down is damaged"})};
} catch (const Error&) {
  return {{}, Error(kBadSidecar, {.detail = "what an earlier run wrote down cannot be read"})};
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

void writeReason(const fs::path& target, const Error& error) {
  fs::create_directories(target.parent_path());
  core::writeFileAtomically(target.string() + ".ly-do.txt",
                            error.describe(core::Language::kVietnamese) + "\n" +
                                error.describe(core::Language::kEnglish) + "\n");
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
  try {
    std::vector<fs::path> own;
    for (const auto& sidecar : sidecarNames(scan)) {
      own.push_back(place.parent_path() / sidecar.filename());
      move(sidecar, own.back());
    }
    core::crashPoint("spool.sidecar");
    auto word = wordOf(own, scan);
    remember(word, claim);
    if (::rename(scan.c_str(), place.c_str()) == 0) {
      return core::ClaimedFile{place, name, std::move(word.said), std::move(word.fault)};
    }
    if (errno != ENOENT) core::throwSystemError(scan, errno);
  } catch (...) {
    giveBack(claim);
    throw;
  }
  giveBack(claim);
  return {};
}

// The scan's own word before the list's. A sidecar that nobody can read for now is no fault of it.
Spool::Word Spool::wordOf(const std::vector<fs::path>& own, const fs::path& scan) try {
  Word all;
  const auto lists = listNames(scan);
  if (own.size() > 1 || lists.size() > 1) {
    throw Error(kBadSidecar, {.detail = "two of them"});
  }
  for (const auto& list : lists) all.said = listAt(list).of(scan);
  for (const auto& sidecar : own) {
    const auto table = readSidecar(sidecar);
    if (!table.files.empty()) {
      throw Error(kBadSidecar, {.detail = core::printable(sidecar.filename().string()) +
                                          ": more than one scan"});
    }
    add(all.said, table.all);
  }
  return all;
} catch (const Error& error) {
  if (error.code() != kBadSidecar) throw;
  return {{}, Error(kBadSidecar, {.detail = error.context().detail})};
}

// A long list speaks for thousands of scans.
const SaidTable& Spool::listAt(const fs::path& list) {
  const auto version = identityOf(list);
  if (!version) core::throwSystemError(list, errno);
  if (last_list_ != version) {
    last_list_.reset();
    last_table_ = readSidecar(list);
    last_list_ = version;
  }
  return last_table_;
}

fs::path Spool::claimOf(const fs::path& place) const {
  return folder_ / *place.lexically_relative(folder_).begin();
}

// Back into the hot folder; under another name they would speak for another scan, so that one whose
// name is taken goes where refused files go.
void Spool::giveBack(const fs::path& claim) const {
  for (const auto& sidecar : contentOf(claim).sidecars) {
    const auto name = sidecar.lexically_relative(claim);
    if (!fs::exists(fs::symlink_status(hot_folder_ / name))) {
      move(sidecar, hot_folder_ / name);
      continue;
    }
    const auto aside = freeName(hot_folder_ / kRefusedFolder / name);
    writeReason(aside, Error(kSidecarAlone, {.file = core::toNfc(name.string())}));
    move(sidecar, aside);
  }
  clear(claim);
}

// What a claim holds but for its scan, also notes half written, and its folders.
void Spool::clear(const fs::path& claim) {
  std::vector<fs::path> folders{claim}, notes;
  std::error_code error;
  for (fs::recursive_directory_iterator at(claim, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory()) folders.push_back(at->path());
    if (at->is_regular_file() && isHidden(at->path())) notes.push_back(at->path());
  }
  for (const auto& note : notes) fs::remove(note, error);
  std::for_each(folders.rbegin(), folders.rend(),
                [&](const fs::path& folder) { fs::remove(folder, error); });
}

void Spool::remove(const core::ClaimedFile& file) const {
  const auto claim = claimOf(file.place);
  if (!fs::exists(claim)) return;
  for (const auto& sidecar : contentOf(claim).sidecars) fs::remove(sidecar);
  if (::unlink(file.place.c_str()) != 0 && errno != ENOENT) {
    core::throwSystemError(file.place, errno);
  }
  clear(claim);
}

void Spool::refuse(const core::ClaimedFile& file, const Error& error) const {
  const auto claim = claimOf(file.place);
  const fs::path target = freeName(hot_folder_ / kRefusedFolder / file.name);
  writeReason(target, error);
  if (!fs::exists(claim)) return;
  for (const auto& sidecar : contentOf(claim).sidecars) {
    move(sidecar, freeName(target.string() + sidecar.extension().string()));
  }
  if (fs::exists(fs::symlink_status(file.place))) move(file.place, target);
  clear(claim);
}

}  // namespace sohoa::scan

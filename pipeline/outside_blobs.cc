#include "pipeline/outside_blobs.h"

#include <algorithm>

namespace sohoa::pipeline {
namespace {

constexpr int kAtATime = 200;

// Both go on behind `last` and leave it where they ended.
template <class Visit>
void forEachCopy(const core::CopyCatalogue& catalogue, std::int64_t& last, Visit visit) {
  for (bool more = true; more;) {
    const auto page = catalogue.changes(last, std::nullopt, kAtATime);
    for (const auto& copy : page.copies) visit(copy);
    last = page.last;
    more = page.more;
  }
}

template <class Visit>
void forEachVersion(const core::CopyVersions& versions, std::int64_t& last, Visit visit) {
  for (;;) {
    const auto page = versions.changes(last, kAtATime);
    if (page.versions.empty()) return;
    for (const auto& version : page.versions) visit(version);
    last = page.last;
  }
}

}  // namespace

void forEachCopyBlob(const core::CopyCatalogue& catalogue, const BlobVisit& visit) {
  std::int64_t last = 0;
  forEachCopy(catalogue, last,
              [&](const core::SearchHit& copy) { visit(copy.content, "copy " + copy.id); });
}

void forEachCopyBlob(const core::CopyCatalogue& catalogue, const core::CopyVersions& versions,
                     const BlobVisit& visit) {
  forEachCopyBlob(catalogue, visit);
  std::int64_t last = 0;
  forEachVersion(versions, last, [&](const core::CopyVersion& version) {
    if (catalogue.tombstone(version.copy)) return;
    visit(version.content,
          "version " + std::to_string(version.number) + " of copy " + version.copy);
  });
}

OutsideNames::OutsideNames(const OutsideRows& rows,
                           std::optional<std::unordered_set<core::Sha256>> asked)
    : rows_(rows), asked_(std::move(asked)) {
  // Once is enough: an entry gets its content when its copy stands in the catalogue.
  for (const auto& entry : rows_.entries.all()) {
    if (entry.content) note(*entry.content, entry.copy_id);
  }
  readOn();
}

void OutsideNames::note(const core::Sha256& id, const std::string& copy) {
  if (!asked_ || asked_->contains(id)) copies_.emplace(id, copy);
}

void OutsideNames::readOn() {
  forEachCopy(rows_.catalogue, last_copy_,
              [&](const core::SearchHit& copy) { note(copy.content, copy.id); });
  forEachVersion(rows_.versions, last_version_,
                 [&](const core::CopyVersion& version) { note(version.content, version.copy); });
}

bool OutsideNames::held(const std::string& copy) const {
  return !rows_.catalogue.tombstone(copy).has_value();
}

bool OutsideNames::contains(const core::Sha256& id) {
  readOn();
  const auto [begin, end] = copies_.equal_range(id);
  return std::any_of(begin, end, [&](const auto& each) { return held(each.second); });
}

std::vector<core::Sha256> OutsideNames::all() {
  readOn();
  std::vector<core::Sha256> found;
  for (const auto& [id, copy] : copies_) {
    if (held(copy)) found.push_back(id);
  }
  return found;
}

}  // namespace sohoa::pipeline

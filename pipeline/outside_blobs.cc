#include "pipeline/outside_blobs.h"

namespace sohoa::pipeline {
namespace {

constexpr int kAtATime = 200;

}  // namespace

void forEachCopyBlob(const core::CopyCatalogue& catalogue, const BlobVisit& visit) {
  core::CopyCatalogue::Changes page;
  do {
    page = catalogue.changes(page.last, std::nullopt, kAtATime);
    for (const auto& copy : page.copies) visit(copy.content, "copy " + copy.id);
  } while (page.more);
}

void forEachCopyBlob(const core::CopyCatalogue& catalogue, const core::CopyVersions& versions,
                     const BlobVisit& visit) {
  forEachCopyBlob(catalogue, visit);
  std::int64_t after = 0;
  for (;;) {
    const auto later = versions.changes(after, kAtATime);
    if (later.versions.empty()) return;
    for (const auto& version : later.versions) {
      if (catalogue.tombstone(version.copy)) continue;
      visit(version.content,
            "version " + std::to_string(version.number) + " of copy " + version.copy);
    }
    after = later.last;
  }
}

}  // namespace sohoa::pipeline

#include "pipeline/sealing.h"

#include <optional>

#include "core/fault.h"
#include "core/ports/errors.h"

namespace sohoa::pipeline {
namespace {

constexpr int kMostInARow = 10;

// False: a row names it by now, and it stays. Others put the same bytes at any time, find them
// there, and record the row later: so rows are looked at again when the bytes are gone, and whoever
// records one looks after that whether they are there (BlobsToName, core::Intake::keep).
bool removed(const RemovalParts& parts, OutsideNames& outside, const core::Sha256& id) {
  const auto named = [&] { return parts.book.named(id) || outside.contains(id); };
  if (named()) return false;
  removeAside(parts.aside, id);
  return parts.blobs.removeUnless(id, named);
}

}  // namespace

int sealSecrets(core::WorkStore& store, const core::Vault& vault, core::BlobStore& blobs,
                const core::Clock& clock) {
  int sealed = 0;
  for (const auto id : store.mastersToSeal()) {
    const auto master = store.master(id);
    const auto blob = blobs.put(vault.seal(blobs.get(master.sha256)));
    store.recordSealed(id, blob.id, clock.now());
    ++sealed;
  }
  return sealed;
}

void removeAside(const std::filesystem::path& aside, const core::Sha256& id) {
  std::error_code none;
  std::filesystem::remove(aside / id.hex(), none);
  if (none) {
    throw core::Error(core::kIo, {.file = (aside / id.hex()).string(), .detail = none.message()});
  }
}

int removeLetGo(const RemovalParts& parts) {
  const auto ids = parts.book.toRemove();
  if (ids.empty()) return 0;
  OutsideNames outside(parts.outside, std::unordered_set<core::Sha256>(ids.begin(), ids.end()));
  int locked = 0;
  int failed_in_a_row = 0;
  std::optional<core::Error> first;
  for (const auto& id : ids) {
    core::crashPoint("blob.let_go");
    try {
      if (removed(parts, outside, id)) {
        parts.book.recordRemoved(id, parts.clock.now());
      } else {
        parts.book.recordKept(id);
      }
      failed_in_a_row = 0;
    } catch (const core::Error& error) {
      if (error.code() == core::kBlobLocked) {
        ++locked;
        continue;
      }
      if (!first) first = error;
      // Then it is not the blobs that are at fault.
      if (++failed_in_a_row >= kMostInARow && error.retry() == core::Retry::kTransient) break;
    }
  }
  if (first) throw *first;
  return locked;
}

void removeSealedAway(core::WorkStore& store, const OutsideRows& outside, core::BlobStore& copy) {
  const auto gone = store.sealedAway();
  OutsideNames names(outside, std::unordered_set<core::Sha256>(gone.begin(), gone.end()));
  for (const auto& id : gone) {
    if (!names.contains(id)) copy.remove(id);
  }
}

}  // namespace sohoa::pipeline

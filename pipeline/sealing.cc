#include "pipeline/sealing.h"

#include "core/fault.h"
#include "core/ports/errors.h"

namespace sohoa::pipeline {
namespace {

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

int sealSecrets(core::WorkStore& store, const core::Vault& vault, const RemovalParts& parts) {
  int sealed = 0;
  for (const auto id : store.mastersToSeal()) {
    const auto master = store.master(id);
    const auto blob = parts.blobs.put(vault.seal(parts.blobs.get(master.sha256)));
    store.recordSealed(id, blob.id, parts.clock.now());
    ++sealed;
  }
  static_cast<void>(removeLetGo(parts));
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
  for (const auto& id : ids) {
    core::crashPoint("blob.let_go");
    try {
      if (removed(parts, outside, id)) {
        parts.book.recordRemoved(id, parts.clock.now());
      } else {
        parts.book.recordKept(id);
      }
    } catch (const core::Error& error) {
      if (error.code() != core::kBlobLocked) throw;
      ++locked;
    }
  }
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

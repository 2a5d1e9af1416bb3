#include "pipeline/sealing.h"

#include "core/fault.h"

namespace sohoa::pipeline {

int sealSecrets(core::WorkStore& store, core::UpkeepBook& book, core::BlobStore& blobs,
                const core::Vault& vault, const core::Clock& clock) {
  int sealed = 0;
  for (const auto id : store.mastersToSeal()) {
    const auto master = store.master(id);
    const auto blob = blobs.put(vault.seal(blobs.get(master.sha256)));
    store.recordSealed(id, blob.id, clock.now());
    ++sealed;
  }
  static_cast<void>(removeLetGo(book, blobs, clock));
  return sealed;
}

int removeLetGo(core::UpkeepBook& book, core::BlobStore& blobs, const core::Clock& clock) {
  int locked = 0;
  for (const auto& id : book.toRemove()) {
    core::crashPoint("blob.let_go");
    try {
      blobs.remove(id);
    } catch (const core::Error& error) {
      if (error.code() != core::kBlobLocked) throw;
      ++locked;
      continue;
    }
    book.recordRemoved(id, clock.now());
  }
  return locked;
}

}  // namespace sohoa::pipeline

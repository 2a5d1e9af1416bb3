#include "pipeline/sealing.h"

namespace sohoa::pipeline {

int sealSecrets(core::WorkStore& store, core::BlobStore& blobs, const core::Vault& vault,
                const core::Clock& clock) {
  int sealed = 0;
  for (const auto id : store.mastersToSeal()) {
    const auto master = store.master(id);
    const auto blob = blobs.put(vault.seal(blobs.get(master.sha256)));
    store.recordSealed(id, blob.id, clock.now());
    ++sealed;
  }
  for (const auto& id : store.sealedAway()) blobs.remove(id);
  return sealed;
}

}  // namespace sohoa::pipeline

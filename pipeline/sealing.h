#pragma once

#include <filesystem>

#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/upkeep_book.h"
#include "core/ports/vault.h"
#include "core/ports/work_store.h"
#include "pipeline/outside_blobs.h"

namespace sohoa::pipeline {

struct RemovalParts {
  core::UpkeepBook& book;
  core::BlobStore& blobs;
  OutsideRows outside;
  const core::Clock& clock;
  std::filesystem::path aside;  // where damaged files lie; see RepairParts
};

// Seals what carries a state secret and is needed by no other document, and lets go of the open
// bytes (design rule: encrypted quarantine, no index, no upload), which removeLetGo() removes.
// Killed at any point, the next call goes on. Returns how many masters were sealed now.
int sealSecrets(core::WorkStore& store, const core::Vault& vault, core::BlobStore& blobs,
                const core::Clock& clock);

// Removes what was put aside of it when it was damaged.
void removeAside(const std::filesystem::path& aside, const core::Sha256& id);

// Removes the bytes of what the house has let go of, unless a row names them still, of the work or
// outside it: these stay until they are let go again. Those under a lock of the storage stay for a
// later call; returns how many these are. One that fails keeps none of the others, unless several
// in a row do so for a fault that may pass; the first failure is thrown at the end.
int removeLetGo(const RemovalParts& parts);

// Removes from `copy`, which holds what the house held once, what the house has let go of and no
// row names any more.
void removeSealedAway(core::WorkStore& store, const OutsideRows& outside, core::BlobStore& copy);

}  // namespace sohoa::pipeline

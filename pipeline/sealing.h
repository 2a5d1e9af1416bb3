#pragma once

#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/upkeep_book.h"
#include "core/ports/vault.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// Seals what carries a state secret and is needed by no other document, then removes the open bytes
// (design rule: encrypted quarantine, no index, no upload). Killed at any point, the next call
// goes on. Returns how many masters were sealed now.
int sealSecrets(core::WorkStore& store, core::UpkeepBook& book, core::BlobStore& blobs,
                const core::Vault& vault, const core::Clock& clock);

// Removes the bytes of what the house has let go of. Those under a lock of the storage stay for a
// later call; returns how many these are.
int removeLetGo(core::UpkeepBook& book, core::BlobStore& blobs, const core::Clock& clock);

}  // namespace sohoa::pipeline

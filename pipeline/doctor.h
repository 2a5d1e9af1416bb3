#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/ports/blob_store.h"
#include "core/ports/certification_register.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/copy_versions.h"
#include "core/ports/warehouse.h"
#include "core/ports/work_store.h"
#include "pipeline/outside_blobs.h"

namespace sohoa::pipeline {

struct Diagnosis {
  std::vector<std::string> problems;  // each one sentence; empty when all is well
  int blobs_checked = 0;
  int orphan_blobs = 0;  // bytes no row names: left by a killed worker, harmless
  int copies_checked = 0;
  int numbers_open = 0;  // given to certified copies whose making was cut short
};

// Whether a retention rule took the copy away.
using Removed = std::function<bool(const std::string& copy_id)>;

// Holds rows against rows, rows against blobs, and delivered copies and the certification register
// against the warehouse. `others` names blobs that rows of neither work nor register do. `deep`
// also reads every blob and compares it with its name.
[[nodiscard]] Diagnosis diagnose(
    core::WorkStore& store, core::BlobStore& blobs, const core::Warehouse& warehouse,
    const core::CertificationRegister& entries, bool deep,
    const Removed& removed = [](const std::string&) { return false; },
    const std::function<void(const BlobVisit&)>& others = [](const BlobVisit&) {});

struct SignatureCheck {
  int checked = 0;
  std::vector<std::string> problems;  // copies that are not TOTAL_PASSED, or cannot be read
};

// Verifies the newest version of every copy of the warehouse, offline and as of now. `versions`
// null: there are only those that were delivered. `progress` is told the number checked.
[[nodiscard]] SignatureCheck checkSignatures(const core::Warehouse& warehouse,
                                             const core::CopyVersions* versions,
                                             const core::BlobStore& blobs,
                                             const core::CopyVerifier& verifier,
                                             const std::function<void(int)>& progress);

}  // namespace sohoa::pipeline

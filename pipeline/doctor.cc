#include "pipeline/doctor.h"

#include <set>
#include <unordered_set>

namespace sohoa::pipeline {
namespace {

void checkBlobs(core::WorkStore& store, core::BlobStore& blobs, bool deep, Diagnosis& diagnosis) {
  std::unordered_set<core::Sha256> named;
  store.forEachBlobReference([&](const core::Sha256& id, const std::string& row) {
    if (!named.insert(id).second) return;
    ++diagnosis.blobs_checked;
    if (!blobs.contains(id)) {
      diagnosis.problems.push_back("blob " + id.hex() + " of " + row + " is missing");
    } else if (deep && !blobs.intact(id)) {
      diagnosis.problems.push_back("blob " + id.hex() + " of " + row + " is damaged");
    }
  });
  blobs.forEach([&](const core::BlobInfo& blob) {
    if (!named.contains(blob.id)) ++diagnosis.orphan_blobs;
  });
}

void checkCopies(core::WorkStore& store, const core::Warehouse& warehouse, Diagnosis& diagnosis) {
  std::set<std::string> seen;
  for (const auto& batch : store.batches()) {
    for (const auto& document : store.documents(batch.id)) {
      const auto& id = document.copy_id;
      if (!seen.insert(id).second) {
        diagnosis.problems.push_back("copy " + id + " belongs to two documents");
      }
      const auto held = warehouse.find(id);
      const bool delivered = document.state == core::DocumentState::kDelivered;
      if (delivered) ++diagnosis.copies_checked;
      if (delivered && !held) {
        diagnosis.problems.push_back("copy " + id + " is delivered but not in the warehouse");
      }
      if (delivered && held && held->content != document.agency_pdf) {
        diagnosis.problems.push_back("copy " + id + " in the warehouse is another file");
      }
    }
  }
}

}  // namespace

Diagnosis diagnose(core::WorkStore& store, core::BlobStore& blobs, const core::Warehouse& warehouse,
                   bool deep) {
  Diagnosis diagnosis;
  diagnosis.problems = store.inconsistencies();
  checkBlobs(store, blobs, deep, diagnosis);
  checkCopies(store, warehouse, diagnosis);
  return diagnosis;
}

}  // namespace sohoa::pipeline

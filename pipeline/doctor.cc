#include "pipeline/doctor.h"

#include <set>
#include <unordered_set>

namespace sohoa::pipeline {
namespace {

void checkBlobs(core::WorkStore& store, core::BlobStore& blobs,
                const std::vector<core::RegisterEntry>& entries, bool deep, const Removed& removed,
                const std::function<void(const BlobVisit&)>& others, Diagnosis& diagnosis) {
  std::unordered_set<core::Sha256> named;
  const auto check = [&](const core::Sha256& id, const std::string& row) {
    if (!named.insert(id).second) return;
    ++diagnosis.blobs_checked;
    if (!blobs.contains(id)) {
      diagnosis.problems.push_back("blob " + id.hex() + " of " + row + " is missing");
    } else if (deep && !blobs.intact(id)) {
      diagnosis.problems.push_back("blob " + id.hex() + " of " + row + " is damaged");
    }
  };
  store.forEachBlobReference(check);
  for (const auto& entry : entries) {
    if (entry.content && !removed(entry.copy_id))
      check(*entry.content, "certified copy " + entry.copy_id);
  }
  others(check);
  blobs.forEach([&](const core::BlobInfo& blob) {
    if (!named.contains(blob.id)) ++diagnosis.orphan_blobs;
  });
}

void checkCopies(core::WorkStore& store, const core::Warehouse& warehouse, const Removed& removed,
                 Diagnosis& diagnosis) {
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
      if (delivered && !held && !removed(id)) {
        diagnosis.problems.push_back("copy " + id + " is delivered but not in the warehouse");
      }
      if (delivered && held && held->content != document.agency_pdf) {
        diagnosis.problems.push_back("copy " + id + " in the warehouse is another file");
      }
    }
  }
}

// `entries` in the order of unit, year and number.
void checkRegister(const std::vector<core::RegisterEntry>& entries,
                   const core::Warehouse& warehouse, const Removed& removed, Diagnosis& diagnosis) {
  const core::RegisterEntry* last = nullptr;
  for (const auto& entry : entries) {
    const bool same_book = last != nullptr && last->unit == entry.unit && last->year == entry.year;
    const std::string name =
        "number " + std::to_string(entry.number) + "/" + std::to_string(entry.year);
    if (entry.number != (same_book ? last->number + 1 : 1)) {
      diagnosis.problems.push_back("the register has a gap before " + name);
    }
    last = &entry;
    if (entry.state == core::EntryState::kOpen) ++diagnosis.numbers_open;
    if (entry.state != core::EntryState::kIssued) continue;
    ++diagnosis.copies_checked;
    const auto held = warehouse.find(entry.copy_id);
    if (!held && removed(entry.copy_id)) continue;
    if (!held) {
      diagnosis.problems.push_back("the certified copy of " + name + " is not in the warehouse");
    } else if (held->content != entry.content) {
      diagnosis.problems.push_back("the certified copy of " + name + " is another file");
    }
  }
}

}  // namespace

SignatureCheck checkSignatures(const core::Warehouse& warehouse, const core::CopyVersions* versions,
                               const core::BlobStore& blobs, const core::CopyVerifier& verifier,
                               const std::function<void(int)>& progress) {
  SignatureCheck check;
  core::SearchQuery all;
  all.limit = 200;
  do {
    const auto page = warehouse.search(all);
    for (const auto& copy : page.hits) {
      core::VerifyRequest request;
      // What came signed from elsewhere need not have the shape of our own copies.
      if (copy.product != core::Product::kArchived) {
        request.policy = core::VerifyRequest::Policy::kSohoa;
      }
      try {
        const auto newest = versions != nullptr ? versions->newest(copy.id) : std::nullopt;
        const auto report =
            verifier.verify(blobs.localFile(newest ? newest->content : copy.content), request);
        if (report.verdict != core::Verdict::kTotalPassed) {
          check.problems.push_back("copy " + copy.id + ": " + std::string(slug(report.verdict)) +
                                   " " + report.sub_indication);
        }
      } catch (const core::Error& error) {
        check.problems.push_back("copy " + copy.id + ": " + std::string(error.code().slug));
      }
      progress(++check.checked);
    }
    all.cursor = page.next;
  } while (all.cursor);
  return check;
}

Diagnosis diagnose(core::WorkStore& store, core::BlobStore& blobs, const core::Warehouse& warehouse,
                   const core::CertificationRegister& entries, bool deep, const Removed& removed,
                   const std::function<void(const BlobVisit&)>& others) {
  Diagnosis diagnosis;
  diagnosis.problems = store.inconsistencies();
  const auto all = entries.all();
  checkBlobs(store, blobs, all, deep, removed, others, diagnosis);
  checkRegister(all, warehouse, removed, diagnosis);
  checkCopies(store, warehouse, removed, diagnosis);
  return diagnosis;
}

}  // namespace sohoa::pipeline

#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/ports/bags.h"
#include "core/ports/blob_store.h"
#include "core/ports/copy_verifier.h"
#include "core/ports/package_shelf.h"
#include "core/ports/warehouse.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kNotOurPackage{
    "pipeline.not_our_package", core::Retry::kNever,
    "Gói hợp lệ theo BagIt nhưng nội dung không phải gói xuất từ Sohoa, hoặc các phần trái nhau; "
    "không nhập gì.",
    "The bag is valid, but its content is not a package of Sohoa, or its parts contradict each "
    "other; nothing was taken in."};
inline constexpr core::ErrorCode kCopyBroken{
    "pipeline.copy_broken", core::Retry::kNever,
    "Gói có bản sao mà chữ ký không còn đúng với nội dung; không nhập gì.",
    "A signature of a copy in the package does not hold; nothing was taken in."};

// What the import needs; all outlive it.
struct ImportPorts {
  core::WorkStore& store;
  core::PackageShelf& shelf;
  core::BlobStore& blobs;
  core::Warehouse& warehouse;
  const core::CopyVerifier& verifier;
  const core::Clock& clock;
};

struct Import {
  std::string package;
  int masters = 0;  // new here
  int known = 0;    // here already from an earlier import or their own work
  int copies = 0;   // new here
  int unsure = 0;   // copies whose signers this home does not know: taken in, but INDETERMINATE
};

// Takes a package in, whose bag was found valid (`payload`: its paths below data/). Everything is
// checked before the first row is written: digests, JSON, pages against papers, and every copy's
// signatures, of which none may be TOTAL_FAILED. Killed at any point, the next call goes on. Throws
// Error(kNotOurPackage), Error(kCopyBroken), Error(core::kDocumentKnown).
[[nodiscard]] Import takePackage(const ImportPorts& ports, const std::filesystem::path& bag,
                                 const std::vector<std::string>& payload,
                                 const std::function<void(int, int)>& on_master);

}  // namespace sohoa::pipeline

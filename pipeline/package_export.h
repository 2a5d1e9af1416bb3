#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/package.h"
#include "core/page.h"
#include "core/ports/bags.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/blob_store.h"
#include "core/ports/package_shelf.h"
#include "core/ports/warehouse.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kNothingToExport{
    "pipeline.nothing_to_export", core::Retry::kNever,
    "Không có lô hay hồ sơ nào mang tên này có giấy tờ đã giao xong.",
    "No batch or case file of this name has papers that were delivered."};
inline constexpr core::ErrorCode kStillWorking{
    "pipeline.still_working", core::Retry::kTransient,
    "Lô còn việc chưa xong; hãy chạy 'sohoa batch resume' rồi xuất lại.",
    "The batch still has work to be done; run 'sohoa batch resume', then export again."};

// What the export needs; all outlive it.
struct ExportPorts {
  core::WorkStore& store;
  core::BatchLedger& ledger;
  core::PackageShelf& shelf;
  core::BlobStore& blobs;
  const core::Warehouse& warehouse;
  // ALTO of the pages of one file.
  std::function<std::string(const std::string& file, const std::vector<core::PageResult>& pages)>
      alto;
  std::function<std::string(const core::Package& package)> mets;
  std::string unit_id;
  std::string unit_name;
  std::filesystem::path scratch;
};

struct Export {
  // Holds what was made for the package; `content` refers to it.
  std::unique_ptr<core::TemporaryFolder> made;
  core::BagContent content;
  int files = 0;
  int copies = 0;
  int secret_files = 0;  // left out: they hold a state secret
  int held_files = 0;    // left out: in quarantine
};

// Gathers a batch (by its id) or a case file (by its name) into the content of a bag: masters,
// signed copies, fields, readings, ALTO, the balance with its sign-offs, and the description in
// METS and PREMIS. Files that hold a state secret never go in, also not their other papers. The
// same rows give the same bytes. Throws Error(kNothingToExport), Error(kStillWorking).
[[nodiscard]] Export gatherExport(const ExportPorts& ports, const std::string& batch_or_case);

}  // namespace sohoa::pipeline

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/ports/certification_register.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_versions.h"

namespace sohoa::pipeline {

// Told of a blob and of what names it. The same blob may come more than once.
using BlobVisit = std::function<void(const core::Sha256& id, const std::string& row)>;

// The blobs of the warehouse's own rows: every copy that is held, also those that another warehouse
// delivered and of which the work knows nothing; and their later versions, where there are any.
void forEachCopyBlob(const core::CopyCatalogue& catalogue, const BlobVisit& visit);
void forEachCopyBlob(const core::CopyCatalogue& catalogue, const core::CopyVersions& versions,
                     const BlobVisit& visit);

// Where rows outside the work store name blobs.
struct OutsideRows {
  const core::CopyCatalogue& catalogue;
  const core::CopyVersions& versions;
  const core::CertificationRegister& entries;
};

// Says of a blob whether one of those rows names it, of a copy that is held. Reads all rows once;
// each question reads what came since, so that its answer is as new as the question. One thread.
class OutsideNames {
 public:
  // `asked`: only these will be asked for, and memory is kept for no others.
  explicit OutsideNames(const OutsideRows& rows,
                        std::optional<std::unordered_set<core::Sha256>> asked = std::nullopt);

  [[nodiscard]] bool contains(const core::Sha256& id);
  // All that is named now.
  [[nodiscard]] std::vector<core::Sha256> all();

 private:
  void readOn();
  [[nodiscard]] bool held(const std::string& copy) const;
  void note(const core::Sha256& id, const std::string& copy);

  OutsideRows rows_;
  std::optional<std::unordered_set<core::Sha256>> asked_;
  std::unordered_multimap<core::Sha256, std::string> copies_;  // that name it
  std::int64_t last_copy_ = 0;
  std::int64_t last_version_ = 0;
};

}  // namespace sohoa::pipeline

#pragma once

#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/warehouse.h"

namespace sohoa::warehouse {

// A warehouse in this process, over a catalogue and the blob store that holds the copies' bytes.
// What it is given must outlive it.
class EmbeddedWarehouse final : public core::Warehouse {
 public:
  EmbeddedWarehouse(core::CopyCatalogue& catalogue, core::BlobStore& blobs,
                    const core::Clock& clock)
      : catalogue_(catalogue), blobs_(blobs), clock_(clock) {}

  // Reads the copy's bytes through before accepting them: Error(kBlobMissing), Error(kBlobDamaged).
  [[nodiscard]] core::DeliveryReceipt deliver(const core::SignedCopy& copy) override;
  [[nodiscard]] core::SearchPage search(const core::SearchQuery& query) const override;
  [[nodiscard]] std::optional<core::SearchHit> find(const std::string& copy_id) const override;
  void fetch(const std::string& copy_id, const std::filesystem::path& out) const override;

 private:
  core::CopyCatalogue& catalogue_;
  core::BlobStore& blobs_;
  const core::Clock& clock_;
};

}  // namespace sohoa::warehouse

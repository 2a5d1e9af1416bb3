#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/pool.h"
#include "core/ports/copy_catalogue.h"

namespace sohoa::warehouse {

// Several connections to one catalogue, so that readers do not wait for each other. A connection is
// made when all others are busy, up to `most`; then callers wait for one.
class CataloguePool final : public core::CopyCatalogue {
 public:
  CataloguePool(std::function<std::unique_ptr<core::CopyCatalogue>()> make, int most)
      : pool_(std::move(make), most) {}

  core::DeliveryReceipt add(const core::SignedCopy& copy, core::Timestamp accepted) override;
  [[nodiscard]] std::optional<core::DeliveryReceipt> receipt(
      const std::string& copy_id) const override;
  [[nodiscard]] std::optional<core::SearchHit> find(const std::string& copy_id) const override;
  [[nodiscard]] core::SearchPage search(const core::SearchQuery& query) const override;
  [[nodiscard]] core::CopyFacets facets(const core::SearchQuery& query, int most) const override;
  [[nodiscard]] std::optional<std::string> text(const std::string& copy_id) const override;
  [[nodiscard]] Changes changes(std::int64_t after,
                                const std::optional<std::vector<std::string>>& units,
                                int limit) const override;
  void remove(const std::string& copy_id, const core::Removal& why, core::Timestamp now) override;
  [[nodiscard]] std::optional<core::Tombstone> tombstone(const std::string& copy_id) const override;
  [[nodiscard]] std::vector<core::Tombstone> tombstones(
      std::int64_t after, const std::optional<std::vector<std::string>>& units,
      int limit) const override;
  void hold(const std::string& copy_id, const std::string& reason, const std::string& person,
            core::Timestamp now) override;
  void release(const std::string& copy_id, const std::string& person, core::Timestamp now) override;
  [[nodiscard]] std::vector<core::CopyHold> holds() const override;
  [[nodiscard]] std::string incarnation() const override;
  void beginAnew() override;
  void forEach(const std::function<void(const core::DeliveryReceipt&)>& visit) const override;

 private:
  mutable core::Pool<core::CopyCatalogue> pool_;
};

}  // namespace sohoa::warehouse

#include "warehouse/catalogue_pool.h"

namespace sohoa::warehouse {

core::DeliveryReceipt CataloguePool::add(const core::SignedCopy& copy, core::Timestamp accepted) {
  return pool_.borrow()->add(copy, accepted);
}

std::optional<core::DeliveryReceipt> CataloguePool::receipt(const std::string& copy_id) const {
  return pool_.borrow()->receipt(copy_id);
}

std::optional<core::SearchHit> CataloguePool::find(const std::string& copy_id) const {
  return pool_.borrow()->find(copy_id);
}

core::SearchPage CataloguePool::search(const core::SearchQuery& query) const {
  return pool_.borrow()->search(query);
}

core::CopyFacets CataloguePool::facets(const core::SearchQuery& query, int most) const {
  return pool_.borrow()->facets(query, most);
}

std::optional<std::string> CataloguePool::text(const std::string& copy_id) const {
  return pool_.borrow()->text(copy_id);
}

core::CopyCatalogue::Changes CataloguePool::changes(
    std::int64_t after, const std::optional<std::vector<std::string>>& units, int limit) const {
  return pool_.borrow()->changes(after, units, limit);
}

void CataloguePool::remove(const std::string& copy_id, const core::Removal& why,
                           core::Timestamp now) {
  pool_.borrow()->remove(copy_id, why, now);
}

std::optional<core::Tombstone> CataloguePool::tombstone(const std::string& copy_id) const {
  return pool_.borrow()->tombstone(copy_id);
}

std::vector<core::Tombstone> CataloguePool::tombstones(
    std::int64_t after, const std::optional<std::vector<std::string>>& units, int limit) const {
  return pool_.borrow()->tombstones(after, units, limit);
}

void CataloguePool::hold(const std::string& copy_id, const std::string& reason,
                         const std::string& person, core::Timestamp now) {
  pool_.borrow()->hold(copy_id, reason, person, now);
}

void CataloguePool::release(const std::string& copy_id, const std::string& person,
                            core::Timestamp now) {
  pool_.borrow()->release(copy_id, person, now);
}

std::vector<core::CopyHold> CataloguePool::holds() const { return pool_.borrow()->holds(); }

std::string CataloguePool::incarnation() const { return pool_.borrow()->incarnation(); }

void CataloguePool::beginAnew() { pool_.borrow()->beginAnew(); }

void CataloguePool::forEach(const std::function<void(const core::DeliveryReceipt&)>& visit) const {
  pool_.borrow()->forEach(visit);
}

}  // namespace sohoa::warehouse

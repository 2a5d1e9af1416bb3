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

std::optional<std::string> CataloguePool::text(const std::string& copy_id) const {
  return pool_.borrow()->text(copy_id);
}

core::CopyCatalogue::Changes CataloguePool::changes(
    std::int64_t after, const std::optional<std::vector<std::string>>& units, int limit) const {
  return pool_.borrow()->changes(after, units, limit);
}

void CataloguePool::forEach(const std::function<void(const core::DeliveryReceipt&)>& visit) const {
  pool_.borrow()->forEach(visit);
}

}  // namespace sohoa::warehouse

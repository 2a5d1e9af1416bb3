#include "warehouse/embedded_warehouse.h"

#include "warehouse/verified_copy.h"

namespace sohoa::warehouse {

core::DeliveryReceipt EmbeddedWarehouse::deliver(const core::SignedCopy& copy) {
  if (const auto first = catalogue_.receipt(copy.id); first && first->content == copy.content) {
    return *first;
  }
  if (!blobs_.intact(copy.content)) {
    throw core::Error(core::kBlobDamaged, {.detail = copy.content.hex()});
  }
  return catalogue_.add(copy, clock_.now());
}

core::SearchPage EmbeddedWarehouse::search(const core::SearchQuery& query) const {
  return catalogue_.search(query);
}

std::optional<core::SearchHit> EmbeddedWarehouse::find(const std::string& copy_id) const {
  return catalogue_.find(copy_id);
}

void EmbeddedWarehouse::fetch(const std::string& copy_id, const std::filesystem::path& out) const {
  const auto receipt = catalogue_.receipt(copy_id);
  if (!receipt) throw core::Error(core::kNoSuchCopy, {.detail = copy_id});
  copyVerified(blobs_.localFile(receipt->content), receipt->content, out);
}

}  // namespace sohoa::warehouse

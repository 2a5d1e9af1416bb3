#include "warehouse/catalogue_pool.h"

namespace sohoa::warehouse {

class CataloguePool::Loan {
 public:
  explicit Loan(const CataloguePool& pool) : pool_(pool) {
    std::unique_lock lock(pool.mutex_);
    pool.returned_.wait(lock, [&] { return !pool.free_.empty() || pool.made_ < pool.most_; });
    if (!pool.free_.empty()) {
      one_ = std::move(pool.free_.back());
      pool.free_.pop_back();
      return;
    }
    ++pool.made_;
    lock.unlock();
    try {
      one_ = pool.make_();
    } catch (...) {
      lock.lock();
      --pool.made_;
      pool.returned_.notify_one();
      throw;
    }
  }
  ~Loan() {
    const std::lock_guard lock(pool_.mutex_);
    pool_.free_.push_back(std::move(one_));
    pool_.returned_.notify_one();
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  core::CopyCatalogue* operator->() const { return one_.get(); }

 private:
  const CataloguePool& pool_;
  std::unique_ptr<core::CopyCatalogue> one_;
};

core::DeliveryReceipt CataloguePool::add(const core::SignedCopy& copy, core::Timestamp accepted) {
  return Loan(*this)->add(copy, accepted);
}

std::optional<core::DeliveryReceipt> CataloguePool::receipt(const std::string& copy_id) const {
  return Loan(*this)->receipt(copy_id);
}

std::optional<core::SearchHit> CataloguePool::find(const std::string& copy_id) const {
  return Loan(*this)->find(copy_id);
}

core::SearchPage CataloguePool::search(const core::SearchQuery& query) const {
  return Loan(*this)->search(query);
}

std::optional<std::string> CataloguePool::text(const std::string& copy_id) const {
  return Loan(*this)->text(copy_id);
}

core::CopyCatalogue::Changes CataloguePool::changes(
    std::int64_t after, const std::optional<std::vector<std::string>>& units, int limit) const {
  return Loan(*this)->changes(after, units, limit);
}

void CataloguePool::forEach(const std::function<void(const core::DeliveryReceipt&)>& visit) const {
  Loan(*this)->forEach(visit);
}

}  // namespace sohoa::warehouse

#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/certification_queue.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// The queue of certifications, in the place of the certification register and handed over with it.
class SqlCertificationQueue final : public core::CertificationQueue {
 public:
  // Opens the place, makes it when absent, and migrates it. Throws as SqlWorkStore does.
  explicit SqlCertificationQueue(const Location& location, std::chrono::milliseconds busy_timeout =
                                                               std::chrono::milliseconds(10000));
  ~SqlCertificationQueue() override;

  core::CertificationRequest add(const core::CertificationRequest& request) override;
  [[nodiscard]] std::optional<core::CertificationRequest> find(std::int64_t number,
                                                               core::Timestamp now) const override;
  [[nodiscard]] std::vector<core::CertificationRequest> list(
      const core::CertificationFilter& filter, core::Timestamp now) const override;
  void take(std::int64_t number, const core::CertificationHold& hold, core::Timestamp now) override;
  void giveBack(std::int64_t number, const std::string& holder,
                const std::string& failure) override;
  void certified(std::int64_t number, const std::string& copy, core::Timestamp now) override;
  void certifiedElsewhere(std::int64_t number, const std::string& copy,
                          const std::string& certifier, core::Timestamp now) override;
  void refuse(std::int64_t number, const std::string& officer, const std::string& officer_name,
              const std::string& reason, core::Timestamp now) override;

 private:
  // Why a request could not be changed; throws.
  [[noreturn]] void complain(std::int64_t number);

  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store

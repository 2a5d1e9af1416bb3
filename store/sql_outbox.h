#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/ports/outbox.h"
#include "store/copy_id.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}  // namespace sql

// The outbox in one SQLite file of its own, or in a schema of a PostgreSQL database.
class SqlOutbox final : public core::Outbox {
 public:
  struct Options {
    std::chrono::milliseconds busy_timeout{10000};
    std::function<std::string()> new_key = randomCopyId;
  };

  // Opens the place, makes it when absent, and migrates it. Throws as SqlWorkStore does.
  explicit SqlOutbox(const Location& location) : SqlOutbox(location, Options()) {}
  SqlOutbox(const Location& location, Options options);
  ~SqlOutbox() override;

  int add(const std::string& destination, const std::vector<std::string>& copies,
          core::Timestamp now) override;
  int addUpTo(const std::string& destination, const std::vector<std::string>& copies,
              const core::Enlisted& last, core::Timestamp now) override;
  [[nodiscard]] core::Enlisted enlisted(const std::string& destination) const override;
  [[nodiscard]] std::optional<core::Consignment> claim(const std::string& destination,
                                                       core::Timestamp now,
                                                       core::Timestamp until) override;
  [[nodiscard]] bool progressed(const core::Consignment& held, const std::string& progress,
                                core::Timestamp until) override;
  bool delivered(const core::Consignment& sent, const core::Receipt& receipt,
                 core::Timestamp now) override;
  bool postponed(const core::Consignment& failed, std::string_view problem, std::string_view reason,
                 core::Timestamp due) override;
  bool refused(const core::Consignment& failed, std::string_view problem, std::string_view reason,
               core::Timestamp now) override;
  bool withdrawn(const core::Consignment& gone, core::Timestamp now) override;
  int retry(const std::string& destination, core::Timestamp now) override;
  [[nodiscard]] std::vector<core::Consignment> open(const std::string& destination,
                                                    int limit) const override;
  [[nodiscard]] std::vector<core::Consignment> delivered(const std::string& destination,
                                                         const std::string& after,
                                                         int limit) const override;
  [[nodiscard]] std::optional<core::Consignment> find(const std::string& destination,
                                                      const std::string& copy) const override;
  [[nodiscard]] std::map<core::ConsignmentState, int> count(
      const std::string& destination) const override;
  [[nodiscard]] std::optional<core::Timestamp> waitingSince(
      const std::string& destination) const override;

 private:
  int insert(const std::string& destination, const std::vector<std::string>& copies,
             core::Timestamp now);

  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
  Options options_;
};

}  // namespace sohoa::store

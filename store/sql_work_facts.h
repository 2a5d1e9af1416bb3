#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/work_facts.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// Reads beside SqlWorkStore, in the same place. Threads take turns at one connection. Not to be
// carried across fork().
class SqlWorkFacts final : public core::WorkFacts {
 public:
  // Opens the place, makes it when absent, and migrates it; errors as for SqlWorkStore.
  explicit SqlWorkFacts(const Location& location,
                        std::chrono::milliseconds busy_timeout = std::chrono::seconds(10));
  ~SqlWorkFacts() override;

  [[nodiscard]] std::vector<Times> times(const std::vector<std::string>& copies) const override;
  [[nodiscard]] std::vector<Waiting> waiting(core::Timestamp from,
                                             core::Timestamp until) const override;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store

#pragma once

#include <chrono>
#include <memory>

#include "core/ports/batch_ledger.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// The ledger in the same place as SqlWorkStore, over a connection of its own. The database's
// triggers keep what was signed off, whoever writes.
class SqlBatchLedger final : public core::BatchLedger {
 public:
  // Opens the place, makes it when absent, and migrates it. Throws as SqlWorkStore does.
  explicit SqlBatchLedger(const Location& location);
  ~SqlBatchLedger() override;

  void place(const std::string& batch, const core::CasePlace& place) override;
  [[nodiscard]] std::vector<core::CasePlace> places(const std::string& batch) override;
  void say(const core::Sha256& master, const core::Said& said) override;
  void startAgain(core::Id master, const std::vector<std::string>& settings,
                  core::Timestamp now) override;
  [[nodiscard]] std::vector<std::string> settingsFor(const core::Lease& lease) override;
  core::SignOff signOff(const std::string& batch, const std::string& person,
                        const std::string& remark, core::Timestamp now) override;
  [[nodiscard]] std::vector<core::SignOff> signOffs(const std::string& batch) override;

 private:
  // Within an open transaction: this one alone changes what the master is made of.
  void hold(core::Id master);
  // Within an open transaction: throws unless the master may be started again.
  void requireFree(core::Id master, core::Timestamp now);

  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store

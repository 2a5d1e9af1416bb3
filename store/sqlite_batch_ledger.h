#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "core/ports/batch_ledger.h"

namespace sohoa::store {

class SqliteWorkStore;
namespace sqlite {
class Database;
}  // namespace sqlite

// The ledger in the same file as SqliteWorkStore, over a connection of its own. The file's triggers
// keep what was signed off, whoever writes.
class SqliteBatchLedger final : public core::BatchLedger {
 public:
  // Opens the file, makes it when absent, and migrates it. Throws as SqliteWorkStore does.
  explicit SqliteBatchLedger(const std::filesystem::path& path);
  ~SqliteBatchLedger() override;

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
  // Within an open transaction: throws unless the master may be started again.
  void requireFree(core::Id master);

  std::unique_ptr<SqliteWorkStore> store_;  // sums the balance
  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace sohoa::store

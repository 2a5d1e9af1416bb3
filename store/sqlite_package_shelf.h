#pragma once

#include <filesystem>
#include <memory>

#include "core/ports/package_shelf.h"

namespace sohoa::store {

namespace sqlite {
class Database;
}  // namespace sqlite

// In the same file as SqliteWorkStore, over a connection of its own.
class SqlitePackageShelf final : public core::PackageShelf {
 public:
  // Opens the file, makes it when absent, and migrates it. Throws as SqliteWorkStore does.
  explicit SqlitePackageShelf(const std::filesystem::path& path);
  ~SqlitePackageShelf() override;

  bool takeOver(const core::FinishedMaster& master, core::Timestamp now) override;
  void keepSignOff(const core::SignOff& sign_off) override;
  void keepStatement(const std::string& package, const std::string& statement) override;
  [[nodiscard]] std::optional<std::string> statement(const std::string& package) override;

 private:
  // Within an open transaction. True: this very master is here.
  [[nodiscard]] bool known(const core::FinishedMaster& master);
  void addDocument(core::Id master, int position, const core::DocumentRow& document,
                   core::Timestamp now);

  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace sohoa::store

#pragma once

#include <memory>

#include "core/ports/package_shelf.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// In the same place as SqlWorkStore, over a connection of its own.
class SqlPackageShelf final : public core::PackageShelf {
 public:
  // Opens the place, makes it when absent, and migrates it. Throws as SqlWorkStore does.
  explicit SqlPackageShelf(const Location& location);
  ~SqlPackageShelf() override;

  bool takeOver(const core::FinishedMaster& master, core::Timestamp now) override;
  void keepSignOff(const core::SignOff& sign_off) override;
  void keepStatement(const std::string& package, const std::string& statement) override;
  [[nodiscard]] std::optional<std::string> statement(const std::string& package) override;

 private:
  // Within an open transaction. True: this very master is here.
  [[nodiscard]] bool known(const core::FinishedMaster& master);
  void addDocument(core::Id master, int position, const core::DocumentRow& document,
                   core::Timestamp now);

  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store

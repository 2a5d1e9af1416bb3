#pragma once

#include <string>

#include "core/ports/secret_box.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// A column of secrets, each sealed for the row that it stands in: one that somebody puts into
// another row does not open. Without a box they lie there as they are.
class SealedColumn {
 public:
  // `owner` goes before the row's id in what a secret is sealed for.
  SealedColumn(const core::SecretBox* box, std::string owner)
      : box_(box), owner_(std::move(owner)) {}

  [[nodiscard]] std::string sealed(const std::string& text, const std::string& id) const {
    return box_ != nullptr ? box_->seal(text, owner_ + id) : text;
  }
  [[nodiscard]] std::string opened(const std::string& held, const std::string& id) const {
    return box_ != nullptr ? box_->open(held, owner_ + id) : held;
  }
  // Seals what an earlier program left open in rows of that table, whose ids are in "id".
  void sealAll(sql::Connection& database, const std::string& table,
               const std::string& column) const;

 private:
  const core::SecretBox* box_;
  std::string owner_;
};

}  // namespace sohoa::store

#pragma once

#include <string>
#include <string_view>

#include "core/ports/secret_box.h"

// Private to store/.
namespace sohoa::store {

namespace sql {
class Connection;
}

// Where secrets lie in the access schema: a text of each row, whose id is in "id".
struct SecretPlace {
  std::string_view table, column;
  std::string_view owner;  // goes before the row's id in what a secret is sealed for
};
inline constexpr SecretPlace kSecondFactors{"operator", "totp", "operator "};
inline constexpr SecretPlace kWebhookSecrets{"webhook", "secret", "webhook "};

// How many secrets of the access schema are sealed under a key that the box does not have; of those
// given up (core::kGivenUp) nothing is expected.
[[nodiscard]] int unopenedSecrets(sql::Connection& database, const core::SecretBox& box);
// Puts core::kGivenUp in place of each; returns how many.
int giveUpUnopened(sql::Connection& database, const core::SecretBox& box);

// A column of secrets, each sealed for the row that it stands in: one that somebody puts into
// another row does not open. Without a box they lie there as they are.
class SealedColumn {
 public:
  SealedColumn(const core::SecretBox* box, const SecretPlace& place) : box_(box), place_(place) {}

  // Throws Error(kSecretKeyGone) where a secret is to be sealed and others are there that the box
  // does not open: they would lie under two keys, of which the house has one.
  [[nodiscard]] std::string sealed(sql::Connection& database, const std::string& text,
                                   const std::string& id) const;
  [[nodiscard]] std::string opened(const std::string& held, const std::string& id) const;
  // Seals what an earlier program left open, and wipes it from the engine's files; not while others
  // are there that the box does not open.
  void sealAll(sql::Connection& database) const;

 private:
  const core::SecretBox* box_;
  SecretPlace place_;
};

}  // namespace sohoa::store

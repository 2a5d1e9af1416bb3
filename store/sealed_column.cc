#include "store/sealed_column.h"

#include <utility>
#include <vector>

#include "store/errors.h"
#include "store/sql.h"

namespace sohoa::store {
namespace {

using Secrets = std::vector<std::pair<std::string, std::string>>;  // id, text as it lies there

constexpr SecretPlace kPlaces[] = {kSecondFactors, kWebhookSecrets};

std::string usedFor(const SecretPlace& place, const std::string& id) {
  return std::string(place.owner) + id;
}

// Those that are sealed, or those that are not.
Secrets secretsIn(sql::Connection& database, const SecretPlace& place, bool sealed) {
  const std::string column(place.column);
  sql::Statement row(database, "SELECT id, " + column + " FROM " + std::string(place.table) +
                                   " WHERE " + column + " <> '' AND substr(" + column + ", 1, " +
                                   std::to_string(core::kSealed.size()) +
                                   (sealed ? ") = ?" : ") <> ?"));
  row.bind(core::kSealed);
  Secrets found;
  while (row.step()) found.emplace_back(row.text(0), row.text(1));
  return found;
}

Secrets unopenedIn(sql::Connection& database, const SecretPlace& place,
                   const core::SecretBox& box) {
  auto found = secretsIn(database, place, true);
  std::erase_if(found, [&](const auto& secret) {
    const auto& [id, held] = secret;
    return held == core::kGivenUp || box.open(held, usedFor(place, id)) != held;
  });
  return found;
}

// Somebody may give the row another secret meanwhile; that one stays.
void replace(sql::Connection& database, const SecretPlace& place, const std::string& id,
             const std::string& before, std::string_view after) {
  const std::string column(place.column);
  database.run("UPDATE " + std::string(place.table) + " SET " + column + " = ? WHERE id = ? AND " +
                   column + " = ?",
               after, id, before);
}

}  // namespace

int unopenedSecrets(sql::Connection& database, const core::SecretBox& box) {
  std::size_t count = 0;
  for (const auto& place : kPlaces) count += unopenedIn(database, place, box).size();
  return static_cast<int>(count);
}

int giveUpUnopened(sql::Connection& database, const core::SecretBox& box) {
  int count = 0;
  for (const auto& place : kPlaces) {
    for (const auto& [id, held] : unopenedIn(database, place, box)) {
      replace(database, place, id, held, core::kGivenUp);
      ++count;
    }
  }
  return count;
}

std::string SealedColumn::sealed(sql::Connection& database, const std::string& text,
                                 const std::string& id) const {
  if (box_ == nullptr || text.empty() || text.starts_with(core::kSealed)) return text;
  if (unopenedSecrets(database, *box_) > 0) throw core::Error(kSecretKeyGone, {});
  return box_->seal(text, usedFor(place_, id));
}

std::string SealedColumn::opened(const std::string& held, const std::string& id) const {
  return box_ != nullptr ? box_->open(held, usedFor(place_, id)) : held;
}

void SealedColumn::sealAll(sql::Connection& database) const {
  if (box_ == nullptr) return;
  const auto open = secretsIn(database, place_, false);
  if (open.empty() || unopenedSecrets(database, *box_) > 0) return;
  database.wiping([&] {
    for (const auto& [id, text] : open) {
      replace(database, place_, id, text, box_->seal(text, usedFor(place_, id)));
    }
  });
}

}  // namespace sohoa::store

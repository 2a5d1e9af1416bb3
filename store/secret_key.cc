#include "store/secret_key.h"

#include <chrono>

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sealed_column.h"
#include "store/sql.h"

namespace sohoa::store {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

void requireSecretKey(const Location& access, const core::SecretBox& box) {
  const auto database = openDatabase(access, accessSchema(), kPatience);
  if (unopenedSecrets(*database, box) > 0) throw core::Error(kSecretKeyGone, {});
}

int giveUpSecrets(const Location& access, const core::SecretBox& box) {
  const auto database = openDatabase(access, accessSchema(), kPatience);
  return giveUpUnopened(*database, box);
}

}  // namespace sohoa::store

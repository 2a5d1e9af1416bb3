// Masters with state secrets, whose bytes are sealed once nothing else needs them.
#include <algorithm>

#include "store/errors.h"
#include "store/let_go.h"
#include "store/sql.h"
#include "store/sql_work_store.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::Sha256;

std::vector<Id> SqlWorkStore::mastersToSeal() {
  std::vector<Id> masters;
  sql::Statement row(*connection_,
                     "SELECT DISTINCT master FROM secret_document AS secret "
                     "WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE master = secret.master) "
                     "AND NOT EXISTS (SELECT 1 FROM document WHERE master = secret.master "
                     "AND state NOT IN ('delivered', 'quarantined')) ORDER BY master");
  while (row.step()) masters.push_back(row.integer(0));
  return masters;
}

void SqlWorkStore::recordSealed(Id master, const Sha256& sealed, core::Timestamp now) {
  sql::Transaction transaction(*connection_);
  hold(master);
  if (connection_->value("SELECT count(*) FROM sealed WHERE master = ?", master) != 0) return;
  const auto ready = mastersToSeal();
  if (std::find(ready.begin(), ready.end(), master) == ready.end()) {
    throw Error(core::kInternal,
                {.detail = "master " + std::to_string(master) + " is not to be sealed"});
  }
  connection_->run("INSERT INTO sealed (master, blob, since) VALUES (?, ?, ?)", master, sealed,
                   now);
  letGoOfSealed(*connection_, master, now);
  connection_->run("DELETE FROM said WHERE sha256 = (SELECT sha256 FROM master WHERE id = ?)",
                   master);
  transaction.commit();
}

std::vector<Sha256> SqlWorkStore::sealedAway() {
  std::vector<Sha256> gone;
  // Two pages can have one result: what another row still needs stays.
  sql::Statement row(*connection_,
                     "SELECT blob FROM blob_reference WHERE gone "
                     "EXCEPT SELECT blob FROM blob_reference WHERE NOT gone");
  while (row.step()) gone.push_back(row.digest(0));
  return gone;
}

}  // namespace sohoa::store

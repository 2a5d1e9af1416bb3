#include "store/sealed_column.h"

#include <string>
#include <utility>
#include <vector>

#include "store/sql.h"

namespace sohoa::store {

void SealedColumn::sealAll(sql::Connection& database, const std::string& table,
                           const std::string& column) const {
  if (box_ == nullptr) return;
  std::vector<std::pair<std::string, std::string>> open;
  {
    sql::Statement row(database, "SELECT id, " + column + " FROM " + table + " WHERE " + column +
                                     " <> '' AND substr(" + column + ", 1, " +
                                     std::to_string(core::kSealed.size()) + ") <> ?");
    row.bind(core::kSealed);
    while (row.step()) open.emplace_back(row.text(0), row.text(1));
  }
  // Each by itself: somebody may give a row another secret meanwhile.
  for (const auto& [id, text] : open) {
    database.run("UPDATE " + table + " SET " + column + " = ? WHERE id = ? AND " + column + " = ?",
                 sealed(text, id), id, text);
  }
}

}  // namespace sohoa::store

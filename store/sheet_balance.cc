#include "store/sheet_balance.h"

#include "store/sql.h"

namespace sohoa::store {

core::SheetBalance balanceOf(sql::Connection& connection, const std::string& batch) {
  core::SheetBalance sheets;
  // Three counts from three tables: inputs and what opening said, page rows, and their fates.
  sheets.fed = static_cast<int>(
      connection.value("SELECT sum(CASE WHEN m.page_count > 1 THEN m.page_count ELSE 1 END) "
                       "FROM input i JOIN master m ON m.id = i.master "
                       "WHERE i.batch = ? AND i.duplicate = 0",
                       batch));
  sheets.stored =
      static_cast<int>(connection.value("SELECT sum(CASE WHEN page_count = 0 THEN 1 ELSE "
                                        "(SELECT count(*) FROM page WHERE master = m.id) END) "
                                        "FROM master m WHERE batch = ?",
                                        batch));
  sql::Statement row(connection,
                     "SELECT count(*) FILTER (WHERE fate = 'kept'), "
                     "count(*) FILTER (WHERE fate = 'blank'), "
                     "count(*) FILTER (WHERE fate = 'separator'), "
                     "count(*) FILTER (WHERE fate = 'quarantined'), "
                     "count(*) FILTER (WHERE fate = 'waiting') FROM sheet WHERE batch = ?");
  row.bind(batch);
  if (row.step()) {
    sheets.kept = row.number(0);
    sheets.blank = row.number(1);
    sheets.separator = row.number(2);
    sheets.quarantined = row.number(3);
    sheets.waiting = row.number(4);
  }
  sheets.second_images =
      static_cast<int>(connection.value(connection.dialect().second_images, batch));
  return sheets;
}

}  // namespace sohoa::store

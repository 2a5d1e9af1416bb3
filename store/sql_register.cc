#include "store/sql_register.h"

#include <fmt/format.h>

#include "core/ports/errors.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql.h"

namespace sohoa::store {

using core::Error;
using core::RegisterEntry;

namespace {

constexpr std::string_view kColumns =
    "SELECT unit, year, number, state, source, copy_id, book, certifier, policy, content, reason, "
    "opened, closed FROM entry ";
constexpr std::string_view kInOrder = " ORDER BY unit, year, number";

core::EntryState stateOf(std::string_view word) {
  for (const auto state : {core::EntryState::kIssued, core::EntryState::kVoid}) {
    if (slug(state) == word) return state;
  }
  return core::EntryState::kOpen;
}

RegisterEntry entryFrom(const sql::Statement& row) {
  RegisterEntry entry;
  entry.unit = row.text(0);
  entry.year = row.number(1);
  entry.number = row.number(2);
  entry.state = stateOf(row.text(3));
  entry.source = row.text(4);
  entry.copy_id = row.text(5);
  entry.book = row.text(6);
  entry.certifier = row.text(7);
  entry.policy = row.text(8);
  entry.content = row.optionalDigest(9);
  entry.reason = row.text(10);
  entry.opened = row.time(11);
  if (!row.isNull(12)) entry.closed = row.time(12);
  return entry;
}

template <class... Values>
std::vector<RegisterEntry> select(sql::Connection& database, std::string_view where,
                                  const Values&... values) {
  sql::Statement row(database, std::string(kColumns).append(where).append(kInOrder));
  row.bind(values...);
  std::vector<RegisterEntry> entries;
  while (row.step()) entries.push_back(entryFrom(row));
  return entries;
}

std::string nameOf(const RegisterEntry& entry) {
  return fmt::format("{} {}/{}", entry.unit, entry.number, entry.year);
}

}  // namespace

SqlRegister::SqlRegister(const Location& location, Options options)
    : connection_(openDatabase(location, registerSchema(), options.busy_timeout)),
      options_(std::move(options)) {}

SqlRegister::~SqlRegister() = default;

RegisterEntry SqlRegister::entry(const std::string& unit, int year, int number) {
  sql::Statement row(*connection_, std::string(kColumns)
                                       .append("WHERE unit = ? AND year = ? AND number = ?")
                                       .append(connection_->dialect().to_change));
  row.bind(unit, year, number);
  if (!row.step()) {
    throw Error(core::kNoSuchItem, {.detail = fmt::format("{} {}/{}", unit, number, year)});
  }
  return entryFrom(row);
}

RegisterEntry SqlRegister::open(const std::string& unit, const std::string& source,
                                core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  // One office's numbers are given one after the other, as from one book on one desk; in a year's
  // first minutes two years share the lock, since an open entry of the old year is still found.
  connection_->passAlone("register " + unit);
  const auto found =
      select(*connection_, "WHERE unit = ? AND source = ? AND state = 'open'", unit, source);
  if (!found.empty()) return found.front();
  const int year = std::stoi(core::formatIso8601(now).substr(0, 4));
  const auto last =
      connection_->value("SELECT max(number) FROM entry WHERE unit = ? AND year = ?", unit, year);
  connection_->run(
      "INSERT INTO entry (unit, year, number, state, source, copy_id, opened) "
      "VALUES (?, ?, ?, 'open', ?, ?, ?)",
      unit, year, last + 1, source, options_.new_copy_id(), now);
  auto made = entry(unit, year, static_cast<int>(last + 1));
  transaction.commit();
  return made;
}

void SqlRegister::issue(const RegisterEntry& issued, core::Timestamp now) {
  if (!issued.content) throw Error(core::kInternal, {.detail = "an entry issued without a copy"});
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  const auto held = entry(issued.unit, issued.year, issued.number);
  if (held.state == core::EntryState::kIssued && held.content == issued.content) return;
  if (held.state != core::EntryState::kOpen) {
    throw Error(core::kEntryClosed, {.detail = nameOf(held)});
  }
  connection_->run(
      "UPDATE entry SET state = 'issued', book = ?, certifier = ?, policy = ?, content = ?, "
      "closed = ? WHERE unit = ? AND year = ? AND number = ?",
      issued.book, issued.certifier, issued.policy, *issued.content, now, issued.unit, issued.year,
      issued.number);
  transaction.commit();
}

void SqlRegister::cancel(const std::string& unit, int year, int number, const std::string& reason,
                         core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  const auto held = entry(unit, year, number);
  if (held.state != core::EntryState::kOpen) {
    throw Error(core::kEntryClosed, {.detail = nameOf(held)});
  }
  connection_->run(
      "UPDATE entry SET state = 'void', reason = ?, closed = ? "
      "WHERE unit = ? AND year = ? AND number = ?",
      reason, now, unit, year, number);
  transaction.commit();
}

std::vector<RegisterEntry> SqlRegister::ofSource(const std::string& source) const {
  const std::lock_guard lock(mutex_);
  return select(*connection_, "WHERE source = ?", source);
}

std::optional<RegisterEntry> SqlRegister::ofCopy(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  auto found = select(*connection_, "WHERE copy_id = ?", copy_id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<RegisterEntry> SqlRegister::list(const std::string& unit, int year) const {
  const std::lock_guard lock(mutex_);
  return select(*connection_, "WHERE unit = ? AND year = ?", unit, year);
}

std::vector<RegisterEntry> SqlRegister::all() const {
  const std::lock_guard lock(mutex_);
  return select(*connection_, "");
}

}  // namespace sohoa::store

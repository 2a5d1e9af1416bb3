#include "store/move_stores.h"

#include <algorithm>
#include <optional>

#include "core/fault.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/table_rows.h"
#include "store/word_index.h"

namespace sohoa::store {
namespace {

using core::Error;

constexpr std::chrono::seconds kPatience{10};

constexpr core::ErrorCode kNotEmpty{
    "store.not_empty", core::Retry::kConfigure,
    "Kho đích đã có dữ liệu; chỉ chuyển vào kho trống, không ghi đè.",
    "There is something in the store to move to; only an empty one is moved into."};
constexpr core::ErrorCode kCopyDiffers{
    "store.copy_differs", core::Retry::kConfigure,
    "Sau khi chép, hai kho không giống nhau; kho cũ còn nguyên, hãy tiếp tục dùng kho cũ.",
    "After copying, the two stores are not the same; go on with the old one, which is unchanged."};

using Progress = std::function<void(std::int64_t, std::int64_t)>;

// The number that the table gave last, also of rows that are gone.
std::int64_t lastNumber(sql::Connection& connection, const Table& table) {
  const auto& column = table.columns[table.key[0]].name;
  const auto largest = connection.value("SELECT max(" + column + ") FROM " + table.name);
  return std::max(largest, connection.lastNumber(table.name, column));
}

class Part {
 public:
  Part(const Schema& schema, const Location& from, const Location& to)
      : schema_(schema),
        to_(to),
        tables_(tablesOf(schema)),
        source_(openDatabase(from, schema, kPatience)) {
    requireTables(*source_, tables_);
  }

  [[nodiscard]] bool isUnfinished() {
    if (!target_) target_ = openUnfinished(to_, schema_, kPatience);
    return target_->value(target_->dialect().is_unfinished) != 0;
  }

  void requireEmpty() {
    for (const auto& table : tables_) {
      if (!table.seeded && target_->value("SELECT count(*) FROM " + table.name) != 0) {
        throw Error(kNotEmpty, {.file = target_->name(), .detail = table.name});
      }
    }
  }

  // An empty one that says what it is. `again`: what an earlier move left is removed.
  void begin(bool again) {
    if (again) {
      target_.reset();
      forget(to_, schema_);
      target_ = openUnfinished(to_, schema_, kPatience);
    }
    requireTables(*target_, tables_);
    sql::Transaction transaction(*target_);
    target_->execute("CREATE TABLE unfinished_copy (since BIGINT)");
    for (const auto& table : tables_) {
      if (table.seeded) target_->run("DELETE FROM " + table.name);
    }
    transaction.commit();
  }

  // Nobody writes to the source until this object is gone.
  std::int64_t lock() {
    held_.emplace(*source_);
    std::string names;
    for (const auto& table : tables_) names.append(names.empty() ? "" : ", ").append(table.name);
    source_->holdTables(names);
    std::int64_t rows = 0;
    for (const auto& table : tables_) rows += source_->value("SELECT count(*) FROM " + table.name);
    return rows;
  }

  void copy(const std::function<void(std::int64_t)>& done) {
    for (const auto& table : tables_) {
      RowDigest digest;
      forEachRow(*source_, table, [&](const std::vector<Row>& rows) {
        sql::Transaction transaction(*target_);
        if (table.name == "copy_text") {
          addTexts(rows);
        } else {
          insertRows(*target_, table, rows);
        }
        transaction.commit();
        for (const auto& row : rows) digest.add(table, row);
        core::crashPoint("move.rows");
        done(static_cast<std::int64_t>(rows.size()));
      });
      if (table.numbered) goOn(table);
      moved_.push_back(
          {std::string(schema_.name), table.name, digest.rows(), digest.finish().hex()});
    }
  }

  void compare(const std::function<void(std::int64_t)>& done) {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      RowDigest digest;
      forEachRow(*target_, tables_[i], [&](const std::vector<Row>& rows) {
        for (const auto& row : rows) digest.add(tables_[i], row);
        done(static_cast<std::int64_t>(rows.size()));
      });
      const bool same =
          digest.rows() == moved_[i].rows && digest.finish().hex() == moved_[i].sha256;
      if (!same) throw Error(kCopyDiffers, {.file = target_->name(), .detail = tables_[i].name});
    }
    const auto damage = target_->damage();
    if (!damage.empty()) throw Error(kCopyDiffers, {.file = target_->name(), .detail = damage[0]});
  }

  void finish() { target_->execute("DROP TABLE unfinished_copy"); }
  [[nodiscard]] const std::vector<MovedTable>& moved() const { return moved_; }

 private:
  void addTexts(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
      sql::Statement copy(*target_, "SELECT title, fields FROM copy WHERE id = ?");
      copy.bind(row[0].integer);
      if (!copy.step()) throw Error(kDamaged, {.detail = "a text without its copy"});
      const auto& index = std::holds_alternative<PostgresUrl>(to_) ? tsvectorIndex() : fts5Index();
      index.add(*target_, row[0].integer, row[1].bytes,
                searchedWordsOfRow(copy.text(0), copy.text(1), row[1].bytes));
    }
  }

  void goOn(const Table& table) {
    const auto last = lastNumber(*source_, table);
    if (last == 0) return;
    sql::Transaction transaction(*target_);
    const auto& column = table.columns[table.key[0]].name;
    target_->goOnBehind(table.name, column, last);
    transaction.commit();
  }

  const Schema& schema_;
  const Location& to_;
  std::vector<Table> tables_;
  std::unique_ptr<sql::Connection> source_;
  std::unique_ptr<sql::Connection> target_;
  std::optional<sql::Transaction> held_;
  std::vector<MovedTable> moved_;
};

}  // namespace

std::vector<MovedTable> moveStores(const StorePlaces& from, const StorePlaces& to,
                                   const Progress& progress) {
  // The work comes first: as long as it is marked, whatever lies in the others was copied by a move
  // that did not come to its end.
  std::vector<std::unique_ptr<Part>> parts;
  parts.push_back(std::make_unique<Part>(workSchema(), from.work, to.work));
  parts.push_back(std::make_unique<Part>(catalogueSchema(), from.catalogue, to.catalogue));
  parts.push_back(std::make_unique<Part>(registerSchema(), from.entries, to.entries));
  parts.push_back(std::make_unique<Part>(accessSchema(), from.access, to.access));
  parts.push_back(std::make_unique<Part>(outboxSchema(), from.outbox, to.outbox));
  parts.push_back(std::make_unique<Part>(versionsSchema(), from.versions, to.versions));

  const bool again = parts.front()->isUnfinished();
  for (const auto& part : parts) {
    if (!part->isUnfinished() && !again) part->requireEmpty();
  }
  std::int64_t all = 0;
  for (const auto& part : parts) all += 2 * part->lock();
  for (const auto& part : parts) part->begin(again);
  std::int64_t done = 0;
  const auto count = [&](std::int64_t rows) { progress(done += rows, all); };
  for (const auto& part : parts) part->copy(count);
  for (const auto& part : parts) part->compare(count);
  std::vector<MovedTable> moved;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) (*part)->finish();
  for (const auto& part : parts) {
    moved.insert(moved.end(), part->moved().begin(), part->moved().end());
  }
  return moved;
}

}  // namespace sohoa::store

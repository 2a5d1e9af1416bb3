#include "store/sqlite_catalogue.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "core/text.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/sqlite.h"

namespace sohoa::store {

using core::DeliveryReceipt;
using core::Error;
using core::SignedCopy;

namespace {

std::string stored(const std::map<std::string, core::FieldContent>& fields) {
  using nlohmann::json;
  return json(fields).dump(-1, ' ', false, json::error_handler_t::replace);
}

// Each text on a line of its own.
void appendWords(std::string& out, const core::FieldContent& content) {
  if (const auto* text = std::get_if<std::string>(&content)) {
    out.append("\n").append(*text);
    return;
  }
  for (const auto& text : std::get<std::vector<std::string>>(content)) {
    out.append("\n").append(text);
  }
}

std::string words(const SignedCopy& copy) {
  std::string out = copy.title;
  for (const auto& [name, value] : copy.fields) appendWords(out, value);
  return core::toNfc(out + "\n" + copy.text);
}

std::optional<DeliveryReceipt> receiptOf(sqlite::Database& database, const std::string& copy_id) {
  sqlite::Statement row(database, "SELECT content, accepted FROM copy WHERE copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return DeliveryReceipt{copy_id, row.digest(0), row.time(1)};
}

void insert(sqlite::Database& database, const SignedCopy& copy, core::Timestamp accepted) {
  database.run(
      "INSERT INTO copy (copy_id, kind, title, unit, batch, case_file, subject, fields, pages, "
      "level, content, size, created, accepted, product) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      copy.id, copy.kind, copy.title, copy.unit, copy.batch, copy.case_file, copy.subject,
      stored(copy.fields), copy.pages, copy.level, copy.content, copy.size, copy.created, accepted,
      core::slug(copy.product));
  const auto id = database.lastInsertId();
  database.run("INSERT INTO copy_text (copy, text) VALUES (?, ?)", id, copy.text);
  const std::string text = words(copy);
  database.run("INSERT INTO copy_words (rowid, exact, folded) VALUES (?, ?, ?)", id,
               core::toLower(text), core::foldMarks(text));
}

}  // namespace

SqliteCatalogue::SqliteCatalogue(const std::filesystem::path& path, Options options)
    : database_(std::make_unique<sqlite::Database>(path, options.busy_timeout)) {
  try {
    migrate(*database_, catalogueSchema());
  } catch (const Error& error) {
    throw error.at(path.string());
  }
}

SqliteCatalogue::~SqliteCatalogue() = default;

DeliveryReceipt SqliteCatalogue::add(const SignedCopy& copy, core::Timestamp accepted) {
  const std::lock_guard lock(mutex_);
  sqlite::Transaction transaction(*database_);
  if (const auto first = receiptOf(*database_, copy.id)) {
    if (first->content != copy.content) throw Error(core::kCopyConflict, {.detail = copy.id});
    return *first;
  }
  insert(*database_, copy, accepted);
  transaction.commit();
  return {copy.id, copy.content, accepted};
}

std::optional<DeliveryReceipt> SqliteCatalogue::receipt(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  return receiptOf(*database_, copy_id);
}

void SqliteCatalogue::forEach(const std::function<void(const DeliveryReceipt&)>& visit) const {
  constexpr int kPage = 500;
  std::int64_t last = 0;
  for (;;) {
    std::vector<DeliveryReceipt> receipts;
    {
      const std::lock_guard lock(mutex_);
      sqlite::Statement row(*database_,
                            "SELECT id, copy_id, content, accepted FROM copy WHERE id > ? "
                            "ORDER BY id LIMIT ?");
      row.bind(last, kPage);
      while (row.step()) {
        last = row.integer(0);
        receipts.push_back({row.text(1), row.digest(2), row.time(3)});
      }
    }
    if (receipts.empty()) return;
    for (const auto& receipt : receipts) visit(receipt);
  }
}

}  // namespace sohoa::store

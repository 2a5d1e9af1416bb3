#include "store/sql_catalogue.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "core/text.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql.h"
#include "store/word_index.h"

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

std::optional<DeliveryReceipt> receiptOf(sql::Connection& database, const std::string& copy_id) {
  sql::Statement row(database, "SELECT content, accepted FROM copy WHERE copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return DeliveryReceipt{copy_id, row.digest(0), row.time(1)};
}

std::string textOf(const SignedCopy& copy, const std::string& field) {
  const auto found = copy.fields.find(field);
  const auto* text =
      found == copy.fields.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? std::string() : *text;
}

// The new row, or 0 when somebody else has added this copy just now.
std::int64_t insert(sql::Connection& connection, const SignedCopy& copy, core::Timestamp accepted) {
  return connection.value(
      "INSERT INTO copy (id, copy_id, kind, title, unit, batch, case_file, subject, fields, pages, "
      "level, content, size, created, accepted, product, number, issued) "
      "VALUES (" +
          std::string(kNextNumber) +
          ", ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (copy_id) DO NOTHING "
          "RETURNING id",
      copy.id, copy.kind, copy.title, copy.unit, copy.batch, copy.case_file, copy.subject,
      stored(copy.fields), copy.pages, copy.level, copy.content, copy.size, copy.created, accepted,
      core::slug(copy.product), textOf(copy, "so_ky_hieu"), textOf(copy, "ngay_ban_hanh"));
}

}  // namespace

std::string searchedWords(const std::string& title,
                          const std::map<std::string, core::FieldContent>& fields,
                          const std::string& text) {
  std::string out = title;
  for (const auto& [name, value] : fields) appendWords(out, value);
  return core::toNfc(out + "\n" + text);
}

std::string searchedWordsOfRow(const std::string& title, const std::string& fields,
                               const std::string& text) {
  try {
    const auto parsed =
        nlohmann::json::parse(fields).get<std::map<std::string, core::FieldContent>>();
    return searchedWords(title, parsed, text);
  } catch (const nlohmann::json::exception&) {
    throw Error(kDamaged, {.detail = "fields of a copy"});
  }
}

SqlCatalogue::SqlCatalogue(const Location& location, Options options)
    : connection_(openDatabase(location, catalogueSchema(), options.busy_timeout)),
      words_(std::holds_alternative<PostgresUrl>(location) ? tsvectorIndex() : fts5Index()) {}

SqlCatalogue::~SqlCatalogue() = default;

DeliveryReceipt SqlCatalogue::add(const SignedCopy& copy, core::Timestamp accepted) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  // Numbers become visible in their order, so that whoever follows the changes misses none.
  connection_->passAlone("copies");
  if (connection_->value("SELECT count(*) FROM tombstone WHERE copy_id = ?", copy.id) != 0) {
    throw Error(core::kCopyRemoved, {.detail = copy.id});
  }
  const auto id = insert(*connection_, copy, accepted);
  if (id == 0) {
    const auto first = receiptOf(*connection_, copy.id);
    if (!first || first->content != copy.content)
      throw Error(core::kCopyConflict, {.detail = copy.id});
    return *first;
  }
  words_.add(*connection_, id, copy.text, searchedWords(copy.title, copy.fields, copy.text));
  transaction.commit();
  return {copy.id, copy.content, accepted};
}

std::optional<DeliveryReceipt> SqlCatalogue::receipt(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  return receiptOf(*connection_, copy_id);
}

void SqlCatalogue::forEach(const std::function<void(const DeliveryReceipt&)>& visit) const {
  constexpr int kPage = 500;
  std::int64_t last = 0;
  for (;;) {
    std::vector<DeliveryReceipt> receipts;
    {
      const std::lock_guard lock(mutex_);
      sql::Statement row(*connection_,
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

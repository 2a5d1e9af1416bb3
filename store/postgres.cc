#include "store/postgres.h"

#include <poll.h>

#include <charconv>
#include <new>

#include "core/digest.h"
#include "core/text.h"
#include "store/errors.h"

namespace sohoa::store::postgres {
namespace {

// Types of parameters, from the server's catalogue of types (pg_type.dat): they never change.
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kText = 25;

// A transaction that hears nothing from its program for so long is rolled back by the server: a
// worker that was stopped in the middle must not hold rows, nor keep dead ones from being cleared.
constexpr std::string_view kIdleInTransaction = "15s";
// A statement that takes longer has gone astray; waiting for locks ends long before.
constexpr std::string_view kStatement = "300s";

void ignoreNotice(void*, const PGresult*) {}

// For messages: where, without who and the password. Also tells whether it is an address at all.
std::string nameOf(const std::string& url) {
  using Options = core::UniqueHandle<PQconninfoOption, &PQconninfoFree>;
  char* message = nullptr;
  const Options options(PQconninfoParse(url.c_str(), &message));
  PQfreemem(message);
  if (!options) {
    throw core::Error(core::kBadSettings, {.detail = "not an address of a PostgreSQL database"});
  }
  const auto value = [&](std::string_view keyword) {
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
      if (option->keyword == keyword && option->val != nullptr) return std::string(option->val);
    }
    return std::string();
  };
  const std::string host = value("host").empty() ? value("hostaddr") : value("host");
  const std::string port = value("port").empty() ? "" : ":" + value("port");
  return "postgresql://" + host + port + "/" + value("dbname");
}

// What a server in UTF-8 takes as text: no byte that is not UTF-8, and no zero.
std::string plainText(std::string_view text) {
  auto points = core::codePoints(text);
  for (auto& point : points) {
    if (point == 0) point = 0xFFFD;
  }
  return core::toUtf8(points);
}

std::string bigEndian(std::int64_t value) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (56 - 8 * i));
  }
  return bytes;
}

std::string identifier(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

}  // namespace

class Run final : public sql::Cursor {
 public:
  Run(Server& server, std::string_view sql) : server_(server), sql_(sql) {}

  void bind(std::span<const sql::Parameter> parameters) override {
    for (const auto& parameter : parameters) {
      using enum sql::Parameter::Type;
      const bool text = parameter.type == kText;
      arguments_.types.push_back(text                       ? postgres::kText
                                 : parameter.type == kBytes ? kBytea
                                                            : kInt8);
      arguments_.nulls.push_back(parameter.is_null);
      arguments_.values.push_back(parameter.type == kInteger ? bigEndian(parameter.integer)
                                  : text                     ? plainText(parameter.bytes)
                                                             : std::string(parameter.bytes));
    }
  }

  bool step() override {
    if (!result_) result_ = server_.execute(sql_, arguments_);
    return ++row_ < PQntuples(result_.get());
  }
  [[nodiscard]] int changes() const override {
    const std::string_view count = PQcmdTuples(result_.get());
    int changed = 0;
    std::from_chars(count.data(), count.data() + count.size(), changed);
    return changed;
  }

  [[nodiscard]] bool isNull(int column) const override {
    return PQgetisnull(result_.get(), row_, column) != 0;
  }
  [[nodiscard]] std::int64_t integer(int column) const override {
    const auto word = text(column);
    if (word == "t") return 1;
    std::int64_t value = 0;  // also for NULL and "f"
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
  }
  [[nodiscard]] std::string_view text(int column) const override {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }
  [[nodiscard]] std::string bytes(int column) const override {
    using Bytes = core::UniqueHandle<unsigned char, &PQfreemem>;
    if (isNull(column)) return {};
    std::size_t size = 0;
    const Bytes plain(PQunescapeBytea(
        reinterpret_cast<const unsigned char*>(PQgetvalue(result_.get(), row_, column)), &size));
    if (!plain) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(plain.get()), size};
  }

 private:
  Server& server_;
  std::string sql_;
  Server::Arguments arguments_;
  ResultHandle result_;
  int row_ = -1;
};

std::string withDollars(std::string_view sql) {
  std::string out;
  int last = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') in_text = !in_text;
    if (in_text || sql[i] != '?') {
      out += sql[i];
      continue;
    }
    int number = 0;
    const auto* end = sql.data() + sql.size();
    const auto read = std::from_chars(sql.data() + i + 1, end, number);
    if (read.ec == std::errc()) {
      i = static_cast<std::size_t>(read.ptr - sql.data()) - 1;
    } else {
      number = last + 1;
    }
    last = number;
    out += "$" + std::to_string(number);
  }
  return out;
}

const core::ErrorCode& codeFor(std::string_view sqlstate) {
  const auto type = sqlstate.substr(0, 2);
  // Serialization, deadlock, lock not to be had in time, statement cancelled, too many connections,
  // out of memory.
  for (const char* busy : {"40001", "40P01", "55P03", "57014", "53300", "53200"}) {
    if (sqlstate == busy) return core::kStoreBusy;
  }
  if (sqlstate == "53100") return core::kDiskFull;
  if (type == "XX" && sqlstate != "XX000") return kDamaged;
  // The connection itself, the server going down or coming up, a server that became a copy of
  // another, a transaction that idled for too long.
  if (type == "08" || type == "57" || sqlstate == "25006" || sqlstate == "25P03") {
    return kUnreachable;
  }
  if (type == "58") return core::kIo;
  if (type == "28" || type == "3D" || type == "3F" || sqlstate == "42501") {
    return core::kBadSettings;
  }
  return core::kInternal;
}

Server::Server(std::string url, Session session)
    : url_(std::move(url)), session_(std::move(session)), name_(nameOf(url_)) {
  connect();
}

void Server::connect() {
  prepared_.clear();
  // What the address says comes later and wins.
  const char* keywords[] = {
      "application_name",     "connect_timeout", "keepalives_idle", "tcp_user_timeout",
      "target_session_attrs", "dbname",          "client_encoding", nullptr};
  const char* values[] = {"sohoa",      "10",         "30",   "30000",
                          "read-write", url_.c_str(), "UTF8", nullptr};
  handle_.reset(PQconnectdbParams(keywords, values, 1));
  if (!handle_) throw std::bad_alloc();
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    throw core::Error(kUnreachable, {.file = name_, .detail = PQerrorMessage(handle_.get())});
  }
  PQsetNoticeReceiver(handle_.get(), &ignoreNotice, nullptr);
  const char* encoding = PQparameterStatus(handle_.get(), "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    throw core::Error(core::kBadSettings,
                      {.file = name_, .detail = "the database must be made with encoding UTF8"});
  }
  std::string settings = "SET search_path = " + identifier(session_.schema);
  settings += "; SET lock_timeout = " + std::to_string(session_.patience.count());
  settings.append("; SET statement_timeout = '").append(kStatement).append("'");
  settings.append("; SET idle_in_transaction_session_timeout = '").append(kIdleInTransaction);
  settings += "'; SET default_transaction_isolation = 'read committed'; SET bytea_output = 'hex'";
  settings.append("; ").append(session_.planning);
  static_cast<void>(checked(PQexec(handle_.get(), settings.c_str())));
}

bool Server::hungUp() {
  for (;;) {
    pollfd socket{PQsocket(handle_.get()), POLLIN | POLLRDHUP, 0};
    if (::poll(&socket, 1, 0) <= 0) return false;
    if ((socket.revents & (POLLHUP | POLLRDHUP | POLLERR | POLLNVAL)) != 0) return true;
    if (PQconsumeInput(handle_.get()) == 0) return true;  // else a notice, and perhaps more
  }
}

void Server::recover() {
  if (open_) {
    if (PQstatus(handle_.get()) == CONNECTION_OK) return;
    throw core::Error(kUnreachable, {.file = name_, .detail = "lost within a transaction"});
  }
  if (PQstatus(handle_.get()) == CONNECTION_OK && !hungUp()) return;
  connect();
  if (!session_.look) return;
  try {
    session_.look(*this);
  } catch (...) {
    handle_.reset();  // the next statement looks again
    throw;
  }
}

ResultHandle Server::checked(PGresult* raw) const {
  ResultHandle result(raw);
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
  const auto field = [&](int code) {
    const char* text = PQresultErrorField(result.get(), code);
    return std::string(text == nullptr ? "" : text);
  };
  const auto sqlstate = field(PG_DIAG_SQLSTATE);
  // Without DETAIL: it shows the values of rows.
  if (sqlstate.empty()) {
    throw core::Error(kUnreachable, {.file = name_, .detail = PQerrorMessage(handle_.get())});
  }
  throw core::Error(
      codeFor(sqlstate),
      {.file = name_, .detail = field(PG_DIAG_MESSAGE_PRIMARY) + " (" + sqlstate + ")"});
}

std::unique_ptr<sql::Cursor> Server::prepare(std::string_view sql) {
  return std::make_unique<Run>(*this, sql);
}

void Server::execute(const std::string& script) {
  recover();
  static_cast<void>(checked(PQexec(handle_.get(), script.c_str())));
}

const std::string& Server::prepared(const std::string& sql, const std::vector<Oid>& types) {
  auto known = prepared_.find(sql);
  if (known == prepared_.end()) {
    const auto name = "s" + std::to_string(prepared_.size());
    static_cast<void>(checked(PQprepare(handle_.get(), name.c_str(), withDollars(sql).c_str(),
                                        static_cast<int>(types.size()), types.data())));
    known = prepared_.emplace(sql, name).first;
  }
  return known->second;
}

ResultHandle Server::execute(const std::string& sql, const Arguments& arguments) {
  recover();
  const auto& name = prepared(sql, arguments.types);
  const auto count = arguments.values.size();
  std::vector<const char*> values(count);
  std::vector<int> lengths(count);
  const std::vector<int> formats(count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = arguments.nulls[i] ? nullptr : arguments.values[i].data();
    lengths[i] = static_cast<int>(arguments.values[i].size());
  }
  return checked(PQexecPrepared(handle_.get(), name.c_str(), static_cast<int>(count), values.data(),
                                lengths.data(), formats.data(), 0));
}

void Server::begin(Access access) {
  recover();
  static_cast<void>(checked(PQexec(
      handle_.get(), access != Access::kRead ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                                             : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")));
  open_ = true;
}

void Server::commit() {
  recover();
  const auto result = checked(PQexec(handle_.get(), "COMMIT"));
  open_ = false;
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    throw core::Error(core::kInternal, {.file = name_, .detail = "committed after a failure"});
  }
}

void Server::rollback() noexcept {
  open_ = false;
  if (PQstatus(handle_.get()) != CONNECTION_OK) return;
  const ResultHandle result(PQexec(handle_.get(), "ROLLBACK"));
}

void Server::passAlone(const std::string& name) {
  const auto digest = core::sha256(name);
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < sizeof key; ++i) key = (key << 8U) | digest.bytes()[i];
  run("SELECT pg_advisory_xact_lock(?)", static_cast<std::int64_t>(key));
}

void Server::holdTables(const std::string& names) {
  execute("SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE " + names +
          " IN SHARE MODE");
}

std::int64_t Server::lastNumber(const std::string& table, const std::string& column) {
  return value(
      "SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident(?1), ?2)::regclass)", table,
      column);
}

void Server::goOnBehind(const std::string& table, const std::string& column, std::int64_t number) {
  run("SELECT setval(pg_get_serial_sequence(quote_ident(?1), ?2)::regclass, ?3) "
      "WHERE pg_get_serial_sequence(quote_ident(?1), ?2) IS NOT NULL",
      table, column, number);
}

std::vector<std::string> Server::damage() {
  const auto failures =
      value("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()");
  if (failures == 0) return {};
  return {"database server: " + std::to_string(failures) + " blocks failed their checksum"};
}

}  // namespace sohoa::store::postgres

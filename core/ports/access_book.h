#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/access.h"
#include "core/clock.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kClientThere{
    "access.client_there", Retry::kNever, "Mã hệ thống kết nối này đã có; hãy chọn mã khác.",
    "There is a client with this id already; choose another id."};
inline constexpr ErrorCode kNoSuchClient{
    "access.no_such_client", Retry::kNever,
    "Không có hệ thống kết nối nào mang mã này; hãy xem 'sohoa client list'.",
    "There is no client with this id; see 'sohoa client list'."};
inline constexpr ErrorCode kReuseConflict{
    "access.reuse_conflict", Retry::kNever,
    "Khoá này đã ghi một lần tái sử dụng khác; lần đã ghi giữ nguyên.",
    "Another reuse was recorded under this key; it stays as it is."};

// A program that talks to the server on behalf of an office.
struct ApiClient {
  std::string id;    // as it names itself
  std::string name;  // for people
  std::string unit;  // its office
  std::string sees;  // papers of this unit and those below it; kEveryUnit: of all
  Roles roles;
  std::string secret;       // how its secret is checked; never the secret itself
  std::string certificate;  // thumbprint its tokens are bound to (RFC 8705); empty: none
  int per_minute = 600;     // requests
  bool disabled = false;
  Timestamp created;
};

// How actions begin that are about an account: "account.logged_in", "account.changed". Of these
// `copy` is the id of the account that it was done to, `unit` the office of that account (empty:
// there is no such account), `purpose` is empty and `case_file` says what became of it.
inline constexpr std::string_view kAccountActions = "account.";

// An account that may read looked at a person's paper, or asked for one that it may not see; or
// somebody logged in, or changed an account. Names no person but by the ids of accounts.
struct AccessEntry {
  Timestamp at;
  std::string client;
  std::string unit{};       // the client's
  std::string action{};     // operation of the API: "getCopyContent"
  std::string copy{};       // id; empty: none in particular
  std::string purpose{};    // as the client said it
  std::string case_file{};  // as the client said it
  int status = 0;           // what it was told (HTTP)
};

struct LoggedAccess {
  std::int64_t number = 0;  // from 1, without gaps
  AccessEntry entry;
};

// A copy served in place of a paper.
struct Reuse {
  std::string key;  // of the client's own; one key, one reuse
  std::string client;
  std::string unit;  // whose case it served
  std::string copy;
  std::string case_file;
  std::string purpose;
  Timestamp at;
};

// Who may come in, who looked at what, and what was used again. Durable when a call returns. Safe
// for several threads and processes. Throws Error(kStoreBusy).
class AccessBook {
 public:
  virtual ~AccessBook() = default;

  // --- accounts
  // Throws Error(kClientThere).
  virtual void addClient(const ApiClient& client) = 0;
  // Shows `change` the client as it stands, nobody changing it meanwhile, and keeps what that makes
  // of it, all but id and created; returns the outcome. `change` uses no book; what it throws
  // leaves the client as it was. Throws Error(kNoSuchClient).
  virtual ApiClient changeClient(const std::string& id,
                                 const std::function<void(ApiClient&)>& change) = 0;
  [[nodiscard]] virtual std::optional<ApiClient> client(const std::string& id) const = 0;
  [[nodiscard]] virtual std::vector<ApiClient> clients() const = 0;  // by id

  // --- requests that may come twice
  struct Remembered {
    std::string fingerprint;  // of the request
    std::string answer;
  };
  [[nodiscard]] virtual std::optional<Remembered> remembered(const std::string& client,
                                                             const std::string& key) const = 0;
  // The first answer under a key stays.
  virtual void remember(const std::string& client, const std::string& key,
                        const Remembered& request, Timestamp now) = 0;

  // --- the access log
  // All or none, in order, each chained to the one before by SHA-256.
  virtual void log(const std::vector<AccessEntry>& entries) = 0;
  struct LogQuery {
    std::optional<std::string> copy;
    std::optional<std::string> client;
    std::int64_t after = 0;  // number of the last one seen
    int limit = 100;
    bool about_accounts = false;  // only these; else all
    bool newest_first = false;    // `after`: only those before it; 0: from the last one
  };
  // Oldest first, unless the query says otherwise.
  [[nodiscard]] virtual std::vector<LoggedAccess> logged(const LogQuery& query) const = 0;
  // Empty when the chain is whole; else the number of the first entry that does not fit.
  [[nodiscard]] virtual std::string logProblem() const = 0;

  // --- reuse
  // Again with the same key and content: the first record. Throws Error(kReuseConflict).
  virtual Reuse recordReuse(const Reuse& reuse) = 0;
  struct ReuseQuery {
    std::optional<std::string> copy;
    std::optional<std::string> unit;
    std::optional<Timestamp> from;   // at or after
    std::optional<Timestamp> until;  // before
    std::int64_t after = 0;
    int limit = 100;
  };
  struct NumberedReuse {
    std::int64_t number = 0;
    Reuse reuse;
  };
  // Oldest first.
  [[nodiscard]] virtual std::vector<NumberedReuse> reuses(const ReuseQuery& query) const = 0;
};

}  // namespace sohoa::core

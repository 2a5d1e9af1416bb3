#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/ports/access_book.h"
#include "core/ports/operator_book.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kBeyondOwnRights{
    "access.beyond_own_rights", core::Retry::kConfigure,
    "Không ai trao được vai trò hay đơn vị mà chính mình không có, hoặc cấp lại quyền vào cho tài "
    "khoản có nhiều quyền hơn mình.",
    "Nobody can give a role or a unit that he does not hold himself, or renew the access of an "
    "account that may do more than he."};
inline constexpr core::ErrorCode kOwnAccount{
    "access.own_account", core::Retry::kNever,
    "Không ai tự đổi quyền của chính mình; hãy nhờ người quản trị khác.",
    "Nobody changes the rights of his own account; ask another administrator."};

// Who administers accounts: what it may give, and to whom.
struct Manager {
  std::string id;  // as the log names it
  core::Roles roles;
  // Offices that it administers; nothing: all.
  std::optional<std::vector<std::string>> scope;

  // Somebody at the machine itself, who holds the files of the home anyway.
  [[nodiscard]] static Manager atTheMachine();
  [[nodiscard]] bool rules(const std::string& unit, const std::string& sees) const;
  [[nodiscard]] bool holds(const core::Roles& roles) const;
};

// Absent members stay as they are.
struct AccountChange {
  std::optional<std::string> name = {};
  std::optional<std::string> unit = {};
  std::optional<std::string> sees = {};
  std::optional<core::Roles> roles = {};
  std::optional<bool> disabled = {};
  std::optional<std::string> subject = {};      // of operators
  std::optional<int> per_minute = {};           // of clients
  std::optional<std::string> certificate = {};  // of clients
};

// The administration of accounts: who may change what, and that it stands in the access log before
// it is done. An account outside the manager's offices is answered as one that is not there. Safe
// for several threads. Each throws Error of the books, Error(kBeyondOwnRights) and
// Error(kOwnAccount).
class Accounts {
 public:
  Accounts(core::OperatorBook& operators, core::AccessBook& book, const core::Clock& clock)
      : operators_(operators), book_(book), clock_(clock) {}

  [[nodiscard]] std::vector<core::Operator> operators(const Manager& manager) const;
  void add(const Manager& manager, const core::Operator& person);
  core::Operator change(const Manager& manager, const std::string& id, const AccountChange& change);
  // `hash`: how it is checked. The person must change it unless `stays`. Ends its sessions.
  core::Operator setPassword(const Manager& manager, const std::string& id, const std::string& hash,
                             bool stays = false);
  // Empty: none from now on. `codes`: digests. Ends the person's sessions.
  core::Operator setSecondFactor(const Manager& manager, const std::string& id,
                                 const std::string& secret, const std::vector<std::string>& codes);
  void endSessions(const Manager& manager, const std::string& id);

  [[nodiscard]] std::vector<core::ApiClient> clients(const Manager& manager) const;
  void addClient(const Manager& manager, const core::ApiClient& client);
  core::ApiClient changeClient(const Manager& manager, const std::string& id,
                               const AccountChange& change);
  core::ApiClient setSecret(const Manager& manager, const std::string& id, const std::string& hash);

 private:
  [[nodiscard]] core::Operator held(const Manager& manager, const std::string& id) const;
  [[nodiscard]] core::ApiClient heldClient(const Manager& manager, const std::string& id) const;
  // Logs what is about to be done, does it, and logs when it failed after all.
  void noted(const Manager& manager, const std::string& action, const std::string& account,
             const std::string& unit, const std::string& what, const std::function<void()>& work);

  core::OperatorBook& operators_;
  core::AccessBook& book_;
  const core::Clock& clock_;
};

}  // namespace sohoa::pipeline

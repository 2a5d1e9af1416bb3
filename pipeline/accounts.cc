#include "pipeline/accounts.h"

#include <algorithm>

namespace sohoa::pipeline {

using core::ApiClient;
using core::Error;
using core::Operator;

namespace {

constexpr int kDoneStatus = 200;
constexpr int kFailedStatus = 409;

template <class Account>
void apply(const AccountChange& change, Account& account) {
  if (change.name) account.name = *change.name;
  if (change.unit) account.unit = *change.unit;
  if (change.sees) account.sees = *change.sees;
  if (change.roles) account.roles = *change.roles;
  if (change.disabled) account.disabled = *change.disabled;
  if constexpr (std::is_same_v<Account, Operator>) {
    if (change.subject) account.subject = *change.subject;
  } else {
    if (change.per_minute) account.per_minute = *change.per_minute;
    if (change.certificate) account.certificate = *change.certificate;
  }
}

// What the log says of it: rights, never names.
template <class Account>
std::string described(const Account& account) {
  return "roles=" + joined(account.roles) + ";unit=" + account.unit + ";sees=" + account.sees +
         (account.disabled ? ";disabled" : "");
}

// Whoever lets somebody in gives all that the account holds.
template <class Account>
void requireGivable(const Manager& manager, const Account& account) {
  if (!manager.holds(account.roles) || !manager.rules(account.unit, account.sees)) {
    throw Error(kBeyondOwnRights, {});
  }
}

// To take away is always allowed; what is new must be the manager's own to give.
template <class Account>
void requireAllowed(const Manager& manager, const Account& before, const Account& after) {
  core::Roles added;
  std::set_difference(after.roles.begin(), after.roles.end(), before.roles.begin(),
                      before.roles.end(), std::inserter(added, added.end()));
  const bool moved = before.unit != after.unit || before.sees != after.sees;
  if (!manager.holds(added) || !manager.rules(after.unit, after.sees)) {
    throw Error(kBeyondOwnRights, {});
  }
  const bool let_in = before.disabled && !after.disabled;
  if (moved || let_in) requireGivable(manager, after);
}

}  // namespace

Manager Manager::atTheMachine() {
  return {
      .id = "machine",
      .roles = {core::Role::kScan, core::Role::kReview, core::Role::kCertify, core::Role::kArchive,
                core::Role::kRead, core::Role::kAudit, core::Role::kAdmin},
      .scope = std::nullopt};
}

bool Manager::rules(const std::string& unit, const std::string& sees) const {
  if (!scope) return true;
  const auto has = [&](const std::string& one) {
    return std::find(scope->begin(), scope->end(), one) != scope->end();
  };
  return has(unit) && has(sees);
}

bool Manager::holds(const core::Roles& wanted) const {
  return std::includes(roles.begin(), roles.end(), wanted.begin(), wanted.end());
}

void Accounts::noted(const Manager& manager, const std::string& action, const std::string& account,
                     const std::string& unit, const std::string& what,
                     const std::function<void()>& work) {
  core::AccessEntry entry{.at = clock_.now(),
                          .client = manager.id,
                          .unit = unit,
                          .action = std::string(core::kAccountActions) + action,
                          .copy = account,
                          .purpose = {},
                          .case_file = what,
                          .status = kDoneStatus};
  book_.log({entry});
  try {
    work();
  } catch (const Error& error) {
    entry.status = kFailedStatus;
    entry.case_file = "not done: " + std::string(error.code().slug);
    book_.log({entry});
    throw;
  }
}

Operator Accounts::held(const Manager& manager, const std::string& id) const {
  auto person = operators_.operatorById(id);
  if (!person || !manager.rules(person->unit, person->sees)) {
    throw Error(core::kNoSuchOperator, {});
  }
  return *std::move(person);
}

ApiClient Accounts::heldClient(const Manager& manager, const std::string& id) const {
  auto client = book_.client(id);
  if (!client || !manager.rules(client->unit, client->sees)) throw Error(core::kNoSuchClient, {});
  return *std::move(client);
}

std::vector<Operator> Accounts::operators(const Manager& manager) const {
  auto people = operators_.operators();
  std::erase_if(people, [&](const Operator& one) { return !manager.rules(one.unit, one.sees); });
  return people;
}

void Accounts::add(const Manager& manager, const Operator& person) {
  requireGivable(manager, person);
  noted(manager, "added", person.id, person.unit, described(person),
        [&] { operators_.addOperator(person); });
}

Operator Accounts::change(const Manager& manager, const std::string& id,
                          const AccountChange& change) {
  const auto before = held(manager, id);
  auto after = before;
  apply(change, after);
  if (id == manager.id) {
    const bool rights = after.roles != before.roles || after.unit != before.unit ||
                        after.sees != before.sees || after.disabled != before.disabled ||
                        after.subject != before.subject;
    if (rights) throw Error(kOwnAccount, {});
  }
  requireAllowed(manager, before, after);
  // A new identity lets somebody else in.
  if (after.subject != before.subject) requireGivable(manager, after);
  noted(manager, "changed", id, after.unit, described(after), [&] {
    after = operators_.changeOperator(id, [&](Operator& now) {
      const auto was = now;
      apply(change, now);
      requireAllowed(manager, was, now);  // somebody may have been faster
      if (now.subject != was.subject) requireGivable(manager, now);
    });
    const bool less =
        before.roles != after.roles || before.sees != after.sees || before.subject != after.subject;
    if (after.disabled || less) operators_.endSessions(id);
  });
  return after;
}

Operator Accounts::setPassword(const Manager& manager, const std::string& id,
                               const std::string& hash, bool stays) {
  auto person = held(manager, id);
  if (id == manager.id) throw Error(kOwnAccount, {});
  requireGivable(manager, person);
  noted(manager, "password_set", id, person.unit, {}, [&] {
    person = operators_.changeOperator(id, [&](Operator& now) {
      requireGivable(manager, now);
      now.password = hash;
      now.must_change = !stays;
    });
    operators_.endSessions(id);
  });
  return person;
}

Operator Accounts::setSecondFactor(const Manager& manager, const std::string& id,
                                   const std::string& secret,
                                   const std::vector<std::string>& codes) {
  auto person = held(manager, id);
  if (id == manager.id) throw Error(kOwnAccount, {});
  requireGivable(manager, person);
  noted(manager, secret.empty() ? "second_factor_removed" : "second_factor_set", id, person.unit,
        {}, [&] {
          person = operators_.changeOperator(id, [&](Operator& now) {
            requireGivable(manager, now);
            now.totp = secret;
          });
          operators_.setRecoveryCodes(id, codes);
          operators_.endSessions(id);
        });
  return person;
}

void Accounts::endSessions(const Manager& manager, const std::string& id) {
  const auto person = held(manager, id);
  noted(manager, "sessions_ended", id, person.unit, {}, [&] { operators_.endSessions(id); });
}

std::vector<ApiClient> Accounts::clients(const Manager& manager) const {
  auto clients = book_.clients();
  std::erase_if(clients, [&](const ApiClient& one) { return !manager.rules(one.unit, one.sees); });
  return clients;
}

void Accounts::addClient(const Manager& manager, const ApiClient& client) {
  requireGivable(manager, client);
  noted(manager, "client_added", client.id, client.unit, described(client),
        [&] { book_.addClient(client); });
}

ApiClient Accounts::changeClient(const Manager& manager, const std::string& id,
                                 const AccountChange& change) {
  const auto before = heldClient(manager, id);
  auto after = before;
  apply(change, after);
  requireAllowed(manager, before, after);
  if (after.certificate != before.certificate) requireGivable(manager, after);
  noted(manager, "client_changed", id, after.unit, described(after), [&] {
    after = book_.changeClient(id, [&](ApiClient& now) {
      const auto was = now;
      apply(change, now);
      requireAllowed(manager, was, now);
      if (now.certificate != was.certificate) requireGivable(manager, now);
    });
  });
  return after;
}

ApiClient Accounts::setSecret(const Manager& manager, const std::string& id,
                              const std::string& hash) {
  auto client = heldClient(manager, id);
  requireGivable(manager, client);
  noted(manager, "client_secret_set", id, client.unit, {}, [&] {
    client = book_.changeClient(id, [&](ApiClient& now) {
      requireGivable(manager, now);
      now.secret = hash;
    });
  });
  return client;
}

}  // namespace sohoa::pipeline

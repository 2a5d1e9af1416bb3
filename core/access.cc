#include "core/access.h"

#include "core/ports/operator_book.h"

#include <array>
#include <utility>

namespace sohoa::core {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 7> kRoles{{{Role::kScan, "scan"},
                                                                   {Role::kReview, "review"},
                                                                   {Role::kCertify, "certify"},
                                                                   {Role::kArchive, "archive"},
                                                                   {Role::kRead, "read"},
                                                                   {Role::kAudit, "audit"},
                                                                   {Role::kAdmin, "admin"}}};

}  // namespace

std::string_view slug(Role wanted) {
  for (const auto& [role, word] : kRoles) {
    if (role == wanted) return word;
  }
  return "";
}

std::optional<Role> role(std::string_view wanted) {
  for (const auto& [role, word] : kRoles) {
    if (word == wanted) return role;
  }
  return std::nullopt;
}

std::string joined(const Roles& roles) {
  std::string out;
  for (const auto role : roles) out.append(out.empty() ? "" : ",").append(slug(role));
  return out;
}

Roles rolesFrom(std::string_view joined) {
  Roles roles;
  while (!joined.empty()) {
    const auto end = joined.find(',');
    if (const auto one = role(joined.substr(0, end))) roles.insert(*one);
    if (end == std::string_view::npos) break;
    joined.remove_prefix(end + 1);
  }
  return roles;
}

std::string_view slug(Session::Stage stage) {
  switch (stage) {
    case Session::Stage::kCode:
      return "code";
    case Session::Stage::kPassword:
      return "password";
    case Session::Stage::kFull:
      return "full";
  }
  return "";
}

}  // namespace sohoa::core

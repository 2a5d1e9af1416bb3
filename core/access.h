#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace sohoa::core {

// What an account may do, within its unit and the units below it.
enum class Role {
  kScan,     // feed papers, see how they get on
  kReview,   // correct what was read
  kCertify,  // certify copies from originals
  kArchive,  // deliver copies into the warehouse, run backlogs
  kRead,     // search, read and reuse copies, for a purpose
  kAudit,    // see who read what
  kAdmin,    // accounts, webhooks, settings
};
[[nodiscard]] std::string_view slug(Role role);  // "scan", "review", …
[[nodiscard]] std::optional<Role> role(std::string_view slug);

using Roles = std::set<Role>;
// "read,scan", in the order of the enumeration; empty for none.
[[nodiscard]] std::string joined(const Roles& roles);
// Unknown words are left out.
[[nodiscard]] Roles rolesFrom(std::string_view joined);

// The unit of accounts that belong to no one office: all units there are.
inline constexpr std::string_view kEveryUnit = "*";

}  // namespace sohoa::core

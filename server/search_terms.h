#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/ports/warehouse.h"
#include "core/unit_tree.h"
#include "server/route.h"

namespace sohoa::server {

inline constexpr int kMostCopies = 200;  // on a page of results

// What somebody looks for, as it came.
struct SearchTerms {
  std::map<std::string, std::string> texts;
  int limit = 20;

  // NFC; nothing when it was left out or is empty.
  [[nodiscard]] std::optional<std::string> text(const char* name) const;
};

// Out of the query of a GET, which has no other names, or the body of a POST. Throw
// Error(kBadRequest).
[[nodiscard]] SearchTerms termsOf(std::map<std::string, std::string> query);
[[nodiscard]] SearchTerms termsOfBody(const std::string& body);

// Only of what the caller may see. Throws Error(kBadRequest).
[[nodiscard]] core::SearchQuery queryOf(const SearchTerms& terms, const Caller& caller,
                                        const core::UnitTree& units);

}  // namespace sohoa::server

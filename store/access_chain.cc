#include "store/access_chain.h"

#include <fmt/format.h>

namespace sohoa::store {

core::Sha256 chained(const core::Sha256& before, const core::LoggedAccess& access) {
  const auto& entry = access.entry;
  std::string text = fmt::format("{}|{}|{}|{}", before.hex(), access.number,
                                 entry.at.time_since_epoch().count(), entry.status);
  for (const auto* part :
       {&entry.client, &entry.unit, &entry.action, &entry.copy, &entry.purpose, &entry.case_file}) {
    text += fmt::format("|{}:{}", part->size(), *part);
  }
  return core::sha256(text);
}

}  // namespace sohoa::store

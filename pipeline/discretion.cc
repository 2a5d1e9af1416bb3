#include "pipeline/discretion.h"

#include <algorithm>

namespace sohoa::pipeline {

Discretion::Discretion(core::WorkStore& store, const std::string& batch) {
  std::set<core::Id> closed;
  for (const auto& row : store.documents(batch)) {
    if (!row.document.secret) continue;
    ++secrets_;
    closed.insert(row.master);
  }
  // Also what only a reason in quarantine says to be secret.
  for (const auto& row : store.quarantined(batch)) {
    if (row.code.find("secret") != std::string::npos) closed.insert(row.master);
  }
  for (const auto& master : store.masters(batch)) {
    if (closed.contains(master.id) || master.state != core::MasterState::kComposed) continue;
    const auto pages = store.pages(master.id);
    const bool all_read = std::all_of(pages.begin(), pages.end(), [](const auto& page) {
      return page.state == core::PageState::kRead && page.result;
    });
    if (all_read) open_.insert(master.id);
  }
}

}  // namespace sohoa::pipeline

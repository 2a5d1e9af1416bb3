#include "pipeline/discretion.h"

#include <algorithm>

#include "core/text.h"

namespace sohoa::pipeline {

namespace {

// Also what only a reason in quarantine says to be secret.
bool tellsOfSecret(const core::QuarantineRow& row) {
  return row.code.find("secret") != std::string::npos;
}

bool isSecret(const core::DocumentRow& row) { return row.document.secret.has_value(); }

bool allRead(core::WorkStore& store, const core::MasterRow& master) {
  if (master.state != core::MasterState::kComposed) return false;
  const auto pages = store.pages(master.id);
  return std::all_of(pages.begin(), pages.end(), [](const auto& page) {
    return page.state == core::PageState::kRead && page.result;
  });
}

}  // namespace

std::optional<std::string> secrecyOf(const core::Document& document) {
  const auto field = document.fields.find("do_mat");
  if (field == document.fields.end()) return std::nullopt;
  const auto* said = std::get_if<std::string>(&field->second.value);
  if (said == nullptr || said->empty()) return std::nullopt;
  for (const char* level : {"TUYỆT MẬT", "TỐI MẬT"}) {
    if (core::toLower(*said) == core::toLower(level)) return level;
  }
  return "MẬT";
}

Discretion::Discretion(core::WorkStore& store, const std::string& batch) {
  for (const auto& row : store.documents(batch)) {
    if (!isSecret(row)) continue;
    ++secrets_;
    closed_.insert(row.master);
  }
  for (const auto& row : store.quarantined(batch)) {
    if (tellsOfSecret(row)) closed_.insert(row.master);
  }
  for (const auto& master : store.masters(batch)) {
    if (!closed_.contains(master.id) && allRead(store, master)) open_.insert(master.id);
  }
}

bool Discretion::mayPicture(core::WorkStore& store, const core::MasterRow& master) {
  const auto documents = store.documentsOf(master.id);
  if (std::any_of(documents.begin(), documents.end(), isSecret)) return false;
  const auto held = store.quarantined(master.batch);
  const bool told = std::any_of(held.begin(), held.end(), [&](const auto& row) {
    return row.master == master.id && tellsOfSecret(row);
  });
  return !told && allRead(store, master);
}

}  // namespace sohoa::pipeline

#include "pipeline/held_items.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

namespace sohoa::pipeline {

using nlohmann::json;

namespace {

// Whoever asks over the network need not know where files lie here, only to tell them apart.
std::string commonFolder(const std::vector<core::QuarantineRow>& rows) {
  if (rows.empty()) return {};
  std::string common = rows.front().path.substr(0, rows.front().path.rfind('/') + 1);
  for (const auto& row : rows) {
    while (!row.path.starts_with(common)) {
      common.resize(common.size() - 1);
      common.resize(common.rfind('/') + 1);
    }
  }
  return common;
}

}  // namespace

std::string reasonAlone(const core::QuarantineRow& row, core::Language language) {
  const std::string whole(core::pick(language, row.reason_vi, row.reason_en));
  auto text = whole.substr(0, whole.find(" [" + row.code));
  const auto name = std::filesystem::path(row.path).filename().string();
  const auto before = row.page ? std::string(core::pick(language, "trang ", "page ")) +
                                     std::to_string(*row.page + 1) + ": "
                               : name + ": ";
  if (const auto at = text.find(before); at != std::string::npos) {
    text.erase(0, at + before.size());
  }
  return name.empty() || text.find(name) == std::string::npos ? text : row.code;
}

HeldItems::HeldItems(core::WorkStore& store, const std::string& batch) : discretion_(store, batch) {
  for (auto& row : store.quarantined(batch)) {
    if (row.code.find("secret") != std::string::npos ||
        (row.master != 0 && discretion_.holdsSecret(row.master))) {
      ++secrets_;
    } else {
      rows_.push_back(std::move(row));
    }
  }
  std::sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  folder_ = commonFolder(rows_);
}

std::string HeldItems::nameOf(const core::QuarantineRow& row) const {
  return row.path.substr(folder_.size());
}

json HeldItems::reasonsJson(core::Language language) const {
  std::map<std::string, std::vector<const core::QuarantineRow*>> by_code;
  for (const auto& row : rows_) by_code[row.code].push_back(&row);
  std::vector<const std::vector<const core::QuarantineRow*>*> order;
  for (const auto& [code, rows] : by_code) order.push_back(&rows);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->size() > b->size(); });
  json out = json::array();
  for (const auto* rows : order) {
    const auto& first = *rows->front();
    out.push_back(
        {{"code", first.code}, {"count", rows->size()}, {"reason", reasonAlone(first, language)}});
  }
  return out;
}

json HeldItems::itemsJson(const std::optional<std::string>& code, core::Id after, std::size_t limit,
                          core::Language language) const {
  json out = json::array();
  for (const auto& row : rows_) {
    if (out.size() == limit) break;
    if (row.id <= after || (code && row.code != *code)) continue;
    out.push_back({{"id", row.id},
                   {"file", row.master == 0 ? json(nullptr) : json(row.master)},
                   {"name", nameOf(row)},
                   {"page", row.page ? json(*row.page) : json(nullptr)},
                   {"code", row.code},
                   {"reason", reasonAlone(row, language)},
                   {"stage", core::slug(row.stage)},
                   {"since", core::formatIso8601(row.since)},
                   {"picture", row.master != 0 && discretion_.mayPicture(row.master)}});
  }
  return out;
}

}  // namespace sohoa::pipeline

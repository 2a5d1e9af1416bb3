#include "pipeline/batch_json.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "pipeline/held_items.h"

namespace sohoa::pipeline {

using nlohmann::json;

json sheetsJson(const core::SheetBalance& b) {
  json sheets = {{"fed", b.fed},     {"stored", b.stored},       {"kept", b.kept},
                 {"blank", b.blank}, {"separator", b.separator}, {"quarantined", b.quarantined}};
  if (b.second_images > 0) sheets["second_images"] = b.second_images;
  return sheets;
}

json quarantinedJson(const std::vector<core::QuarantineRow>& rows, core::Language language) {
  json held = json::array();
  for (const auto& row : rows) {
    held.push_back({{"id", row.id},
                    {"path", row.path},
                    {"page", row.page ? json(*row.page) : json(nullptr)},
                    {"code", row.code},
                    {"reason", core::pick(language, row.reason_vi, row.reason_en)}});
  }
  return held;
}

json progressJson(const core::Progress& progress) {
  return {{"jobs_open", progress.jobs_open},
          {"jobs_running", progress.jobs_running},
          {"pages_done", progress.pages_done},
          {"pages_total", progress.pages_total},
          {"copies_done", progress.copies_done},
          {"copies_total", progress.copies_total},
          {"reviews_waiting", progress.reviews_waiting}};
}

json batchJson(core::WorkStore& store, const core::BatchRow& batch, core::Language language) {
  json copies = json::array();
  for (const auto& row : store.documents(batch.id)) {
    if (row.state != core::DocumentState::kDelivered) continue;
    copies.push_back({{"id", row.copy_id},
                      {"kind", row.document.kind},
                      {"pages", row.document.pages},
                      {"sha256", row.agency_pdf ? row.agency_pdf->hex() : ""}});
  }
  const HeldItems items(store, batch.id);
  auto held = quarantinedJson(items.rows(), language);
  // Whoever asks over the network need not know where files lie here.
  for (auto& row : held) {
    row["path"] = std::filesystem::path(row["path"].get<std::string>()).filename().string();
  }
  return {{"batch", batch.id},
          {"created", core::formatIso8601(batch.created)},
          {"lane", slug(batch.lane)},
          {"unit", batch.unit},
          {"paused", batch.paused},
          {"sheets", sheetsJson(store.balance(batch.id))},
          {"progress", progressJson(store.progress(batch.id))},
          {"copies", std::move(copies)},
          {"quarantined", std::move(held)},
          {"secrets", items.secrets()}};
}

}  // namespace sohoa::pipeline

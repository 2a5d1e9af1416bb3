#include "pipeline/report_json.h"

#include <nlohmann/json.hpp>

namespace sohoa::pipeline {

using nlohmann::json;

namespace {

json cellJson(const ReportCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return *count;
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  return nullptr;
}

}  // namespace

json reportJson(const Report& report, core::Language language) {
  const auto word = [&](const Words& words) { return core::pick(language, words.vi, words.en); };
  json columns = json::array();
  for (const auto& one : report.columns) {
    columns.push_back({{"key", one.key}, {"title", word(one.title)}, {"sort", slug(one.sort)}});
  }
  json rows = json::array();
  for (const auto& cells : report.rows) {
    json row = json::object();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      row[report.columns[i].key] = cellJson(cells[i]);
    }
    rows.push_back(std::move(row));
  }
  json notes = json::array();
  for (const auto& note : report.notes) notes.push_back(word(note));
  return {{"report", report.id},     {"title", word(report.title)}, {"unit", report.unit},
          {"from", report.from},     {"until", report.until},       {"columns", std::move(columns)},
          {"rows", std::move(rows)}, {"notes", std::move(notes)}};
}

}  // namespace sohoa::pipeline

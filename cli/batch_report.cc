#include "cli/batch_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "pipeline/batch_json.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

std::map<std::string, json> fieldValues(const core::Document& document) {
  std::map<std::string, json> values;
  for (const auto& [name, field] : document.fields) values[name] = field.value;
  return values;
}

json copyJson(const core::DocumentRow& row, const std::string& path) {
  return {{"id", row.copy_id},
          {"path", path},
          {"kind", row.document.kind},
          {"title", row.document.title},
          {"pages", row.document.pages},
          {"fields", fieldValues(row.document)},
          {"result_code", row.document.result_code},
          {"file_name", row.document.file_name},
          {"sha256", row.agency_pdf ? row.agency_pdf->hex() : ""}};
}

}  // namespace

std::string quarantineLine(const core::QuarantineRow& row, core::Language language) {
  std::string reason(core::pick(language, row.reason_vi, row.reason_en));
  const auto file = std::filesystem::path(row.path).filename().string();
  if (reason.find(file) != std::string::npos) return reason;
  std::string line = file;
  if (row.page) {
    line += fmt::format(", {} {}", core::pick(language, "trang", "page"), *row.page + 1);
  }
  line += ": " + reason;
  return reason.find("[" + row.code) != std::string::npos ? line : line + " [" + row.code + "]";
}

namespace {

std::string balanceMark(const core::SheetBalance& balance, const Terminal& terminal) {
  if (balance.waiting > 0) {
    return terminal.format("  (còn chờ {})", "  ({} waiting)", balance.waiting);
  }
  return balance.closes() ? "  ✓" : "  ✗";
}

bool isCopy(const core::DocumentRow& row) { return row.state == core::DocumentState::kDelivered; }

}  // namespace

BatchReport::BatchReport(core::WorkStore& store, const std::string& batch)
    : batch_(batch),
      balance_(store.balance(batch)),
      documents_(store.documents(batch)),
      quarantined_(store.quarantined(batch)),
      reviews_(store.progress(batch).reviews_waiting) {
  for (const auto& input : store.inputs(batch)) {
    if (input.master && !input.duplicate) paths_[*input.master] = input.path;
  }
}

void BatchReport::addBatch(core::WorkStore& store, const std::string& batch,
                           const std::set<core::Id>& masters) {
  for (auto& row : store.documents(batch)) {
    if (masters.contains(row.master)) documents_.push_back(std::move(row));
  }
  for (auto& row : store.quarantined(batch)) {
    if (masters.contains(row.master)) quarantined_.push_back(std::move(row));
  }
  for (const auto& input : store.inputs(batch)) {
    if (input.master && !input.duplicate) paths_[*input.master] = input.path;
  }
}

void BatchReport::addIngest(core::WorkStore& store, const pipeline::IngestReport& ingest) {
  std::map<std::string, std::set<core::Id>> elsewhere;
  for (const auto& file : ingest.known) {
    if (file.master.batch != batch_) elsewhere[file.master.batch].insert(file.master.id);
  }
  for (const auto& [batch, masters] : elsewhere) addBatch(store, batch, masters);
  taken_ = ingest.taken;
  duplicates_ = ingest.duplicates;
  known_ = ingest.known;
  ignored_ = ingest.ignored;
}

bool BatchReport::clean() const {
  // What waits for a person did not fail.
  const bool settled = balance_.waiting == 0 ? balance_.closes() : reviews_ > 0;
  return quarantined_.empty() && duplicates_.empty() && settled;
}

std::string BatchReport::pathOf(core::Id master) const {
  const auto path = paths_.find(master);
  return path == paths_.end() ? std::string() : path->second;
}

json BatchReport::json(core::Language language) const {
  nlohmann::json copies = nlohmann::json::array();
  for (const auto& row : documents_) {
    if (isCopy(row)) copies.push_back(copyJson(row, pathOf(row.master)));
  }
  const auto linked = [](const std::vector<pipeline::LinkedFile>& files) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& file : files) {
      list.push_back({{"path", file.path.string()},
                      {"same_as", file.master.name},
                      {"batch", file.master.batch}});
    }
    return list;
  };
  nlohmann::json ignored = nlohmann::json::array();
  for (const auto& path : ignored_) ignored.push_back(path.string());
  return {{"batch", batch_},
          {"sheets", pipeline::sheetsJson(balance_)},
          {"documents", static_cast<int>(documents_.size())},
          {"reviews_waiting", reviews_},
          {"copies", std::move(copies)},
          {"quarantined", pipeline::quarantinedJson(quarantined_, language)},
          {"duplicates", linked(duplicates_)},
          {"already_done", static_cast<int>(known_.size())},
          {"taken", taken_},
          {"ignored", std::move(ignored)}};
}

void BatchReport::print(Terminal& terminal) const {
  for (const auto& row : quarantined_) {
    terminal.say(core::printable("✗ " + quarantineLine(row, terminal.language())));
  }
  for (const auto& file : duplicates_) {
    terminal.say(core::printable(terminal.format(
        "✗ {}: trùng nội dung với {}; đã liên kết, không nạp hai lần. [scan.duplicate]",
        "✗ {}: same content as {}; linked, not taken twice. [scan.duplicate]", file.path.string(),
        file.master.name)));
  }
  for (const auto& path : ignored_) {
    terminal.say(core::printable(terminal.format("· không phải bản quét, bỏ qua: {}",
                                                 "· not a scan, left alone: {}", path.string())));
  }
  const auto& b = balance_;
  const auto copies = std::count_if(documents_.begin(), documents_.end(), isCopy);
  terminal.print(terminal.format("Lô {}", "Batch {}", batch_));
  terminal.print(terminal.format(
      "  tờ nạp {} = lưu {} = giữ {} + trắng {} + phân cách {} + cách ly {}{}",
      "  sheets fed {} = stored {} = kept {} + blank {} + separator {} + quarantined {}{}", b.fed,
      b.stored, b.kept, b.blank, b.separator, b.quarantined, balanceMark(b, terminal)));
  if (b.second_images > 0) {
    terminal.print(terminal.format("  trong đó {} ảnh chụp lại sau khi gỡ giấy dán",
                                   "  of these {} second images of pages with a note",
                                   b.second_images));
  }
  terminal.print(terminal.format("  giấy tờ {}, bản sao đã ký {}",
                                 "  documents {}, signed copies {}", documents_.size(), copies));
  if (reviews_ > 0) {
    terminal.print(terminal.format("  {} giấy tờ chờ người soát (bảng điều khiển, mục Soát)",
                                   "  {} documents wait for a person (console, Review)", reviews_));
  }
}

}  // namespace sohoa::cli

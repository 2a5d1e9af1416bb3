#include "pipeline/batch_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/csv.h"
#include "pipeline/batch_json.h"

namespace sohoa::pipeline {
namespace {

using nlohmann::json;

void addDoubts(const core::DocumentRow& row, const std::string& path,
               std::vector<std::pair<double, Doubt>>& doubts) {
  for (const auto& item : row.document.review) {
    Doubt doubt;
    doubt.master = row.master;
    doubt.copy_id = row.copy_id;
    doubt.title = row.document.title;
    doubt.path = path;
    doubt.field = item.field;
    doubt.reason = item.reason;
    const auto field = row.document.fields.find(item.field);
    if (field != row.document.fields.end()) {
      doubt.value = textOf(field->second.value);
      doubt.confidence = field->second.confidence;
      doubt.page = field->second.page;
      doubt.box = field->second.box;
    }
    doubts.emplace_back(item.value, std::move(doubt));
  }
}

json signOffJson(const core::SignOff& each) {
  return {{"person", each.person},
          {"remark", each.remark},
          {"at", core::formatIso8601(each.at)},
          {"sheets", sheetsJson(each.balance)}};
}

}  // namespace

const core::MasterRow* ReportFacts::master(core::Id id) const {
  const auto found =
      std::find_if(masters.begin(), masters.end(), [&](const auto& each) { return each.id == id; });
  return found == masters.end() ? nullptr : &*found;
}

std::string ReportFacts::caseOf(core::Id id) const {
  const auto* row = master(id);
  if (row == nullptr) return {};
  return row->case_file.empty() ? row->name : row->case_file;
}

std::string textOf(const core::FieldContent& content) {
  if (const auto* text = std::get_if<std::string>(&content)) return *text;
  std::string joined;
  for (const auto& each : std::get<std::vector<std::string>>(content)) {
    joined += (joined.empty() ? "" : "; ") + each;
  }
  return joined;
}

ReportFacts reportFacts(core::WorkStore& store, core::BatchLedger& ledger,
                        const core::BatchRow& batch, const Discretion& discretion) {
  ReportFacts facts;
  facts.batch = batch;
  facts.balance = store.balance(batch.id);
  facts.masters = store.masters(batch.id);
  facts.quarantined = store.quarantined(batch.id);
  facts.sign_offs = ledger.signOffs(batch.id);
  facts.hand_count = handCount(ledger, batch.id);
  facts.secret_papers = discretion.secretPapers();
  for (auto& input : store.inputs(batch.id)) {
    if (input.master && !input.duplicate) facts.paths[*input.master] = input.path;
    if (input.duplicate) facts.duplicates.push_back(std::move(input));
  }
  std::vector<std::pair<double, Doubt>> doubts;
  for (auto& row : store.documents(batch.id)) {
    if (!Discretion::mayTell(row)) continue;
    addDoubts(row, facts.paths[row.master], doubts);
    facts.papers.push_back(std::move(row));
  }
  std::stable_sort(doubts.begin(), doubts.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [value, doubt] : doubts) facts.doubts.push_back(std::move(doubt));
  return facts;
}

void leaveOutSecretFiles(ReportFacts& facts, const Discretion& discretion) {
  const auto of_secret = [&](const auto& row) { return discretion.holdsSecret(row.master); };
  std::erase_if(facts.papers, of_secret);
  std::erase_if(facts.doubts, of_secret);
  std::erase_if(facts.quarantined, [&](const core::QuarantineRow& row) {
    return row.code.find("secret") != std::string::npos || of_secret(row);
  });
  std::erase_if(facts.duplicates, [&](const core::InputRow& row) {
    return row.master && discretion.holdsSecret(*row.master);
  });
}

std::string reportCsv(const ReportFacts& facts, core::Language language) {
  std::set<std::string> names;
  for (const auto& row : facts.papers) {
    for (const auto& [name, field] : row.document.fields) names.insert(name);
  }
  std::vector<std::string> head{"path",  "case_file", "copy", "state",  "kind",        "title",
                                "pages", "page",      "code", "reason", "result_code", "doubtful"};
  head.insert(head.end(), names.begin(), names.end());
  std::string out = std::string(core::kCsvMark) + core::csvLine(head);
  const auto at = [&](core::Id master) {
    const auto path = facts.paths.find(master);
    return path == facts.paths.end() ? std::string() : path->second;
  };
  for (const auto& row : facts.papers) {
    std::string doubtful;
    for (const auto& item : row.document.review) {
      doubtful += (doubtful.empty() ? "" : " ") + item.field;
    }
    std::vector<std::string> cells{at(row.master),
                                   facts.caseOf(row.master),
                                   row.copy_id,
                                   std::string(core::slug(row.state)),
                                   row.document.kind,
                                   row.document.title,
                                   std::to_string(row.document.pages.size()),
                                   "",
                                   "",
                                   "",
                                   row.document.result_code,
                                   doubtful};
    for (const auto& name : names) {
      const auto field = row.document.fields.find(name);
      cells.push_back(field == row.document.fields.end() ? "" : textOf(field->second.value));
    }
    out += core::csvLine(cells);
  }
  for (const auto& row : facts.quarantined) {
    std::vector<std::string> cells{
        row.path, facts.caseOf(row.master),
        "",       "quarantined",
        "",       "",
        "",       row.page ? std::to_string(*row.page + 1) : "",
        row.code, std::string(core::pick(language, row.reason_vi, row.reason_en)),
        "",       ""};
    cells.resize(head.size());
    out += core::csvLine(cells);
  }
  return out;
}

json reportJson(const ReportFacts& facts, core::Language language) {
  json doubts = json::array();
  for (const auto& each : facts.doubts) {
    doubts.push_back({{"copy", each.copy_id},
                      {"path", each.path},
                      {"field", each.field},
                      {"reason", each.reason},
                      {"value", each.value},
                      {"confidence", each.confidence},
                      {"page", each.page ? json(*each.page) : json(nullptr)}});
  }
  json copies = json::array();
  for (const auto& row : facts.papers) {
    copies.push_back({{"id", row.copy_id},
                      {"state", core::slug(row.state)},
                      {"kind", row.document.kind},
                      {"title", row.document.title},
                      {"case_file", facts.caseOf(row.master)},
                      {"pages", row.document.pages}});
  }
  json held = json::array();
  for (const auto& row : facts.quarantined) {
    held.push_back({{"id", row.id},
                    {"path", row.path},
                    {"page", row.page ? json(*row.page) : json(nullptr)},
                    {"code", row.code},
                    {"reason", core::pick(language, row.reason_vi, row.reason_en)}});
  }
  json duplicates = json::array();
  for (const auto& input : facts.duplicates) {
    const auto first = facts.paths.find(input.master.value_or(0));
    duplicates.push_back(
        {{"path", input.path}, {"same_as", first == facts.paths.end() ? "" : first->second}});
  }
  json signed_off = json::array();
  for (const auto& each : facts.sign_offs) signed_off.push_back(signOffJson(each));
  return {{"batch", facts.batch.id},
          {"created", core::formatIso8601(facts.batch.created)},
          {"sheets", sheetsJson(facts.balance)},
          {"hand_count", handCountJson(facts.hand_count)},
          {"documents", std::move(copies)},
          {"quarantined", std::move(held)},
          {"duplicates", std::move(duplicates)},
          {"sign_offs", std::move(signed_off)},
          {"doubts", std::move(doubts)},
          {"secret_papers", facts.secret_papers}};
}

}  // namespace sohoa::pipeline

#include "pipeline/log_anchor.h"

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace sohoa::pipeline {
namespace {

constexpr const char* kRecord = "access_log";
constexpr int kAtATime = 1000;

core::Sha256 digestOf(const core::LoggedAccess& line) {
  const auto& entry = line.entry;
  const nlohmann::json json{line.number,   core::formatIso8601(entry.at),
                            entry.client,  entry.unit,
                            entry.action,  entry.copy,
                            entry.purpose, entry.case_file,
                            entry.status};
  return core::sha256(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::vector<core::LoggedAccess> behind(const core::AccessBook& log, std::int64_t number,
                                       int limit) {
  core::AccessBook::LogQuery query;
  query.after = number;
  query.limit = limit;
  return log.logged(query);
}

}  // namespace

std::string logAnchorProblem(const core::AccessBook& log, core::UpkeepBook& book) {
  const auto anchor = book.anchor(kRecord);
  if (!anchor) return {};
  const auto number = std::to_string(anchor->number);
  const auto line = behind(log, anchor->number - 1, 1);
  if (line.empty()) return "it ends before entry " + number + ", which was there";
  if (line[0].number != anchor->number || digestOf(line[0]) != anchor->chain) {
    return "entry " + number + " is another than it was";
  }
  return {};
}

void moveLogAnchor(const core::AccessBook& log, core::UpkeepBook& book, core::Timestamp now) {
  if (!logAnchorProblem(log, book).empty()) return;
  const auto anchor = book.anchor(kRecord);
  std::int64_t last = anchor ? anchor->number : 0;
  std::optional<core::LoggedAccess> line;
  for (auto lines = behind(log, last, kAtATime); !lines.empty();
       lines = behind(log, last, kAtATime)) {
    line = lines.back();
    last = line->number;
  }
  if (line) book.setAnchor(kRecord, {line->number, digestOf(*line)}, now);
}

}  // namespace sohoa::pipeline

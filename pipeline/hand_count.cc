#include "pipeline/hand_count.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace sohoa::pipeline {
namespace {

constexpr const char* kCounted = "sheets_counted";
constexpr const char* kScanned = "sheets_scanned";

// A package from elsewhere may say anything there.
std::optional<int> numberIn(const core::CasePlace& place, const char* name) {
  const auto found = place.parts.find(name);
  if (found == place.parts.end()) return {};
  const auto& text = found->second;
  int number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || number < 0) return {};
  return number;
}

}  // namespace

void keepHandCount(core::BatchLedger& ledger, const std::string& batch, core::CasePlace place,
                   const HandCount& count) {
  place.parts[kCounted] = std::to_string(count.counted);
  place.parts[kScanned] = std::to_string(count.scanned);
  ledger.place(batch, place);
}

std::optional<HandCount> handCount(core::BatchLedger& ledger, const std::string& batch) {
  std::optional<HandCount> sum;
  for (const auto& place : ledger.places(batch)) {
    const auto counted = numberIn(place, kCounted);
    const auto scanned = numberIn(place, kScanned);
    if (!counted || !scanned) continue;
    if (!sum) sum.emplace();
    sum->counted += *counted;
    sum->scanned += *scanned;
  }
  return sum;
}

nlohmann::json handCountJson(const std::optional<HandCount>& count) {
  if (!count) return nullptr;
  return {{"counted", count->counted}, {"scanned", count->scanned}};
}

}  // namespace sohoa::pipeline

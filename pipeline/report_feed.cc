#include "pipeline/report_feed.h"

#include <cmath>
#include <map>
#include <tuple>

namespace sohoa::pipeline {

using core::ReportCount;

namespace {

constexpr int kCopiesARound = 200;  // as many as the catalogue gives
constexpr double kStep = 1.1;

std::string dayOf(core::Timestamp time) { return core::formatIso8601(time).substr(0, 10); }

class Sums {
 public:
  void add(const std::string& unit, core::Timestamp at, const std::string& measure,
           std::int64_t count, int bucket = 0) {
    if (count != 0) sums_[{unit, dayOf(at), measure, bucket}] += count;
  }
  [[nodiscard]] std::vector<ReportCount> all() const {
    std::vector<ReportCount> counts;
    for (const auto& [key, count] : sums_) {
      const auto& [unit, day, measure, bucket] = key;
      counts.push_back({unit, day, measure, bucket, count});
    }
    return counts;
  }

 private:
  std::map<std::tuple<std::string, std::string, std::string, int>, std::int64_t> sums_;
};

}  // namespace

int waitBucket(std::chrono::milliseconds wait) {
  const double seconds = std::chrono::duration<double>(wait).count();
  return seconds <= 1 ? 0 : static_cast<int>(std::lround(std::log(seconds) / std::log(kStep)));
}

double secondsOf(int bucket) { return std::pow(kStep, bucket); }

bool ReportFeed::round() {
  // A word more whenever there is more to count: then all is counted anew.
  const auto incarnation = parts_.catalogue.incarnation() + " results";
  const auto place = parts_.book.place();
  if (!place || place->incarnation != incarnation) {
    parts_.book.beginAnew(place, {incarnation, 0, parts_.clock.now()});
    return true;
  }
  const auto changes = parts_.catalogue.changes(place->number, std::nullopt, kCopiesARound);
  if (changes.last == place->number) return false;
  std::vector<std::string> ids;
  std::map<std::string, const core::SearchHit*> copies;
  Sums sums;
  const auto isResult = [&](const std::string& kind) { return parts_.results.contains(kind); };
  for (const auto& copy : changes.copies) {
    sums.add(copy.unit, copy.created, std::string(slug(copy.product)), 1);
    sums.add(copy.unit, copy.created, "pages", copy.pages);
    if (copy.product == core::Product::kDigitised && isResult(copy.kind)) {
      sums.add(copy.unit, copy.created, "results", 1);
    }
    ids.push_back(copy.id);
    copies[copy.id] = &copy;
  }
  // What went before the counting began was never counted in. Certified copies and those archived
  // as they came are no part of what was digitised.
  for (const auto& gone : changes.removed) {
    if (gone.product != core::Product::kDigitised) continue;
    if (gone.removed < place->begun) continue;
    sums.add(gone.unit, gone.removed, "removed", 1);
    if (isResult(gone.kind)) sums.add(gone.unit, gone.removed, "results_removed", 1);
  }
  for (const auto& times : parts_.facts.times(ids)) {
    const auto& copy = *copies.at(times.copy);
    sums.add(copy.unit, copy.created, "wait", 1, waitBucket(times.signed_at - times.taken));
  }
  parts_.book.count(*place, changes.last, sums.all());
  return changes.more || changes.last != place->number;
}

}  // namespace sohoa::pipeline

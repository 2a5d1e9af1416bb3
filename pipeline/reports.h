#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/error.h"
#include "core/ports/report_book.h"
#include "core/ports/review_book.h"
#include "core/ports/work_facts.h"
#include "core/unit_tree.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kNoSuchReport{
    "report.no_such_report", core::Retry::kNever,
    "Không có báo cáo này; có: digitisation, reuse, throughput, units, turnaround, review, "
    "quarantine, national_index.",
    "There is no such report; there are: digitisation, reuse, throughput, units, turnaround, "
    "review, quarantine, national_index."};
inline constexpr core::ErrorCode kBadPeriod{
    "report.bad_period", core::Retry::kNever,
    "Kỳ báo cáo phải là hai ngày YYYY-MM-DD, ngày đầu không sau ngày cuối, nhiều nhất mười năm.",
    "A period is two days YYYY-MM-DD, the first not after the last, ten years at most."};

// A line of words in both languages.
struct Words {
  std::string vi;
  std::string en;
};

struct ReportColumn {
  enum class Sort { kText, kCount, kPercent, kSeconds };
  std::string key;
  Words title;
  Sort sort = Sort::kText;
};
[[nodiscard]] std::string_view slug(ReportColumn::Sort sort);  // "text", "count", …

// Nothing: it cannot be said. Shares are in percent.
using ReportCell = std::variant<std::monostate, std::string, std::int64_t, double>;

struct Report {
  std::string id;
  Words title;
  std::string unit;   // empty: all that the reader may see
  std::string from;   // first day
  std::string until;  // last day
  std::vector<ReportColumn> columns;
  std::vector<std::vector<ReportCell>> rows;  // a cell a column
  std::vector<Words> notes;                   // what a reader must know to read it rightly
};

struct ReportQuery {
  std::string report;
  std::string unit;  // this and those below it; empty: all
  std::string from;
  std::string until;
  std::optional<std::vector<std::string>> scope;  // offices the reader may see; nothing: all
};

// How often people corrected what was read, by field: made elsewhere.
struct FieldEffort {
  std::string unit;
  std::string field;
  std::int64_t accepted = 0;
  std::int64_t corrected = 0;
  double seconds = 0;  // spent, all together
};
using ReviewEffort =
    std::function<std::vector<FieldEffort>(core::Timestamp from, core::Timestamp until)>;

// `units`: by batch. The time of a review is shared among the fields it saw.
[[nodiscard]] std::vector<FieldEffort> effortByField(
    const std::vector<core::ReviewEffort>& reviews,
    const std::map<std::string, std::string>& units);

struct ReportTargets {
  std::map<std::string, int> digitised{{"city", 70}, {"district", 60}, {"ward", 55}};  // by level
  int reused = 80;
};

// Reports for an inspector, from the records themselves. Each costs as much for a million copies as
// for ten. Safe for several threads.
class Reports {
 public:
  Reports(core::ReportBook& book, const core::WorkFacts& facts, core::UnitTree units,
          ReportTargets targets, std::string own_unit, ReviewEffort effort = {})
      : book_(book),
        facts_(facts),
        units_(std::move(units)),
        targets_(std::move(targets)),
        own_unit_(std::move(own_unit)),
        effort_(std::move(effort)) {}

  // Throws Error(kNoSuchReport), Error(kBadPeriod), Error of the stores.
  [[nodiscard]] Report make(const ReportQuery& query) const;
  [[nodiscard]] const core::UnitTree& units() const { return units_; }
  [[nodiscard]] const ReportTargets& targets() const { return targets_; }
  [[nodiscard]] core::ReportBook& book() const { return book_; }

 private:
  struct Offices;
  void digitisation(Report& report, const Offices& offices) const;
  void reuse(Report& report, const Offices& offices) const;
  void throughput(Report& report, const Offices& offices) const;
  void perUnit(Report& report, const Offices& offices) const;
  void turnaround(Report& report, const Offices& offices) const;
  void review(Report& report, const Offices& offices) const;
  void quarantine(Report& report, const Offices& offices) const;
  void nationalIndex(Report& report, const Offices& offices) const;

  core::ReportBook& book_;
  const core::WorkFacts& facts_;
  core::UnitTree units_;
  ReportTargets targets_;
  std::string own_unit_;
  ReviewEffort effort_;
};

// Numbers that a person may give for an office and its days.
[[nodiscard]] const std::vector<std::pair<std::string, Words>>& reportMeasures();
// Throws Error(kBadPeriod).
void requirePeriod(const std::string& from, const std::string& until);
// RFC 4180, UTF-8 with its mark; no cell is taken for a formula.
[[nodiscard]] std::string reportCsv(const Report& report, bool english);

}  // namespace sohoa::pipeline

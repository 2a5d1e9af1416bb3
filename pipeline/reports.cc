#include "pipeline/reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/clock.h"
#include "core/csv.h"
#include "pipeline/report_feed.h"

namespace sohoa::pipeline {

using core::Error;
using core::ReportBook;
using Sort = ReportColumn::Sort;

namespace {

constexpr std::string_view kFirstDay = "0000-00-00";

using PerUnit = std::map<std::string, std::int64_t>;
using Row = std::vector<ReportCell>;

ReportColumn column(const char* key, const char* vi, const char* en, Sort sort = Sort::kText) {
  return {key, {vi, en}, sort};
}

PerUnit perUnitOf(const std::vector<ReportBook::Sum>& sums) {
  PerUnit counts;
  for (const auto& sum : sums) counts[sum.unit] += sum.count;
  return counts;
}

std::int64_t of(const PerUnit& counts, const std::string& unit) {
  const auto found = counts.find(unit);
  return found == counts.end() ? 0 : found->second;
}

core::Timestamp startOf(const std::string& day) {
  return core::parseIso8601(day + "T00:00:00+07:00");
}
core::Timestamp endOf(const std::string& day) { return startOf(day) + std::chrono::hours(24); }

// Nothing of nothing is no share.
ReportCell share(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return {};
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

ReportCell reached(const ReportCell& rate, std::optional<int> target) {
  if (!target || !std::holds_alternative<double>(rate)) return {};
  return std::string(std::get<double>(rate) >= *target ? "yes" : "no");
}

// The wait that a share of all waits does not exceed.
ReportCell quantile(const std::map<int, std::int64_t>& buckets, double part) {
  std::int64_t all = 0;
  for (const auto& [bucket, count] : buckets) all += count;
  if (all == 0) return {};
  std::int64_t seen = 0;
  for (const auto& [bucket, count] : buckets) {
    seen += count;
    if (static_cast<double>(seen) >= part * static_cast<double>(all)) return secondsOf(bucket);
  }
  return {};
}

std::string shown(const ReportCell& cell, Sort sort) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return std::to_string(*count);
  if (const auto* number = std::get_if<double>(&cell)) {
    return fmt::format("{:.{}f}", *number, sort == Sort::kPercent ? 1 : 0);
  }
  return {};
}

}  // namespace

std::string_view slug(Sort sort) {
  switch (sort) {
    case Sort::kText:
      return "text";
    case Sort::kCount:
      return "count";
    case Sort::kPercent:
      return "percent";
    case Sort::kSeconds:
      return "seconds";
  }
  return "text";
}

// The offices that a report is about.
struct Reports::Offices {
  const core::UnitTree& tree;
  std::optional<std::vector<std::string>> scope;
  std::optional<std::vector<std::string>> chosen;

  [[nodiscard]] bool has(const std::string& unit) const {
    const auto in = [&](const std::optional<std::vector<std::string>>& list) {
      return !list || std::find(list->begin(), list->end(), unit) != list->end();
    };
    return in(scope) && in(chosen);
  }
  [[nodiscard]] std::optional<core::UnitTree::Office> find(const std::string& unit) const {
    return tree.find(unit);
  }
  [[nodiscard]] std::string name(const std::string& unit) const {
    const auto office = find(unit);
    return !office || office->name.empty() ? unit : office->name;
  }
  // Those of the tree in its order, and others that have records.
  [[nodiscard]] std::vector<std::string> all(std::initializer_list<const PerUnit*> records) const {
    std::vector<std::string> units;
    for (const auto& office : tree.offices()) {
      if (has(office.id)) units.push_back(office.id);
    }
    for (const auto* counts : records) {
      for (const auto& [unit, count] : *counts) {
        if (has(unit) && std::find(units.begin(), units.end(), unit) == units.end()) {
          units.push_back(unit);
        }
      }
    }
    return units;
  }
};

const std::vector<std::pair<std::string, Words>>& reportMeasures() {
  static const std::vector<std::pair<std::string, Words>> measures{
      {"results_in_force", {"Số kết quả giải quyết còn hiệu lực", "Results still in force"}},
      {"components_received",
       {"Số thành phần hồ sơ tiếp nhận", "Components of case files received"}}};
  return measures;
}

void requirePeriod(const std::string& from, const std::string& until) {
  for (const auto& day : {from, until}) {
    try {
      // What a calendar does not have comes back as another day.
      if (day.size() != 10 || core::formatIso8601(startOf(day)).substr(0, 10) != day) {
        throw Error(kBadPeriod, {});
      }
    } catch (const Error&) {
      throw Error(kBadPeriod, {});
    }
  }
  if (from > until || startOf(until) - startOf(from) > std::chrono::hours(24 * 3660)) {
    throw Error(kBadPeriod, {});
  }
}

std::vector<FieldEffort> effortByField(const std::vector<core::ReviewEffort>& reviews,
                                       const std::map<std::string, std::string>& units) {
  std::map<std::pair<std::string, std::string>, FieldEffort> sums;
  for (const auto& review : reviews) {
    const auto found = units.find(review.batch);
    const auto unit = found == units.end() ? std::string() : found->second;
    const double seconds = std::chrono::duration<double>(review.work).count();
    for (const auto& [field, corrections] : review.corrections) {
      auto& sum = sums[{unit, field}];
      sum.unit = unit;
      sum.field = field;
      ++(corrections > 0 ? sum.corrected : sum.accepted);
      sum.seconds += seconds / static_cast<double>(review.corrections.size());
    }
  }
  std::vector<FieldEffort> out;
  for (auto& [key, sum] : sums) out.push_back(std::move(sum));
  return out;
}

Report Reports::make(const ReportQuery& query) const {
  using Make = void (Reports::*)(Report&, const Offices&) const;
  static const std::map<std::string, std::pair<Words, Make>> reports{
      {"digitisation", {{"Tỷ lệ số hoá kết quả", "Digitisation rate"}, &Reports::digitisation}},
      {"reuse", {{"Tỷ lệ tái sử dụng", "Reuse rate"}, &Reports::reuse}},
      {"throughput", {{"Khối lượng theo ngày", "Copies a day"}, &Reports::throughput}},
      {"units", {{"Khối lượng theo đơn vị", "Copies by office"}, &Reports::perUnit}},
      {"turnaround",
       {{"Thời gian từ nạp đến ký", "Time from intake to signature"}, &Reports::turnaround}},
      {"review", {{"Công rà soát theo trường", "Review effort by field"}, &Reports::review}},
      {"quarantine", {{"Khu cách ly theo lý do", "Quarantine by reason"}, &Reports::quarantine}},
      {"national_index", {{"Bộ chỉ số quốc gia", "National index"}, &Reports::nationalIndex}}};
  const auto found = reports.find(query.report);
  if (found == reports.end()) throw Error(kNoSuchReport, {});
  requirePeriod(query.from, query.until);
  Report report;
  report.id = query.report;
  report.title = found->second.first;
  report.unit = query.unit;
  report.from = query.from;
  report.until = query.until;
  const Offices offices{units_, query.scope,
                        query.unit.empty() ? std::nullopt : units_.scope(query.unit)};
  (this->*found->second.second)(report, offices);
  return report;
}

void Reports::digitisation(Report& report, const Offices& offices) const {
  report.columns = {
      column("unit", "Mã đơn vị", "Unit"),
      column("name", "Đơn vị", "Office"),
      column("level", "Cấp", "Level"),
      column("digitised", "Kết quả đã số hoá", "Results digitised", Sort::kCount),
      column("results_in_force", "Kết quả còn hiệu lực", "Results in force", Sort::kCount),
      column("rate", "Tỷ lệ (%)", "Rate (%)", Sort::kPercent),
      column("target", "Chỉ tiêu (%)", "Target (%)", Sort::kCount),
      column("reached", "Đạt", "Reached"),
      column("given_by", "Người nhập mẫu số", "Denominator given by"),
      column("given_at", "Lúc nhập", "Given at")};
  PerUnit held = perUnitOf(book_.sums("results", std::string(kFirstDay), report.until, false));
  for (const auto& sum :
       book_.sums("results_removed", std::string(kFirstDay), report.until, false)) {
    held[sum.unit] = std::max<std::int64_t>(0, held[sum.unit] - sum.count);
  }
  std::map<std::string, core::ReportFigure> given;
  PerUnit named;
  for (const auto& figure : book_.figures(report.from, report.until)) {
    if (figure.measure != "results_in_force") continue;
    given[figure.unit] = figure;
    named[figure.unit] = figure.value;
  }
  bool missing = false;
  for (const auto& unit : offices.all({&held, &named})) {
    const auto office = offices.find(unit);
    const auto level = office ? office->level : std::string();
    const auto goal = targets_.digitised.find(level);
    const auto target =
        goal == targets_.digitised.end() ? std::nullopt : std::optional<int>(goal->second);
    const auto figure = given.find(unit);
    const bool known = figure != given.end();
    missing = missing || !known;
    const auto rate = known ? share(of(held, unit), figure->second.value) : ReportCell{};
    report.rows.push_back(
        Row{unit, offices.name(unit), level, of(held, unit),
            known ? ReportCell(figure->second.value) : ReportCell{}, rate,
            target ? ReportCell(std::int64_t{*target}) : ReportCell{}, reached(rate, target),
            known ? ReportCell(figure->second.person) : ReportCell{},
            known ? ReportCell(core::formatIso8601(figure->second.at)) : ReportCell{}});
  }
  report.notes.push_back(
      {"Kết quả đã số hoá: bản số hoá của các loại giấy tờ là kết quả thủ tục (đánh dấu trong hồ "
       "sơ "
       "loại giấy), có trong kho tính đến hết ngày cuối kỳ, trừ bản đã tiêu huỷ; bản chứng thực "
       "được "
       "làm từ bản số hoá nên không tính thêm.",
       "Results digitised: digitised copies of the kinds that are results of procedures (marked so "
       "in their profiles), in the warehouse by the end of the last day, less those disposed of; "
       "certified copies are made from these and not counted again."});
  if (missing) {
    report.notes.push_back(
        {"Có đơn vị chưa nhập số kết quả còn hiệu lực cho đúng kỳ này nên chưa tính được tỷ lệ.",
         "For some offices the number of results still in force was not given for these days, so "
         "there is no rate."});
  }
}

void Reports::reuse(Report& report, const Offices& offices) const {
  report.columns = {column("unit", "Mã đơn vị", "Unit"),
                    column("name", "Đơn vị", "Office"),
                    column("reused", "Lượt tái sử dụng", "Reused", Sort::kCount),
                    column("made", "Giấy tờ số hoá mới", "Newly digitised", Sort::kCount),
                    column("rate", "Tỷ lệ (%)", "Rate (%)", Sort::kPercent),
                    column("target", "Chỉ tiêu (%)", "Target (%)", Sort::kCount),
                    column("reached", "Đạt", "Reached")};
  const auto used = perUnitOf(book_.reuses(startOf(report.from), endOf(report.until)));
  auto made = perUnitOf(book_.sums("digitised", report.from, report.until, false));
  for (const auto& unit : offices.all({&used, &made})) {
    const auto rate = share(of(used, unit), of(used, unit) + of(made, unit));
    report.rows.push_back(Row{unit, offices.name(unit), of(used, unit), of(made, unit), rate,
                              std::int64_t{targets_.reused}, reached(rate, targets_.reused)});
  }
  report.notes.push_back(
      {"Tỷ lệ: lượt dùng lại bản trong kho chia cho tổng lượt dùng lại và giấy tờ phải số hoá mới "
       "trong kỳ.",
       "Rate: uses of copies that were there, of these and the papers that had to be digitised in "
       "the period."});
}

void Reports::throughput(Report& report, const Offices& offices) const {
  report.columns = {column("day", "Ngày", "Day"),
                    column("digitised", "Bản số hoá", "Digitised copies", Sort::kCount),
                    column("certified", "Bản chứng thực", "Certified copies", Sort::kCount),
                    column("archived", "Bản lưu nguyên", "Archived as they came", Sort::kCount),
                    column("pages", "Trang", "Pages", Sort::kCount)};
  std::map<std::string, std::map<std::string, std::int64_t>> days;
  const std::array<const char*, 4> measures{"digitised", "certified", "archived", "pages"};
  for (const char* measure : measures) {
    for (const auto& sum : book_.sums(measure, report.from, report.until, true)) {
      if (offices.has(sum.unit)) days[sum.day][measure] += sum.count;
    }
  }
  for (auto& [day, counts] : days) {
    Row row{day};
    for (const char* measure : measures) row.emplace_back(counts[measure]);
    report.rows.push_back(std::move(row));
  }
}

void Reports::perUnit(Report& report, const Offices& offices) const {
  report.columns = {column("unit", "Mã đơn vị", "Unit"),
                    column("name", "Đơn vị", "Office"),
                    column("digitised", "Bản số hoá", "Digitised copies", Sort::kCount),
                    column("certified", "Bản chứng thực", "Certified copies", Sort::kCount),
                    column("archived", "Bản lưu nguyên", "Archived as they came", Sort::kCount),
                    column("pages", "Trang", "Pages", Sort::kCount)};
  std::vector<PerUnit> counts;
  for (const char* measure : {"digitised", "certified", "archived", "pages"}) {
    counts.push_back(perUnitOf(book_.sums(measure, report.from, report.until, false)));
  }
  for (const auto& unit : offices.all({&counts[0], &counts[1], &counts[2]})) {
    Row row{unit, offices.name(unit)};
    for (const auto& one : counts) row.emplace_back(of(one, unit));
    report.rows.push_back(std::move(row));
  }
}

void Reports::turnaround(Report& report, const Offices& offices) const {
  report.columns = {column("unit", "Mã đơn vị", "Unit"), column("name", "Đơn vị", "Office"),
                    column("copies", "Bản sao", "Copies", Sort::kCount),
                    column("median", "Trung vị (giây)", "Median (s)", Sort::kSeconds),
                    column("p95", "95 % không quá (giây)", "95th percentile (s)", Sort::kSeconds)};
  std::map<std::string, std::map<int, std::int64_t>> waits;
  PerUnit counts;
  for (const auto& sum : book_.sums("wait", report.from, report.until, false)) {
    waits[sum.unit][sum.bucket] += sum.count;
    counts[sum.unit] += sum.count;
  }
  for (const auto& unit : offices.all({&counts})) {
    report.rows.push_back(Row{unit, offices.name(unit), of(counts, unit),
                              quantile(waits[unit], 0.5), quantile(waits[unit], 0.95)});
  }
  report.notes.push_back(
      {"Từ lúc tệp quét được nạp đến lúc cơ quan ký; sai số 5 %. Chỉ gồm bản làm tại đây.",
       "From the intake of the scan to the agency's signature, within 5 %. Only copies made "
       "here."});
}

void Reports::review(Report& report, const Offices& offices) const {
  report.columns = {column("unit", "Mã đơn vị", "Unit"),
                    column("name", "Đơn vị", "Office"),
                    column("field", "Trường", "Field"),
                    column("accepted", "Giữ nguyên", "Accepted", Sort::kCount),
                    column("corrected", "Đã sửa", "Corrected", Sort::kCount),
                    column("rate", "Phải sửa (%)", "Corrected (%)", Sort::kPercent),
                    column("seconds", "Giây mỗi trường", "Seconds a field", Sort::kSeconds)};
  if (!effort_) {
    report.notes.push_back({"Bàn rà soát ở đây chưa ghi lại công rà soát.",
                            "The review desk here does not record its effort."});
    return;
  }
  for (const auto& one : effort_(startOf(report.from), endOf(report.until))) {
    const auto unit = one.unit.empty() ? own_unit_ : one.unit;
    if (!offices.has(unit)) continue;
    const auto all = one.accepted + one.corrected;
    report.rows.push_back(Row{
        unit, offices.name(unit), one.field, one.accepted, one.corrected, share(one.corrected, all),
        all > 0 ? ReportCell(one.seconds / static_cast<double>(all)) : ReportCell{}});
  }
}

void Reports::quarantine(Report& report, const Offices& offices) const {
  report.columns = {column("unit", "Mã đơn vị", "Unit"), column("name", "Đơn vị", "Office"),
                    column("code", "Mã lý do", "Code"),
                    column("count", "Số mục", "Items", Sort::kCount),
                    column("oldest", "Lâu nhất từ", "Oldest since")};
  for (const auto& one : facts_.waiting(startOf(report.from), endOf(report.until))) {
    const auto unit = one.unit.empty() ? own_unit_ : one.unit;
    if (!offices.has(unit)) continue;
    report.rows.push_back(
        Row{unit, offices.name(unit), one.code, one.count, core::formatIso8601(one.oldest)});
  }
  report.notes.push_back({"Những mục đang chờ, theo ngày vào khu cách ly.",
                          "What waits now, by the day it came into quarantine."});
}

void Reports::nationalIndex(Report& report, const Offices& offices) const {
  report.columns = {column("unit", "Mã đơn vị", "Unit"),
                    column("name", "Đơn vị", "Office"),
                    column("index", "Chỉ số", "Index"),
                    column("meaning", "Nội dung", "Meaning"),
                    column("points", "Điểm tối đa", "Points", Sort::kCount),
                    column("count", "Số đếm được", "Counted", Sort::kCount),
                    column("of", "Trên tổng số", "Of", Sort::kCount),
                    column("rate", "Tỷ lệ (%)", "Rate (%)", Sort::kPercent)};
  const auto results = perUnitOf(book_.sums("results", report.from, report.until, false));
  const auto digitised = perUnitOf(book_.sums("digitised", report.from, report.until, false));
  const auto certified = perUnitOf(book_.sums("certified", report.from, report.until, false));
  const auto used = perUnitOf(book_.reuses(startOf(report.from), endOf(report.until)));
  std::map<std::string, PerUnit> given;
  for (const auto& figure : book_.figures(report.from, report.until)) {
    given[figure.measure][figure.unit] = figure.value;
  }
  const auto add = [&](const std::string& unit, const char* index, const char* meaning,
                       std::int64_t points, ReportCell count, const std::string& measure) {
    const auto& figures = given[measure];
    const auto figure = figures.find(unit);
    const bool known = figure != figures.end() && std::holds_alternative<std::int64_t>(count);
    report.rows.push_back(
        Row{unit, offices.name(unit), index, meaning, points, count,
            known ? ReportCell(figure->second) : ReportCell{},
            known ? share(std::get<std::int64_t>(count), figure->second) : ReportCell{}});
  };
  for (const auto& unit : offices.all({&results, &digitised, &certified, &used})) {
    add(unit, "ORIGINAL_RESULT_AVAILABLE", "Kết quả điện tử", 6, of(results, unit),
        "results_in_force");
    add(unit, "SO_HOA_GIAY_TO_GIAI_QUYET", "Số hoá thành phần hồ sơ", 4, of(digitised, unit),
        "components_received");
    add(unit, "ELECTRONIC_CERTIFIED_COPY", "Chứng thực bản sao điện tử", 2, of(certified, unit),
        "");
    add(unit, "REUSED_DIGITIZED_DATA", "Tái sử dụng dữ liệu số hoá", 2, of(used, unit),
        "components_received");
    add(unit, "SYNCED_WITH_DVCQG_PERSONAL_STORAGE", "Đồng bộ Kho cá nhân trên Cổng quốc gia", 4,
        ReportCell{}, "");
  }
  report.notes.push_back(
      {"Kho này không biết Cổng quốc gia đã nhận gì, nên chỉ số đồng bộ để trống; điểm do cơ quan "
       "chấm.",
       "This warehouse does not know what the national portal took, so that index is left empty; "
       "points are given by the examining office."});
}

std::string reportCsv(const Report& report, bool english) {
  std::vector<std::string> cells;
  for (const auto& one : report.columns) cells.push_back(english ? one.title.en : one.title.vi);
  std::string out = std::string(core::kCsvMark) + core::csvLine(cells);
  for (const auto& row : report.rows) {
    cells.clear();
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(shown(row[i], report.columns[i].sort));
    }
    out += core::csvLine(cells);
  }
  return out;
}

}  // namespace sohoa::pipeline

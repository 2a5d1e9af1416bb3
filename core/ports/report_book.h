#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"

namespace sohoa::core {

// What reports are made from: how many of what an office had on a day. Sums, so that a report costs
// as much for a million copies as for ten.
struct ReportCount {
  std::string unit;
  std::string day;  // in Vietnam, YYYY-MM-DD
  std::string
      measure;  // "digitised", "certified", "archived", "pages", "removed" (digitised ones), "wait"
  int bucket = 0;  // of measures that are spread over some; else 0
  std::int64_t count = 0;
};

// A number that our own records cannot hold, as a person gave it.
struct ReportFigure {
  std::string unit;
  std::string measure;  // "results_in_force", "components_received"
  std::string from;     // first day
  std::string until;    // last day
  std::int64_t value = 0;
  std::string person;  // who gave it; an id
  Timestamp at;
};

// Durable when a call returns. Safe for several threads and processes. Throws Error(kStoreBusy).
class ReportBook {
 public:
  virtual ~ReportBook() = default;

  // How far the list of changes of a catalogue was counted.
  struct Place {
    std::string incarnation;  // of the catalogue
    std::int64_t number = 0;
    Timestamp begun;  // when the counting began anew
  };
  [[nodiscard]] virtual std::optional<Place> place() const = 0;
  // Forgets all counts, and begins at the place; false when somebody else moved from `from`
  // meanwhile, and nothing is changed.
  virtual bool beginAnew(const std::optional<Place>& from, const Place& to) = 0;
  // Adds the counts to those there are and moves on, in one transaction; false, and nothing is
  // added, when the place is no longer `from`.
  virtual bool count(const Place& from, std::int64_t to,
                     const std::vector<ReportCount>& counts) = 0;

  struct Sum {
    std::string unit;
    std::string day;  // empty unless asked for
    int bucket = 0;
    std::int64_t count = 0;
  };
  // Of all units, from the first to the last day; by day, or over them all.
  [[nodiscard]] virtual std::vector<Sum> sums(const std::string& measure, const std::string& from,
                                              const std::string& until, bool by_day) const = 0;

  // Copies that served in place of papers, from a moment (with it) until another (without it).
  [[nodiscard]] virtual std::vector<Sum> reuses(Timestamp from, Timestamp until) const = 0;

  // Never replaces one: of those for the same unit, measure and days the last one holds.
  virtual void addFigures(const std::vector<ReportFigure>& figures) = 0;
  // Those that hold, for exactly these days, of all units.
  [[nodiscard]] virtual std::vector<ReportFigure> figures(const std::string& from,
                                                          const std::string& until) const = 0;
  // The last ones that were given for these units (nothing: all), newest first.
  [[nodiscard]] virtual std::vector<ReportFigure> lastFigures(
      const std::optional<std::vector<std::string>>& units, int limit) const = 0;
};

}  // namespace sohoa::core

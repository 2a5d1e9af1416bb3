#include "pipeline/review_dates.h"

#include <charconv>
#include <chrono>
#include <string_view>

namespace sohoa::pipeline {
namespace {

// `whole`: year, month and day; else the year alone will do, or year and month.
bool isDay(std::string_view text, bool whole) {
  const bool form = text.size() == 10 || (!whole && (text.size() == 7 || text.size() == 4));
  if (!form || (text.size() > 4 && text[4] != '-') || (text.size() > 7 && text[7] != '-')) {
    return false;
  }
  const auto part = [&](std::size_t from, std::size_t length) {
    const auto figures = text.substr(from, length);
    int number = -1;
    const auto read = std::from_chars(figures.data(), figures.data() + length, number);
    return read.ptr == figures.data() + length ? number : -1;
  };
  const int year = part(0, 4);
  const int month = text.size() < 7 ? 1 : part(5, 2);
  const int day = text.size() < 10 ? 1 : part(8, 2);
  if (year < 1 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

bool isDayOrNothing(const core::FieldContent& content, bool whole) {
  const auto* text = std::get_if<std::string>(&content);
  if (text == nullptr) return std::get<std::vector<std::string>>(content).empty();
  return text->empty() || isDay(*text, whole);
}

}  // namespace

std::vector<std::string> notDates(const core::Document& document, const core::KindInfo& kind) {
  std::vector<std::string> names;
  for (const auto& known : kind.fields) {
    const auto found = document.fields.find(known.name);
    if (!known.date || found == document.fields.end()) continue;
    // Of many people born long ago no more than the year is known.
    const bool whole = !known.name.starts_with("ngay_sinh");
    if (!isDayOrNothing(found->second.value, whole)) names.push_back(known.name);
  }
  return names;
}

}  // namespace sohoa::pipeline

#include "core/clock.h"

#include <fmt/format.h>

#include <charconv>

#include "core/error.h"

namespace sohoa::core {
namespace {

constexpr ErrorCode kBadTime{"core.bad_time", Retry::kNever,
                             "Thời gian không đúng dạng ISO 8601, ví dụ 2026-11-22T08:30:00+07:00.",
                             "Not an ISO 8601 time such as 2026-11-22T08:30:00+07:00."};

// Reads a run of digits of a fixed length; the whole text is checked field by field.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  if (at + count > text.size()) throw Error(kBadTime, {.detail = std::string(text)});
  const auto* first = text.data() + at;
  const auto result = std::from_chars(first, first + count, value);
  if (result.ec != std::errc{} || result.ptr != first + count || *first == '-') {
    throw Error(kBadTime, {.detail = std::string(text)});
  }
  return value;
}

void expect(std::string_view text, std::size_t at, char wanted) {
  if (at >= text.size() || text[at] != wanted) throw Error(kBadTime, {.detail = std::string(text)});
}

}  // namespace

Timestamp SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string formatIso8601(Timestamp time, std::chrono::minutes offset) {
  using namespace std::chrono;
  const auto local = floor<seconds>(time) + offset;
  const auto day = floor<days>(local);
  const year_month_day date{day};
  const hh_mm_ss clock{local - day};
  const int minutes_off = static_cast<int>(abs(offset).count());
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", int{date.year()},
                     unsigned{date.month()}, unsigned{date.day()}, clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(),
                     offset.count() < 0 ? '-' : '+', minutes_off / 60, minutes_off % 60);
}

Timestamp parseIso8601(std::string_view text) {
  using namespace std::chrono;
  expect(text, 4, '-');
  expect(text, 7, '-');
  expect(text, 10, 'T');
  expect(text, 13, ':');
  expect(text, 16, ':');
  const year_month_day date{year{digits(text, 0, 4)},
                            month(static_cast<unsigned>(digits(text, 5, 2))),
                            day(static_cast<unsigned>(digits(text, 8, 2)))};
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
    throw Error(kBadTime, {.detail = std::string(text)});
  }
  std::size_t at = 19;
  int millis = 0;
  if (at < text.size() && text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
      millis += scale * (text[at] - '0');
    }
  }
  minutes offset{0};
  if (text.substr(at) != "Z") {
    expect(text, at + 3, ':');
    offset = hours{digits(text, at + 1, 2)} + minutes{digits(text, at + 4, 2)};
    if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-')) {
      throw Error(kBadTime, {.detail = std::string(text)});
    }
    if (text[at] == '-') offset = -offset;
  }
  return sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + milliseconds{millis} -
         offset;
}

}  // namespace sohoa::core

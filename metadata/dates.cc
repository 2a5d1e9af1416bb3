#include "metadata/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "core/text.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

// One sign of the reading without marks and in lower case, as it was printed, and its word.
struct Sign {
  char32_t plain = 0;
  char32_t printed = 0;
  std::size_t word = 0;
};

constexpr std::size_t kMostWords = 200;  // of a reading that are looked at
constexpr std::size_t kWidestPart = 6;   // signs between "ngày" and "tháng"
constexpr std::size_t kWidestGap = 12;   // signs between "ngày" and "năm"
constexpr std::size_t kLongWord = 5;     // letters
constexpr double kLost = 0.2;            // confidence of a word that noise made
constexpr double kRoom = 1.5;            // heights of a word, that "tháng" takes at the least

std::vector<Sign> signsOf(const Reading& reading) {
  std::vector<Sign> signs;
  const std::size_t count = std::min(reading.words.size(), kMostWords);
  for (std::size_t i = 0; i < count; ++i) {
    const auto printed = core::codePoints(reading.words[i]->text);
    for (const char32_t c : printed) {
      const auto plain = core::codePoints(core::foldMarks(core::toUtf8({c})));
      signs.push_back({plain.empty() ? c : plain.front(), c, i});
    }
  }
  return signs;
}

bool isDigit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool isLetter(char32_t c) { return c >= U'a' && c <= U'z'; }

// Where `word` stands before `limit`: letter for letter, or else at the beginning of a printed word
// with one other letter in it, in a short word not the first; npos when nowhere.
std::size_t findWord(const std::vector<Sign>& signs, std::u32string_view word, std::size_t from,
                     std::size_t limit) {
  std::size_t alike = std::string::npos;
  for (std::size_t at = from; at + word.size() <= signs.size() && at < limit; ++at) {
    std::size_t other = 0;
    for (std::size_t i = 0; i < word.size(); ++i) other += signs[at + i].plain != word[i] ? 1 : 0;
    if (other == 0) return at;
    const bool begins = at == 0 || signs[at - 1].word != signs[at].word;
    const bool first = signs[at].plain == word[0] || word.size() >= kLongWord;
    if (other == 1 && begins && alike == std::string::npos && first) {
      alike = at;
    }
  }
  return alike;
}

bool saysAt(const std::vector<Sign>& signs, std::u32string_view word, std::size_t at) {
  if (at + word.size() > signs.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (signs[at + i].plain != word[i]) return false;
  }
  return true;
}

struct Number {
  std::optional<int> value;
  bool mended = false;
  std::size_t last = 0;  // sign
};

// The number that the signs [from, to) spell; dots, commas, colons and dashes are specks.
Number numberIn(const std::vector<Sign>& signs, std::size_t from, std::size_t to, std::size_t least,
                std::size_t most) {
  Number number;
  std::string digits;
  for (std::size_t i = from; i < to && i < signs.size() && digits.size() < most + 1; ++i) {
    const char32_t c = signs[i].printed;
    if (c == U'.' || c == U',' || c == U':' || c == U'-' || c == U'\'' || c == U'`') continue;
    const char figure = figureOf(c);
    if (figure == 0) return number;
    if (!isDigit(c)) number.mended = true;
    digits += figure;
    number.last = i;
  }
  if (digits.size() >= least && digits.size() <= most) number.value = std::stoi(digits);
  return number;
}

// Four figures from `from` on, perhaps in two groups.
Number yearAt(const std::vector<Sign>& signs, std::size_t from) {
  Number best;
  std::string digits;
  for (std::size_t i = from; i < signs.size() && digits.size() < 4; ++i) {
    const char32_t c = signs[i].printed;
    if (digits.empty() && (c == U':' || c == U'.')) continue;
    const char figure = figureOf(c);
    if (figure == 0) return best;
    if (!isDigit(c)) best.mended = true;
    digits += figure;
    best.last = i;
  }
  const std::size_t next = best.last + 1;
  const bool more = next < signs.size() && isDigit(signs[next].printed);
  if (digits.size() == 4 && !more) best.value = std::stoi(digits);
  return best;
}

std::optional<FoundDate> inFigures(const std::vector<Sign>& signs, std::size_t at) {
  if (at > 0 && (isDigit(signs[at - 1].printed) || signs[at - 1].printed == U'/')) return {};
  std::array<int, 3> parts{};
  std::size_t i = at;
  char32_t divider = 0;
  for (std::size_t part = 0; part < 3; ++part) {
    std::string digits;
    while (i < signs.size() && isDigit(signs[i].printed) && digits.size() < 5) {
      digits += static_cast<char>(signs[i++].printed);
    }
    const bool fits = part < 2 ? digits.size() == 1 || digits.size() == 2 : digits.size() == 4;
    if (!fits) return std::nullopt;
    parts[part] = std::stoi(digits);
    if (part == 2) break;
    if (i >= signs.size()) return std::nullopt;
    const char32_t c = signs[i].printed;
    if (c != U'/' && c != U'-' && c != U'.') return std::nullopt;
    if (divider != 0 && c != divider) return std::nullopt;
    divider = c;
    ++i;
  }
  const auto iso = isoDate(parts[0], parts[1], parts[2]);
  if (!iso) return std::nullopt;
  return FoundDate{*iso, signs[at].word, signs[i - 1].word, false, false};
}

std::size_t firstSignOf(const std::vector<Sign>& signs, std::size_t word) {
  const auto found =
      std::find_if(signs.begin(), signs.end(), [&](const Sign& sign) { return sign.word == word; });
  return static_cast<std::size_t>(found - signs.begin());
}

// "ngủ) 22 tháng 10": the day in the word before "tháng", behind one that begins like "ngày".
void takeDayWithoutItsWord(const std::vector<Sign>& signs, std::size_t month_at, DateWords& words) {
  const std::size_t month_word = signs[month_at].word;
  if (month_word < 2) return;
  const auto day = numberIn(signs, firstSignOf(signs, month_word - 1), month_at, 1, 2);
  const std::size_t lost = firstSignOf(signs, month_word - 2);
  if (!day.value || lost == signs.size() || signs[lost].plain != U'n') return;
  words.day = day.value;
  words.mended = true;
  words.first = month_word - 2;
}

// "ngày 07 THẾ 04 năm 2018": between the day and the month one word that noise made of "tháng", or
// its room.
std::optional<DateWords> withoutMonthWord(const std::vector<Sign>& signs, std::size_t day_at,
                                          const Reading& reading) {
  const std::size_t year_at = findWord(signs, U"nam", day_at + 4, day_at + 4 + kWidestGap);
  if (year_at == std::string::npos) return std::nullopt;
  std::vector<std::size_t> starts;  // of the pieces that words and "năm" part
  for (std::size_t i = day_at + 4; i < year_at; ++i) {
    if (starts.empty() || signs[i].word != signs[i - 1].word) starts.push_back(i);
  }
  if (starts.size() < 2 || starts.size() > 3) return std::nullopt;
  const auto& lost = *reading.words[signs[starts[1]].word];
  if (starts.size() == 3 && lost.confidence > kLost) return std::nullopt;
  const auto& before = reading.words[signs[starts.front()].word]->box;
  const auto& after = reading.words[signs[starts.back()].word]->box;
  if (after.x - before.right() < kRoom * before.height) return std::nullopt;
  const auto day = numberIn(signs, starts.front(), starts[1], 1, 2);
  const auto month = numberIn(signs, starts.back(), year_at, 1, 2);
  const auto year = yearAt(signs, year_at + 3);
  if (!day.value || !month.value || !year.value) return std::nullopt;
  return DateWords{
      signs[day_at].word, signs[year.last].word, day.value, month.value, year.value, true};
}

std::optional<DateWords> dateWordsAt(const std::vector<Sign>& signs, std::size_t from,
                                     const Reading& reading) {
  constexpr auto kNone = std::string::npos;
  const std::size_t day_at = findWord(signs, U"ngay", from, signs.size());
  const std::size_t month_from = day_at == kNone ? from : day_at + 4;
  const std::size_t month_at = findWord(signs, U"thang", month_from,
                                        day_at == kNone ? signs.size() : month_from + kWidestPart);
  if (month_at == kNone && day_at != kNone) return withoutMonthWord(signs, day_at, reading);
  if (month_at == kNone) return std::nullopt;
  const std::size_t year_at = findWord(signs, U"nam", month_at + 5, month_at + 5 + kWidestPart);
  if (day_at == kNone && year_at == kNone) return std::nullopt;
  DateWords words;
  words.first = signs[day_at == kNone ? month_at : day_at].word;
  words.last = signs[month_at + 4].word;
  if (day_at != kNone) {
    const auto day = numberIn(signs, day_at + 4, month_at, 1, 2);
    words.day = day.value;
    words.mended = day.mended;
  }
  if (day_at == kNone) takeDayWithoutItsWord(signs, month_at, words);
  if (year_at != kNone) {
    const auto month = numberIn(signs, month_at + 5, year_at, 1, 2);
    const auto year = yearAt(signs, year_at + 3);
    words.month = month.value;
    words.year = year.value;
    words.mended = words.mended || month.mended || year.mended;
    words.last = signs[year.value ? year.last : year_at + 2].word;
  }
  // Words that only resemble these without any figure: "Nguyễn Khang Nam".
  const bool figures = words.day || words.month || words.year;
  const bool to_the_letter = (day_at == kNone || saysAt(signs, U"ngay", day_at)) &&
                             saysAt(signs, U"thang", month_at) &&
                             (year_at == kNone || saysAt(signs, U"nam", year_at));
  if (!figures && !to_the_letter) return std::nullopt;
  return words.day || signs[month_at].plain == U't' ? std::optional(words) : std::nullopt;
}

}  // namespace

std::optional<std::string> isoDate(std::optional<int> day, std::optional<int> month,
                                   std::optional<int> year) {
  if (!day || !month || !year || *year < 1900 || *year > 2100 || *day < 1 || *month < 1) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", *year, *month, *day);
}

char figureOf(char32_t sign) {
  if (isDigit(sign)) return static_cast<char>(sign);
  switch (sign) {
    case U'O':
    case U'o':
    case U'Q':
    case U'D':
      return '0';
    case U'I':
    case U'l':
    case U'i':
    case U'|':
    case U']':
    case U'[':
    case U'!':
      return '1';
    case U'Z':
    case U'z':
      return '2';
    case U'S':
    case U's':
    case U'Š':
      return '5';
    case U'b':
    case U'ó':
    case U'Ó':
      return '6';
    case U'B':
      return '8';
    case U'g':
    case U'q':
      return '9';
    default:
      return 0;
  }
}

std::optional<DateWords> findDateWords(const Reading& reading) {
  return dateWordsAt(signsOf(reading), 0, reading);
}

std::optional<FoundDate> findDate(const Reading& reading) {
  const auto signs = signsOf(reading);
  // "Ngày, tháng, năm sinh" says the words too, so each place is tried.
  for (std::size_t at = 0; at < signs.size(); ++at) {
    const bool starts_word = at == 0 || !isLetter(signs[at - 1].plain);
    if (signs[at].plain == U'n' && (starts_word || signs[at - 1].word != signs[at].word) &&
        findWord(signs, U"ngay", at, at + 1) == at) {
      const auto words = dateWordsAt(signs, at, reading);
      if (words) {
        if (auto iso = isoDate(words->day, words->month, words->year)) {
          return FoundDate{*iso, words->first, words->last, true, words->mended};
        }
      }
    }
    if (isDigit(signs[at].printed)) {
      if (auto date = inFigures(signs, at)) return date;
    }
  }
  return std::nullopt;
}

}  // namespace sohoa::metadata

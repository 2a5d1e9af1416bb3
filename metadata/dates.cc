#include "metadata/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

// A run of letters, a run of digits, or a sign.
struct Run {
  enum class Kind { kLetters, kDigits, kSign };
  Kind kind = Kind::kSign;
  std::string text;
  std::size_t word = 0;
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return c >= 'a' && c <= 'z'; }

// Letters taken for digits inside a number: "2O22", "l5".
std::string mendDigits(const std::string& folded) {
  std::size_t digits = 0;
  std::string mended = folded;
  for (char& c : mended) {
    if (isDigit(c)) ++digits;
    if (c == 'o') c = '0';
    if (c == 'l' || c == 'i') c = '1';
    if (!isDigit(c)) return folded;
  }
  return digits * 2 >= folded.size() ? mended : folded;
}

// With the signs between figures kept: "24/09/2019", but "nam" of "năm.".
std::string signsAndFolds(const PlacedWord& word) {
  const bool figures = std::any_of(word.text.begin(), word.text.end(), isDigit);
  const bool signs = word.text.find_first_of("/-.") != std::string::npos;
  return figures && signs ? word.text : mendDigits(word.folded);
}

void split(const PlacedWord& word, std::size_t index, std::vector<Run>& runs) {
  for (const char c : signsAndFolds(word)) {
    const auto kind = isDigit(c)    ? Run::Kind::kDigits
                      : isLetter(c) ? Run::Kind::kLetters
                                    : Run::Kind::kSign;
    const bool grows = !runs.empty() && runs.back().word == index && runs.back().kind == kind &&
                       kind != Run::Kind::kSign;
    if (!grows) runs.push_back({kind, {}, index});
    runs.back().text += c;
  }
}

std::optional<int> number(const Run& run, std::size_t least, std::size_t most) {
  if (run.kind != Run::Kind::kDigits || run.text.size() < least || run.text.size() > most) {
    return std::nullopt;
  }
  return std::stoi(run.text);
}

std::optional<std::string> isoDate(std::optional<int> day, std::optional<int> month,
                                   std::optional<int> year) {
  if (!day || !month || !year || *year < 1900 || *year > 2100) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", *year, *month, *day);
}

bool says(const Run& run, std::string_view word) {
  return run.kind == Run::Kind::kLetters && editDistance(run.text, word, 1) <= 1;
}

std::optional<std::string> inWords(const std::vector<Run>& runs, std::size_t at) {
  if (at + 6 > runs.size() || !says(runs[at], "ngay") || !says(runs[at + 2], "thang") ||
      !says(runs[at + 4], "nam")) {
    return std::nullopt;
  }
  return isoDate(number(runs[at + 1], 1, 2), number(runs[at + 3], 1, 2),
                 number(runs[at + 5], 4, 4));
}

std::optional<std::string> inFigures(const std::vector<Run>& runs, std::size_t at) {
  if (at + 5 > runs.size()) return std::nullopt;
  const std::string& sign = runs[at + 1].text;
  if ((sign != "/" && sign != "-" && sign != ".") || runs[at + 3].text != sign) return std::nullopt;
  return isoDate(number(runs[at], 1, 2), number(runs[at + 2], 1, 2), number(runs[at + 4], 4, 4));
}

}  // namespace

std::optional<FoundDate> findDate(const Reading& reading) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < reading.words.size(); ++i) split(*reading.words[i], i, runs);
  for (std::size_t at = 0; at < runs.size(); ++at) {
    if (auto iso = inWords(runs, at))
      return FoundDate{*iso, runs[at].word, runs[at + 5].word, true};
    if (auto iso = inFigures(runs, at)) {
      return FoundDate{*iso, runs[at].word, runs[at + 4].word, false};
    }
  }
  return std::nullopt;
}

}  // namespace sohoa::metadata

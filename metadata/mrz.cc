#include "metadata/mrz.h"

#include <algorithm>
#include <array>

namespace sohoa::metadata {
namespace {

bool isSign(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '<'; }

std::string withoutFillers(std::string text) {
  std::replace(text.begin(), text.end(), '<', ' ');
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  std::string out;
  for (const char c : text) {
    if (c != ' ' || out.back() != ' ') out += c;
  }
  return out;
}

void check(Mrz& mrz, const std::string& guarded, char digit, const char* what) {
  // An empty optional part may carry a filler for its digit.
  const bool empty = guarded.find_first_not_of('<') == std::string::npos;
  if (empty && digit == '<') return;
  if (mrzCheckDigit(guarded) != digit) mrz.wrong.emplace_back(what);
}

Mrz card(const std::vector<std::string>& lines) {
  const auto& a = lines[0];
  const auto& b = lines[1];
  Mrz mrz;
  mrz.format = "TD1";
  mrz.country = withoutFillers(a.substr(2, 3));
  mrz.number = withoutFillers(a.substr(5, 9));
  mrz.optional_data = withoutFillers(a.substr(15, 15));
  mrz.birth = b.substr(0, 6);
  mrz.sex = b[7];
  mrz.expiry = b.substr(8, 6);
  mrz.name = withoutFillers(lines[2]);
  check(mrz, a.substr(5, 9), a[14], "number");
  check(mrz, mrz.birth, b[6], "birth");
  check(mrz, mrz.expiry, b[14], "expiry");
  check(mrz, a.substr(5, 25) + b.substr(0, 7) + b.substr(8, 7) + b.substr(18, 11), b[29],
        "composite");
  // A Vietnamese card keeps the twelve digits there: nine of them are the number. A digit more
  // guards them on some issues and is not told apart from fillers here.
  if (mrz.optional_data.size() > 12) mrz.optional_data.resize(12);
  return mrz;
}

Mrz booklet(const std::vector<std::string>& lines) {
  const auto& a = lines[0];
  const auto& b = lines[1];
  const bool passport = a.size() == 44;
  Mrz mrz;
  mrz.format = passport ? "TD3" : "TD2";
  mrz.country = withoutFillers(a.substr(2, 3));
  mrz.name = withoutFillers(a.substr(5));
  mrz.number = withoutFillers(b.substr(0, 9));
  mrz.birth = b.substr(13, 6);
  mrz.sex = b[20];
  mrz.expiry = b.substr(21, 6);
  mrz.optional_data = withoutFillers(b.substr(28, passport ? 14 : 7));
  check(mrz, b.substr(0, 9), b[9], "number");
  check(mrz, mrz.birth, b[19], "birth");
  check(mrz, mrz.expiry, b[27], "expiry");
  if (passport) check(mrz, b.substr(28, 14), b[42], "optional");
  const std::size_t last = b.size() - 1;
  check(mrz, b.substr(0, 10) + b.substr(13, 7) + b.substr(21, last - 21), b[last], "composite");
  return mrz;
}

std::string signsOf(const Segment& segment) {
  std::string out;
  for (const auto& word : segment.words) {
    std::string_view text = word.text;
    while (!text.empty()) {
      static constexpr std::string_view kDouble = "«";
      static constexpr std::string_view kSingle = "‹";
      if (text.starts_with(kDouble)) {
        out += "<<";
        text.remove_prefix(kDouble.size());
      } else if (text.starts_with(kSingle)) {
        out += '<';
        text.remove_prefix(kSingle.size());
      } else {
        if (!isSign(text.front())) return {};
        out += text.front();
        text.remove_prefix(1);
      }
    }
  }
  return out;
}

}  // namespace

char mrzCheckDigit(std::string_view signs) {
  static constexpr std::array kWeights{7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < signs.size(); ++i) {
    const char c = signs[i];
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
    sum += value * kWeights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

std::optional<Mrz> parseMrz(const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    if (!std::all_of(line.begin(), line.end(), isSign)) return std::nullopt;
    if (line.size() != lines.front().size()) return std::nullopt;
  }
  const std::size_t length = lines.empty() ? 0 : lines.front().size();
  if (lines.size() == 3 && length == 30) return card(lines);
  if (lines.size() == 2 && (length == 36 || length == 44)) return booklet(lines);
  return std::nullopt;
}

std::optional<Mrz> findMrz(const PageLayout& page) {
  std::vector<std::string> lines;
  Reading reading;
  for (const auto& segment : page.segments) {
    std::string signs = segment.box.width > 0 ? signsOf(segment) : std::string();
    const bool fits = signs.size() == 30 || signs.size() == 36 || signs.size() == 44;
    if (!fits || (!lines.empty() && signs.size() != lines.front().size())) {
      lines.clear();
      reading = {};
      if (!fits) continue;
    }
    lines.push_back(std::move(signs));
    reading.add(segment);
    const std::size_t wanted = lines.front().size() == 30 ? 3 : 2;
    if (lines.size() < wanted) continue;
    auto mrz = parseMrz(lines);
    if (mrz && mrz->number.size() >= 6) {
      mrz->reading = std::move(reading);
      return mrz;
    }
    lines.clear();
    reading = {};
  }
  return std::nullopt;
}

}  // namespace sohoa::metadata

#include "metadata/letterhead.h"

#include <algorithm>
#include <cstdlib>

#include "metadata/dates.h"
#include "metadata/fold.h"
#include "metadata/number.h"

namespace sohoa::metadata {
namespace {

constexpr double kHeadShare = 0.45;  // a letterhead ends above this part of the page

bool resembles(const Segment& segment, const Phrase& phrase) {
  if (segment.folded.size() * 2 < phrase.folded.size() ||
      segment.folded.size() > phrase.folded.size() * 2) {
    return false;
  }
  return similarity(withoutSpaces(segment.folded), withoutSpaces(phrase.folded)) >= 0.7;
}

std::optional<std::size_t> findMotto(const PageLayout& page, const Vocabulary& vocabulary,
                                     int limit) {
  for (const auto& phrase : vocabulary.motto) {
    for (std::size_t i = 0; i < page.segments.size(); ++i) {
      if (page.segments[i].box.y > limit) break;
      if (resembles(page.segments[i], phrase)) return i;
    }
  }
  return std::nullopt;
}

// Specks may stand behind the year, and the year itself where "năm" was not read.
bool isPlaceAndDate(const Segment& segment) {
  if (segment.words.size() > 20) return false;
  Reading reading;
  reading.add(segment);
  const auto date = findDateWords(reading);
  if (!date || date->first < 1 || date->first > 8) return false;
  if (date->last + (date->month ? 3 : 4) < segment.words.size()) return false;
  for (std::size_t i = 0; i < date->first; ++i) {
    const auto& text = segment.words[i].folded;
    const bool figures = text.find_first_of("0123456789") != std::string::npos;
    if (figures && text != "1a") return false;  // "Ia Grai"
  }
  // "cuộc họp giao ban tháng 05 năm 2019" is no place and date.
  const auto& before = segment.words[date->first - 1].text;
  const bool closed = before.ends_with(',') || before.ends_with('.');
  return closed || segment.words[date->first].folded.starts_with("n");
}

std::optional<std::size_t> findDateLine(const PageLayout& page, int from, int limit) {
  for (std::size_t i = 0; i < page.segments.size(); ++i) {
    const auto& segment = page.segments[i];
    if (segment.box.y > limit) break;
    const bool right = segment.centreX() > page.width * 45 / 100;
    if (segment.box.bottom() > from && right && isPlaceAndDate(segment)) return i;
  }
  return std::nullopt;
}

// The number stands beside the date; an incoming stamp below has a number too.
std::optional<std::size_t> findNumber(const PageLayout& page, int column_right, int limit,
                                      std::optional<std::size_t> date) {
  std::optional<std::size_t> best;
  int best_likeness = 0;
  for (std::size_t i = 0; i < page.segments.size(); ++i) {
    const auto& segment = page.segments[i];
    if (segment.box.y > limit) break;
    if (segment.centreX() >= column_right) continue;
    int likeness = numberLikeness(segment);
    if (likeness == 0) continue;
    const bool beside =
        date && std::abs(page.segments[*date].centreY() - segment.centreY()) < 2 * page.line_height;
    if (beside) likeness += 3;
    if (likeness <= best_likeness) continue;
    best = i;
    best_likeness = likeness;
  }
  return best;
}

// What a seal or a rule under the agency's name was read as.
bool isFaint(const Segment& segment) {
  double sum = 0;
  for (const auto& word : segment.words) sum += word.confidence;
  return sum < 0.45 * static_cast<double>(segment.words.size());
}

std::vector<std::size_t> agencyLines(const PageLayout& page, const Letterhead& head, int top,
                                     int limit) {
  std::vector<std::size_t> lines;
  int last_bottom = 0;
  for (std::size_t i = 0; i < page.segments.size(); ++i) {
    const auto& segment = page.segments[i];
    if (segment.centreY() > limit) break;
    const bool in_column = segment.centreX() < head.column_right &&
                           segment.box.right() < head.column_right + page.width / 20;
    if (segment.centreY() < top || !in_column) continue;
    if (isFaint(segment)) continue;
    if (segment.capitals < 0.75 || segment.folded.size() < 2) {
      if (!lines.empty() && segment.words.size() > 1 && segment.folded.size() > 3) break;
      continue;
    }
    if (!lines.empty() && segment.box.y - last_bottom > 2 * page.line_height) break;
    lines.push_back(i);
    last_bottom = segment.box.bottom();
  }
  return lines;
}

int levelOf(const Segment& segment, const Vocabulary& vocabulary) {
  for (std::size_t level = 0; level < vocabulary.levels.size(); ++level) {
    for (const auto& name : vocabulary.levels[level]) {
      if (beginsExactly(segment.folded, name.folded)) return static_cast<int>(level) + 1;
    }
  }
  return 0;
}

bool containsLevel(const Segment& segment, const Phrase& name, bool at_end) {
  const std::string padded = ' ' + segment.folded + ' ';
  const std::string wanted = ' ' + name.folded + ' ';
  const auto at = padded.rfind(wanted);
  return at != std::string::npos && (!at_end || at + wanted.size() == padded.size());
}

// "ỦY BAN NHÂN DÂN PHƯỜNG" waits for the name on the next line.
bool waitsForName(const Segment& segment, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.levels.begin(), vocabulary.levels.end(), [&](const auto& level) {
    return std::any_of(level.begin(), level.end(),
                       [&](const Phrase& name) { return containsLevel(segment, name, true); });
  });
}

int lowestLevelIn(const Segment& segment, const Vocabulary& vocabulary) {
  for (std::size_t level = 0; level < vocabulary.levels.size(); ++level) {
    for (const auto& name : vocabulary.levels[level]) {
      if (containsLevel(segment, name, false)) return static_cast<int>(level) + 1;
    }
  }
  return 0;
}

bool opensAgency(const Segment& segment, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.agencies.begin(), vocabulary.agencies.end(),
                     [&](const Phrase& p) { return beginsExactly(segment.folded, p.folded); });
}

}  // namespace

Letterhead findLetterhead(const PageLayout& page, const Vocabulary& vocabulary) {
  Letterhead head;
  const int limit = static_cast<int>(page.height * kHeadShare);
  head.motto = findMotto(page, vocabulary, limit);
  head.column_right = page.width / 2;
  int top = 0;
  if (head.motto) {
    const auto& motto = page.segments[*head.motto];
    const int middle = (page.left + page.right) / 2;
    const bool beside = motto.box.x > page.width * 30 / 100 &&
                        motto.centreX() - std::min(middle, page.width / 2) > page.width / 12;
    head.two_columns = beside;
    head.column_right = motto.box.x;
    top = motto.box.y - 2 * page.line_height;
    head.bottom = motto.box.bottom();
  }
  if (head.motto && !head.two_columns) {
    head.bottom += 2 * page.line_height;
    return head;
  }
  const int date_limit = head.motto ? std::min(limit, head.bottom + 8 * page.line_height) : limit;
  head.date = findDateLine(page, top, date_limit);
  head.number = findNumber(page, head.column_right, limit, head.date);
  if (!head.motto) {
    if (!head.number || !head.date) return head;
    head.two_columns = true;
    head.column_right = std::min(page.width / 2, page.segments[*head.date].box.x);
  }
  if (head.date) head.bottom = std::max(head.bottom, page.segments[*head.date].box.bottom());
  if (head.number) head.bottom = std::max(head.bottom, page.segments[*head.number].box.y);
  const int end =
      head.number ? page.segments[*head.number].centreY() - 1 : head.bottom + 3 * page.line_height;
  head.agency = agencyLines(page, head, top, end);
  return head;
}

Reading issuingAgency(const PageLayout& page, const Letterhead& head,
                      const Vocabulary& vocabulary) {
  std::vector<std::size_t> last;
  for (const std::size_t i : head.agency) {
    const auto& segment = page.segments[i];
    const bool wraps = !last.empty() && waitsForName(page.segments[last.back()], vocabulary);
    if (!wraps && opensAgency(segment, vocabulary)) last.clear();
    last.push_back(i);
  }
  Reading reading;
  int level = 0;
  for (const std::size_t i : last) {
    const int own = levelOf(page.segments[i], vocabulary);
    if (level > 0 && own > level) continue;
    for (const auto& word : page.segments[i].words) {
      if (!word.folded.empty()) reading.words.push_back(&word);
    }
    const int lowest = lowestLevelIn(page.segments[i], vocabulary);
    if (lowest > 0) level = level == 0 ? lowest : std::min(level, lowest);
  }
  return reading;
}

}  // namespace sohoa::metadata

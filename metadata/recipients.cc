#include "metadata/recipients.h"

#include <algorithm>

#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostItems = 100;

struct Item {
  std::string text;
};

bool isHeading(const Segment& segment, const PageLayout& page, const Vocabulary& vocabulary) {
  if (segment.words.size() > 4 || segment.box.x > page.width * 45 / 100) return false;
  return std::any_of(
      vocabulary.recipients.begin(), vocabulary.recipients.end(),
      [&](const Phrase& phrase) { return beginsWith(segment.folded, phrase.folded); });
}

// A dash as printed or as it is misread; with the word when they were read as one.
std::size_t dashLength(const PlacedWord& word) {
  static constexpr std::string_view kDashes[] = {"-", "~", "_", "•", "+", "*", "·", "«",
                                                 "»", "=", "'", "’", "‘", "“", ","};
  for (const auto dash : kDashes) {
    if (word.text.starts_with(dash)) return dash.size();
  }
  return 0;
}

bool closesItem(const std::string& text) { return text.ends_with(';') || text.ends_with('.'); }

void addLine(const Segment& line, std::vector<Item>& items) {
  std::size_t from = 0;
  std::string text;
  const std::size_t dash = dashLength(line.words.front());
  if (dash > 0) {
    text = line.words.front().text.substr(dash);
    from = 1;
  }
  for (; from < line.words.size(); ++from) {
    if (!text.empty()) text += ' ';
    text += line.words[from].text;
  }
  while (!text.empty() &&
         std::string_view(" _|'~^`:-").find(text.back()) != std::string_view::npos) {
    text.pop_back();
  }
  if (fold(text).empty()) return;
  if (dash > 0 || items.empty() || closesItem(items.back().text)) {
    items.push_back({std::move(text)});
  } else {
    items.back().text += ' ' + text;
  }
}

std::optional<core::FieldValue> readList(const PageLayout& page, std::size_t heading,
                                         const std::string& rule) {
  const Segment* above = &page.segments[heading];
  const int left = above->box.x;
  const int width_limit = page.width * 52 / 100;
  Reading reading;
  std::vector<Item> items;
  for (std::size_t i = heading + 1; i < page.segments.size() && items.size() < kMostItems; ++i) {
    const auto& line = page.segments[i];
    if (line.box.y - above->box.bottom() > 2 * page.line_height) break;
    const bool in_column = line.box.x > left - page.width / 25 &&
                           line.box.x < left + page.width / 10 && line.box.right() < width_limit;
    if (!in_column || line.centreY() <= above->centreY()) continue;
    addLine(line, items);
    reading.add(line);
    above = &line;
    const bool last = !items.empty() && items.back().text.ends_with('.') &&
                      beginsWith(fold(items.back().text), "luu");
    if (last) break;
  }
  if (items.empty()) return std::nullopt;
  std::vector<std::string> list;
  list.reserve(items.size());
  for (auto& item : items) list.push_back(std::move(item.text));
  return fieldValue(std::move(list), reading, page, rule, 0.93);
}

}  // namespace

std::optional<core::FieldValue> recipientList(const std::vector<PageLayout>& pages,
                                              const Vocabulary& vocabulary,
                                              const std::string& rule) {
  for (std::size_t p = pages.size(); p-- > 0;) {
    for (std::size_t i = 0; i < pages[p].segments.size(); ++i) {
      if (!isHeading(pages[p].segments[i], pages[p], vocabulary)) continue;
      if (auto list = readList(pages[p], i, rule)) return list;
    }
  }
  return std::nullopt;
}

}  // namespace sohoa::metadata

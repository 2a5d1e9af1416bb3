#include "metadata/recipients.h"

#include <algorithm>
#include <deque>

#include "core/text.h"
#include "metadata/confidence.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostItems = 100;
constexpr std::size_t kMostWordsOfLine = 60;

struct Item {
  std::deque<PlacedWord> words;
};

bool isHeading(const Segment& segment, const PageLayout& page, const Vocabulary& vocabulary) {
  if (segment.words.size() > 4 || segment.box.x > page.width * 45 / 100) return false;
  return std::any_of(
      vocabulary.recipients.begin(), vocabulary.recipients.end(),
      [&](const Phrase& phrase) { return beginsWith(segment.folded, phrase.folded); });
}

// A dash as printed or as it is misread; with the word when they were read as one.
std::size_t dashLength(const PlacedWord& word) {
  static constexpr std::string_view kDashes[] = {"~-", "-", "~", "_", "•", "+", "*", "·",
                                                 "«",  "»", "=", "'", "’", "‘", "“", ","};
  for (const auto dash : kDashes) {
    if (word.text.starts_with(dash)) return dash.size();
  }
  return 0;
}

bool closesItem(const Item& item) {
  const auto& text = item.words.back().text;
  return text.ends_with(';') || text.ends_with('.') || text.ends_with(':');
}

// "UBND" and "CT," spell nothing.
bool isKnownSign(const PlacedWord& word, const Vocabulary& vocabulary) {
  const bool long_enough = word.folded.size() >= 3;
  const bool listed = word.folded.size() == 2 && word.text.ends_with(',');
  return (long_enough || listed) &&
         std::any_of(vocabulary.abbreviations.begin(), vocabulary.abbreviations.end(),
                     [&](const Phrase& sign) { return sign.folded == word.folded; });
}

// "(b/c):", "(đưa tin);": what is asked of a recipient, however few its letters are.
bool isInBrackets(const PlacedWord& word) {
  return word.text.starts_with('(') && word.text.find(')') != std::string::npos;
}

bool isSpeck(const PlacedWord& word, const Vocabulary& vocabulary) {
  if (word.folded.empty()) return true;
  return word.ink && !isKnownSign(word, vocabulary) && !isInBrackets(word);
}

// `indented`: the line begins where the text of the items does, behind their dashes.
void addLine(const Segment& line, bool indented, const Vocabulary& vocabulary,
             std::vector<Item>& items) {
  std::vector<PlacedWord> words(
      line.words.begin(), line.words.begin() + static_cast<std::ptrdiff_t>(
                                                   std::min(line.words.size(), kMostWordsOfLine)));
  const std::size_t dash = dashLength(words.front());
  if (dash > 0) {
    words.front().text.erase(0, dash);
    words.front().folded = fold(words.front().text);
  }
  // Behind "Lưu:" stand signs that spell nothing.
  const bool kept = std::any_of(words.begin(), words.end(), [](const PlacedWord& word) {
    return word.folded == "luu" && !word.ink;
  });
  while (!kept && !words.empty() && isSpeck(words.back(), vocabulary)) words.pop_back();
  const auto first = std::find_if_not(words.begin(), words.end(), [&](const PlacedWord& word) {
    return isSpeck(word, vocabulary);
  });
  words.erase(words.begin(), first);
  if (words.empty()) return;
  const bool begins = dash > 0 || indented || items.empty() || closesItem(items.back());
  if (begins) items.emplace_back();
  for (auto& word : words) items.back().words.push_back(std::move(word));
}

// "(b/c)" (để báo cáo) has no letters enough to be found in a list of phrases: a few signs in
// brackets with a stroke between them are that. The stroke may be read as a letter.
std::string withReportSign(const std::string& text) {
  constexpr std::ptrdiff_t kMostSigns = 5;
  const auto signs = core::codePoints(text);
  const auto open = std::find(signs.begin(), signs.end(), U'(');
  const auto close = std::find(open, signs.end(), U')');
  if (close == signs.end() || close - open > kMostSigns) return text;
  const std::vector<char32_t> inside(open + 1, close);
  const bool stroke = std::find(inside.begin(), inside.end(), U'/') != inside.end();
  const bool letter = inside.size() == 3 && inside[1] == U'í';
  const bool lost = inside == std::vector<char32_t>{U'b', U'c'};
  if (!stroke && !letter && !lost) return text;
  std::vector<char32_t> out(signs.begin(), open);
  for (const char32_t c : std::u32string_view(U"(b/c)")) out.push_back(c);
  out.insert(out.end(), close + 1, signs.end());
  return core::toUtf8(out);
}

// A department's sign as the vocabulary prints it; worn, a P is taken for an E or an F.
std::string departmentSign(const std::string& sign, const Vocabulary& vocabulary) {
  const auto known = [&](const std::string& folded) {
    return std::find_if(vocabulary.abbreviations.begin(), vocabulary.abbreviations.end(),
                        [&](const Phrase& one) { return one.folded == folded; });
  };
  std::string folded = fold(sign);
  auto found = known(folded);
  if (found == vocabulary.abbreviations.end()) {
    std::replace_if(
        folded.begin(), folded.end(), [](char c) { return c == 'e' || c == 'f'; }, 'p');
    found = known(folded);
  }
  return found == vocabulary.abbreviations.end() ? sign : found->printed;
}

// What is kept begins with the registry, VT (văn thư), whatever two signs were read there; the
// signs of departments behind it are known ones.
std::string keptItem(const std::string& text, const Vocabulary& vocabulary) {
  std::string out = "Lưu:";
  std::size_t count = 0;
  std::string_view rest = text;
  const auto colon = rest.find_first_of(":; ");
  if (colon == std::string_view::npos) return text;
  rest.remove_prefix(colon + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(",. "), rest.size());
    std::string sign(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (fold(sign).empty()) continue;
    const std::string folded = fold(sign);
    if (count == 0 && folded.size() <= 3 && folded.starts_with('v')) sign = "VT";
    if (count > 0) sign = departmentSign(sign, vocabulary);
    out += (count++ == 0 ? " " : ", ") + sign;
  }
  return count == 0 ? text : out + '.';
}

struct Listed {
  std::string text;
  bool strange = false;
};

Listed listed(const Item& item, const Vocabulary& vocabulary, const Phrasebook& book) {
  std::vector<const PlacedWord*> words;
  for (const auto& word : item.words) words.push_back(&word);
  const auto mended = book.mend(words);
  std::string text = withReportSign(mended.text);
  while (!text.empty() &&
         std::string_view(" _|'~^`:-,").find(text.back()) != std::string_view::npos) {
    text.pop_back();
  }
  text.erase(0, std::min(text.find_first_not_of(" -~_.,'`|"), text.size()));
  // "ưu: VT" has lost its first letter to the dash.
  const std::string folded = fold(text);
  const bool kept = beginsExactly(folded, "luu") || beginsExactly(folded, "uu") ||
                    beginsExactly(folded, "iuu") || beginsExactly(folded, "l uu");
  if (kept && text.size() < 60) return {keptItem(text, vocabulary), false};
  return {text, mended.strange > 0};
}

std::optional<core::FieldValue> readList(const PageLayout& page, std::size_t heading,
                                         const Vocabulary& vocabulary, const Phrasebook& book,
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
    const int in = line.box.x - left;
    const bool indented = in > page.line_height / 2 && in < 2 * page.line_height;
    addLine(line, indented, vocabulary, items);
    reading.add(line);
    above = &line;
    if (items.empty() || !closesItem(items.back())) continue;
    if (beginsExactly(items.back().words.front().folded, "luu")) break;
  }
  if (items.empty()) return std::nullopt;
  std::vector<std::string> list;
  bool strange = false;
  bool kept = false;
  for (const auto& item : items) {
    auto one = listed(item, vocabulary, book);
    if (fold(one.text).empty()) continue;
    strange = strange || one.strange;
    kept = one.text.starts_with("Lưu:");
    list.push_back(std::move(one.text));
  }
  if (list.empty()) return std::nullopt;
  auto field = fieldValue(std::move(list), reading, page, rule, 0.95);
  if (strange) limit(field, "spelling", 0.5);
  if (!kept) limit(field, "end_of_list_unread", 0.7);
  return field;
}

}  // namespace

std::optional<core::FieldValue> recipientList(const std::vector<PageLayout>& pages,
                                              const Vocabulary& vocabulary, const Phrasebook& book,
                                              const std::string& rule) {
  for (std::size_t p = pages.size(); p-- > 0;) {
    for (std::size_t i = 0; i < pages[p].segments.size(); ++i) {
      if (!isHeading(pages[p].segments[i], pages[p], vocabulary)) continue;
      if (auto list = readList(pages[p], i, vocabulary, book, rule)) return list;
    }
  }
  return std::nullopt;
}

}  // namespace sohoa::metadata

#include "metadata/labels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/text.h"
#include "metadata/confidence.h"
#include "metadata/dates.h"
#include "metadata/fold.h"
#include "metadata/people.h"

namespace sohoa::metadata {
namespace {

constexpr int kMostPlaces = 64;
constexpr std::size_t kLongestLabel = 16;  // words

// Where a value begins, and how sure the label is.
struct LabelEnd {
  std::size_t value = 0;
  double strength = 0;
};

bool endsWithColon(const PlacedWord& word) { return word.text.ends_with(':'); }

bool isNumbering(const PlacedWord& word) {
  return word.folded.size() <= 2 &&
         (word.text.ends_with('.') || word.text.ends_with(')') || word.folded.empty());
}

std::string joinedFold(const Segment& segment, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += withoutSpaces(segment.words[i].folded);
  return out;
}

bool startsValue(const PlacedWord& word) {
  const auto signs = core::codePoints(word.text);
  const auto lower = core::codePoints(core::toLower(word.text));
  return !signs.empty() && ((signs[0] >= U'0' && signs[0] <= U'9') || signs[0] != lower[0]);
}

// One slip for each eight letters; a label differs from its neighbour by one word ("tên vợ",
// "tên chồng").
bool sameLabel(const std::string& read, const std::string& wanted) {
  const std::size_t slips = wanted.size() / 8;
  return read == wanted || (slips > 0 && editDistance(read, wanted, slips) <= slips);
}

std::optional<LabelEnd> labelBeforeColon(const Segment& segment, std::size_t from,
                                         const std::string& anchor) {
  const std::size_t end = std::min(segment.words.size(), from + kLongestLabel);
  for (std::size_t i = from; i < end; ++i) {
    const auto colon = segment.words[i].text.find(':');
    if (colon == std::string::npos) continue;
    // "tên:NGÔ": label and value were read as one word, and cannot be told apart safely.
    if (colon + 1 != segment.words[i].text.size()) return std::nullopt;
    if (!sameLabel(joinedFold(segment, from, i + 1), anchor)) return std::nullopt;
    return LabelEnd{i + 1, 0.97};
  }
  return std::nullopt;
}

std::optional<LabelEnd> labelWithoutColon(const Segment& segment, std::size_t from,
                                          const std::string& anchor) {
  std::string joined;
  for (std::size_t i = from; i + 1 < segment.words.size() && joined.size() < anchor.size(); ++i) {
    joined += withoutSpaces(segment.words[i].folded);
    if (endsWithColon(segment.words[i])) return std::nullopt;
    if (sameLabel(joined, anchor) && startsValue(segment.words[i + 1])) return LabelEnd{i + 1, 0.8};
  }
  return std::nullopt;
}

std::optional<LabelEnd> findLabel(const Segment& segment, const Phrase& anchor, bool inside) {
  const std::string wanted = withoutSpaces(anchor.folded);
  std::size_t from = 0;
  while (from + 1 < segment.words.size() && isNumbering(segment.words[from])) ++from;
  if (const auto end = labelBeforeColon(segment, from, wanted)) return end;
  if (const auto end = labelWithoutColon(segment, from, wanted)) return end;
  for (std::size_t start = from + 1; start < segment.words.size(); ++start) {
    std::string joined;
    for (std::size_t i = start; i < segment.words.size() && joined.size() < wanted.size(); ++i) {
      joined += withoutSpaces(segment.words[i].folded);
      if (joined.size() < wanted.size() || !sameLabel(joined, wanted)) continue;
      if (inside || endsWithColon(segment.words[i])) return LabelEnd{i + 1, 0.93};
    }
  }
  return std::nullopt;
}

// Where the value ends in its segment: before a word of `until`, or before the next label, which
// begins at the last capital ahead of its colon.
std::size_t valueEnd(const Segment& segment, std::size_t from, const FieldRule& rule) {
  for (std::size_t i = from; i < segment.words.size(); ++i) {
    for (const auto& stop : rule.until) {
      const std::size_t words =
          1 + static_cast<std::size_t>(std::count(stop.folded.begin(), stop.folded.end(), ' '));
      const std::size_t to = std::min(segment.words.size(), i + words);
      if (joinedFold(segment, i, to) == withoutSpaces(stop.folded)) return i;
    }
    if (i > from && endsWithColon(segment.words[i])) {
      std::size_t start = i;
      while (start > from && !startsValue(segment.words[start])) --start;
      return std::max(start, from);
    }
  }
  return segment.words.size();
}

// The line under `above` that goes on with its value: at the left of the same cell or paragraph,
// close below, without a label or number of its own.
const Segment* continuation(const PageLayout& page, std::size_t above) {
  const auto& first = page.segments[above];
  const int height = std::max(first.box.height, page.line_height);
  for (std::size_t i = above + 1; i < page.segments.size(); ++i) {
    const auto& next = page.segments[i];
    const int step = next.centreY() - first.centreY();
    if (step > 2 * height) break;
    const bool same_left =
        next.box.x < first.box.x + 2 * height && next.box.x > first.box.x - 4 * height;
    if (step < height / 2 || !same_left) continue;
    const bool full = first.box.right() > page.right - page.width / 12;
    const bool close = step <= height * 142 / 100;
    const bool own = isNumbering(next.words.front()) || next.words.front().text == "-" ||
                     std::any_of(next.words.begin(), next.words.end(), endsWithColon);
    return (full || close) && !own ? &next : nullptr;
  }
  return nullptr;
}

Reading valueWords(const PageLayout& page, std::size_t index, std::size_t from,
                   const FieldRule& rule, bool& doubtful) {
  Reading reading;
  const Segment* segment = &page.segments[index];
  for (int line = 1;; ++line) {
    const std::size_t to = valueEnd(*segment, from, rule);
    reading.add(*segment, from, to);
    if (line >= rule.lines || to < segment->words.size()) return reading;
    const Segment* next =
        continuation(page, static_cast<std::size_t>(segment - page.segments.data()));
    if (next == nullptr) return reading;
    // The line above did not reach the margin: the next may be something else.
    if (segment->box.right() < page.right - page.width / 8) doubtful = true;
    segment = next;
    from = 0;
  }
}

std::string trimmed(const std::string& text) {
  const auto end = text.find_last_not_of(" ,;.:-");
  return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

Reading slice(const Reading& reading, std::size_t from, std::size_t to) {
  Reading out;
  out.words.assign(reading.words.begin() + static_cast<std::ptrdiff_t>(from),
                   reading.words.begin() + static_cast<std::ptrdiff_t>(to));
  return out;
}

std::optional<core::FieldValue> codeValue(const FieldRule& rule, const Reading& reading,
                                          const PageLayout& page, double strength) {
  std::optional<core::FieldValue> mended;
  // Figures are often printed or read in groups; the code is looked for in the fewest words.
  for (std::size_t from = 0; from < reading.words.size(); ++from) {
    std::string joined;
    for (std::size_t to = from; to < std::min(reading.words.size(), from + 6); ++to) {
      joined += reading.words[to]->text;
      for (const auto& mask : rule.masks) {
        if (auto code = mask.find(joined)) {
          return fieldValue(*code, slice(reading, from, to + 1), page, rule.rule, strength);
        }
        if (mended) continue;
        const auto figures = withFigures(rule.check, trimmed(joined));
        if (!figures || mask.find(*figures) != figures) continue;
        mended = fieldValue(*figures, slice(reading, from, to + 1), page, rule.rule, strength);
        limit(*mended, "mended", 0.8);
      }
    }
  }
  return mended;
}

// A comma or full stop closes a name in running text.
Reading upToStop(const Reading& reading) {
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    const char last = reading.words[i]->text.back();
    if (last == ',' || last == ';' || last == '.') return slice(reading, 0, i + 1);
  }
  return reading;
}

std::optional<core::FieldValue> nameValue(const FieldRule& rule, const Reading& reading,
                                          const PageLayout& page, const Vocabulary& vocabulary,
                                          double strength) {
  const Reading cut = upToStop(reading);
  if (cut.words.empty()) return std::nullopt;
  // The last word may carry the comma; a copy without it is judged, the original gives the box.
  std::vector<PlacedWord> bare;
  for (const auto* word : cut.words) {
    bare.push_back(*word);
    bare.back().text = trimmed(word->text);
    if (bare.back().text.empty()) bare.pop_back();
  }
  Reading judged;
  for (const auto& word : bare) judged.words.push_back(&word);
  const auto name = personName(judged, vocabulary);
  if (!name) return std::nullopt;
  auto field = fieldValue(name->name, name->reading, page, rule.rule, strength * name->strength);
  if (name->mended) field.evidence.push_back("-mended");
  if (!name->surname) field.evidence.push_back("-surname_unknown");
  return field;
}

std::optional<core::FieldValue> typedValue(const FieldRule& rule, const Reading& reading,
                                           const PageLayout& page, const Vocabulary& vocabulary,
                                           const Phrasebook& book, double strength) {
  if (reading.words.empty()) return std::nullopt;
  switch (rule.type) {
    case ValueType::kCode:
      return codeValue(rule, reading, page, strength);
    case ValueType::kName:
      return nameValue(rule, reading, page, vocabulary, strength);
    case ValueType::kDate: {
      const auto date = findDate(reading);
      if (!date) return std::nullopt;
      auto field = fieldValue(date->iso, slice(reading, date->first, date->last + 1), page,
                              rule.rule, strength);
      if (date->mended) lower(field, "mended", 0.85);
      return field;
    }
    case ValueType::kText:
      break;
  }
  const auto mended = book.mend(reading.words);
  std::string text = trimmed(mended.text);
  if (fold(text).empty()) return std::nullopt;
  auto field = fieldValue(std::move(text), reading, page, rule.rule, strength * 0.98);
  if (mended.strange > 0) limit(field, "spelling", 0.6);
  return field;
}

// What stands behind the label and is no value: words, or ink that was not read as words. A field
// left blank has neither.
core::UnreadArea unreadAt(const FieldRule& rule, const PageLayout& page, std::size_t index,
                          const Reading& reading) {
  core::UnreadArea area{rule.field, page.page, {}};
  const auto add = [&](const core::Box& box) {
    area.box = area.box.empty() ? box : area.box.unite(box);
  };
  for (const auto* word : reading.words) {
    if (!word->folded.empty()) add(word->box);
  }
  const auto& label = page.segments[index];
  for (const auto* marks : {&page.ink, &page.stamps}) {
    for (const auto& ink : *marks) {
      const bool behind = ink.box.x >= label.box.x + label.box.width / 2 &&
                          std::abs(ink.centreY() - label.centreY()) < page.line_height;
      if (behind && !ink.folded.empty()) add(ink.box);
    }
  }
  if (area.box.empty()) area.field.clear();
  return area;
}

// The segments that belong to the rule's section: below its heading and overlapping it sideways.
const Segment* sectionHeading(const FieldRule& rule, const PageLayout& page) {
  for (const auto& segment : page.segments) {
    for (const auto& heading : rule.section) {
      if (beginsWith(segment.folded, heading.folded)) return &segment;
    }
  }
  return nullptr;
}

bool inSection(const Segment& heading, const Segment& segment) {
  return segment.box.y >= heading.box.y && segment.box.x < heading.box.right() &&
         segment.box.right() > heading.box.x;
}

}  // namespace

std::optional<core::FieldValue> labelledValue(const FieldRule& rule,
                                              const std::vector<PageLayout>& pages,
                                              const Vocabulary& vocabulary, const Phrasebook& book,
                                              core::UnreadArea* unread) {
  const bool inside = rule.rule == "inline";
  int places = 0;
  for (const auto& anchor : rule.anchors) {
    // A later, looser label is another person's when there is something behind the first.
    if (unread != nullptr && !unread->field.empty()) return std::nullopt;
    for (const auto& page : pages) {
      const Segment* heading = sectionHeading(rule, page);
      if (!rule.section.empty() && heading == nullptr) continue;
      for (std::size_t i = 0; i < page.segments.size(); ++i) {
        const auto& segment = page.segments[i];
        if (heading != nullptr && !inSection(*heading, segment)) continue;
        const auto label = findLabel(segment, anchor, inside);
        if (!label) continue;
        if (++places > kMostPlaces) return std::nullopt;
        bool doubtful = false;
        const Reading reading = valueWords(page, i, label->value, rule, doubtful);
        if (auto value = typedValue(rule, reading, page, vocabulary, book, label->strength)) {
          if (doubtful && rule.type == ValueType::kText) limit(*value, "short_line", 0.85);
          return value;
        }
        if (unread != nullptr && unread->field.empty()) *unread = unreadAt(rule, page, i, reading);
      }
    }
  }
  return std::nullopt;
}

namespace {

// Parts of a barcode's text stand between strokes.
std::vector<std::string> partsOf(const std::string& text) {
  std::vector<std::string> parts{""};
  for (const char c : text.substr(0, 4096)) {
    if (c == '|' || c == '\n' || c == ';') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::optional<std::string> nameIn(const std::string& part, const Vocabulary& vocabulary) {
  const std::string text = core::squeeze(cleaned(part));
  std::vector<PlacedWord> words;
  std::size_t from = 0;
  while (from < text.size() && words.size() < 10) {
    const auto to = std::min(text.find(' ', from), text.size());
    PlacedWord word{text.substr(from, to - from), {}, {}, 1};
    word.folded = fold(word.text);
    words.push_back(std::move(word));
    from = to + 1;
  }
  Reading reading;
  for (const auto& word : words) reading.words.push_back(&word);
  const auto name = personName(reading, vocabulary);
  if (!name || !name->surname || name->reading.words.size() != words.size()) return std::nullopt;
  return text;
}

struct BarcodePart {
  std::string text;
  const PageLayout* page = nullptr;
  core::Box box;
};

std::optional<BarcodePart> barcodePart(const FieldRule& rule, const std::vector<PageLayout>& pages,
                                       const Vocabulary& vocabulary) {
  for (const auto& page : pages) {
    for (const auto& barcode : page.barcodes) {
      for (const auto& part : partsOf(barcode.text)) {
        if (rule.type == ValueType::kName) {
          if (auto name = nameIn(part, vocabulary)) return BarcodePart{*name, &page, barcode.box};
        }
        for (const auto& mask : rule.masks) {
          if (auto code = mask.find(cleaned(part))) return BarcodePart{*code, &page, barcode.box};
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<core::FieldValue> withBarcode(const FieldRule& rule,
                                            const std::vector<PageLayout>& pages,
                                            std::optional<core::FieldValue> read,
                                            const Vocabulary& vocabulary) {
  const auto part = barcodePart(rule, pages, vocabulary);
  if (!part) return read;
  if (read && fold(std::get<std::string>(read->value)) == fold(part->text)) {
    read->value = part->text;
    read->confidence = std::max(read->confidence, 0.97);
    confirm(*read, "barcode_says_so", 0.8);
    return read;
  }
  core::FieldValue field = fieldValue(part->text, {}, *part->page, "barcode", 0.98);
  field.raw = part->text;
  field.box = part->box;
  if (read) lower(field, "text_says_otherwise", 0.95);
  return field;
}

}  // namespace sohoa::metadata

#include <algorithm>

#include "core/text.h"
#include "metadata/confidence.h"
#include "metadata/dates.h"
#include "metadata/fold.h"
#include "metadata/number.h"
#include "metadata/rules_support.h"
#include "metadata/seal_check.h"
#include "metadata/self_reference.h"
#include "metadata/spelling.h"
#include "metadata/title.h"

namespace sohoa::metadata {
namespace {

constexpr std::string_view kSpecks = " .,:;_-|'\"`~";
constexpr double kNextLine = 2.6;  // heights of a line, from middle to middle

const PageLayout& firstPage(const DocumentLayout& document) { return document.pages.front(); }

struct DatedLine {
  const PageLayout* page = nullptr;
  const Segment* segment = nullptr;
  DateWords date;
  const Segment* wrapped = nullptr;  // the line below that holds the year alone
};

std::optional<DateWords> placeAndDate(const Segment& segment) {
  Reading reading;
  reading.add(segment);
  auto date = findDateWords(reading);
  if (!date || date->first < 1 || date->first > 8) return std::nullopt;
  return date;
}

std::optional<DatedLine> letterheadLine(const std::vector<PageLayout>& pages,
                                        const Letterhead& head) {
  if (!head.date) return std::nullopt;
  const auto& segment = pages.front().segments[*head.date];
  const auto date = placeAndDate(segment);
  return date ? std::optional(DatedLine{&pages.front(), &segment, *date}) : std::nullopt;
}

std::optional<DatedLine> lineOverSigner(const std::vector<PageLayout>& pages) {
  for (auto page = pages.rbegin(); page != pages.rend(); ++page) {
    for (auto segment = page->segments.rbegin(); segment != page->segments.rend(); ++segment) {
      if (segment->centreX() < page->width * 45 / 100 || segment->words.size() > 14) continue;
      const auto date = placeAndDate(*segment);
      if (date && date->last + 3 >= segment->words.size())
        return DatedLine{&*page, &*segment, *date};
    }
  }
  return std::nullopt;
}

// "ngày 12" in a stamp line over the dated one: the same ink, read by itself.
struct DayReadAgain {
  int day = 0;
  double confidence = 0;
};

std::optional<DayReadAgain> dayReadAgain(const DatedLine& line) {
  for (const auto& stamp : line.page->stamps) {
    const auto& segment = *line.segment;
    const bool over = std::abs(stamp.centreY() - segment.centreY()) < line.page->line_height &&
                      stamp.box.x < segment.box.right() && stamp.box.right() > segment.box.x;
    const std::string text = withoutSpaces(stamp.folded);
    if (!over || !text.starts_with("ngay") || text.size() < 5 || text.size() > 6) continue;
    const std::string figures = text.substr(4);
    if (figures.find_first_not_of("0123456789") != std::string::npos) continue;
    DayReadAgain again{std::stoi(figures), 1};
    for (const auto& word : stamp.words) {
      again.confidence = std::min(again.confidence, word.confidence);
    }
    return again;
  }
  return std::nullopt;
}

// "..., ngày 18 tháng 12 năm" with "2023" by itself in the middle of the line below.
void takeWrappedYear(DatedLine& line) {
  const Segment& above = *line.segment;
  const bool ends = line.date.month && !line.date.year && above.words.back().folded == "nam";
  if (!ends) return;
  for (const auto& segment : line.page->segments) {
    const int below = segment.centreY() - above.centreY();
    if (below <= above.box.height / 2 || below > kNextLine * above.box.height) continue;
    const bool under = segment.box.x > above.box.x && segment.box.right() < above.box.right();
    const std::string& text = segment.words.front().text;
    const bool figures = text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) {
                           return c >= '0' && c <= '9';
                         });
    if (!under || segment.words.size() != 1 || !figures) continue;
    line.date.year = std::stoi(text);
    line.wrapped = &segment;
    return;
  }
}

// The line "Hà Nội, ngày 1 tháng 2 năm 2020" of the letterhead, or over the signature.
std::optional<DatedLine> datedLine(const FieldRule& rule, const DocumentLayout& document) {
  auto line = rule.zone == Zone::kSignature ? lineOverSigner(document.pages)
                                            : letterheadLine(document.pages, document.head);
  if (line) takeWrappedYear(*line);
  return line;
}

Reading placeWords(const DatedLine& line) {
  std::size_t from = 0;
  while (from < line.date.first && line.segment->words[from].folded.empty()) ++from;
  Reading reading;
  reading.add(*line.segment, from, line.date.first);
  return reading;
}

std::string placeText(const DatedLine& line) {
  std::string text = placeWords(line).text();
  // A place begins with a capital; of those only an I looks like this.
  if (text.starts_with("la ") || text.starts_with("1a ")) text[0] = 'I';
  // A speck read as a letter may stand before the name; the name begins with a capital.
  return withoutEnd(text, kSpecks);
}

// The day in a dossier code of a barcode on the page, YYMMDD.
std::optional<std::string> dayOfCode(const PageLayout& page) {
  static const Mask kShape("-9{6}-");
  for (const auto& barcode : page.barcodes) {
    const auto part = kShape.find(barcode.text);
    if (!part) continue;
    const auto number = [&](std::size_t at) { return std::stoi(part->substr(at, 2)); };
    if (auto iso = isoDate(number(5), number(3), 2000 + number(1))) return iso;
  }
  return std::nullopt;
}

// How many of the three parts were read and agree with `iso`; none where one contradicts it.
int agreeingParts(const DateWords& words, const std::string& iso) {
  int agreeing = 0;
  const auto check = [&](const std::optional<int>& part, std::size_t at, std::size_t length) {
    if (!part) return true;
    ++agreeing;
    return *part == std::stoi(iso.substr(at, length));
  };
  const bool none_against =
      check(words.day, 8, 2) && check(words.month, 5, 2) && check(words.year, 0, 4);
  return none_against ? agreeing : 0;
}

// Figures set apart from their symbol are most often written by hand; read worse than this they are
// a guess.
constexpr double kReadableHand = 0.6;

core::Box boxOf(const Reading& reading) {
  core::Box box;
  for (const auto* word : reading.words) box = box.empty() ? word->box : box.unite(word->box);
  return box;
}

// Of the words before the stroke.
double figuresConfidence(const Reading& reading) {
  double least = 1;
  for (const auto* word : reading.words) {
    if (word->text.starts_with('/')) break;
    least = std::min(least, word->confidence);
  }
  return least;
}

double meanConfidence(const Reading& reading) {
  double sum = 0;
  for (const auto* word : reading.words) sum += word->confidence;
  return sum / static_cast<double>(std::max<std::size_t>(reading.words.size(), 1));
}

struct ReadNumber {
  std::optional<DocumentNumber> number;
  bool agreed = false;         // a second reading of the same ink says the same
  bool disputed = false;       // ... says something else
  std::vector<Segment> again;  // keeps the words of `number` alive
};

// The number of the letterhead, from its line and from the same ink read by itself.
ReadNumber letterheadNumber(const DocumentLayout& document) {
  ReadNumber out;
  if (!document.head.number) return out;
  const auto& page = document.pages.front();
  const auto& segment = page.segments[*document.head.number];
  out.number = documentNumber(segment, document.kind.profile, document.vocabulary);
  out.again = numberReadAgain(page, segment);
  for (const auto& line : out.again) {
    auto other = documentNumber(line, document.kind.profile, document.vocabulary);
    if (!other) continue;
    if (out.number && out.number->text == other->text) {
      out.agreed = true;
      continue;
    }
    out.disputed = out.number.has_value();
    const bool better =
        !out.number || meanConfidence(other->reading) > meanConfidence(out.number->reading);
    if (better) out.number = std::move(other);
  }
  return out;
}

// An agency's name without ink read as a letter: no syllable is a single consonant, but a ward may
// be "PHÚ B".
Reading withoutStrayLetters(const Reading& reading) {
  Reading out;
  for (const auto* word : reading.words) {
    const bool stray = word->folded.size() == 1 && word != reading.words.back() &&
                       std::string_view("aeiouy").find(word->folded[0]) == std::string_view::npos &&
                       (word->folded[0] < '0' || word->folded[0] > '9');
    if (!stray) out.words.push_back(word);
  }
  return out;
}

// The agency that begins with what was read of its name, when its end alone is missing.
const Phrase* agencyCutShort(const std::string& folded, const Vocabulary& vocabulary) {
  const std::string read = withoutSpaces(folded);
  const Phrase* only = nullptr;
  for (const auto& phrase : vocabulary.agencies) {
    const std::string whole = withoutSpaces(phrase.folded);
    if (read.size() >= whole.size() || read.size() * 10 < whole.size() * 7) continue;
    if (read.size() < 12 || !whole.starts_with(read)) continue;
    if (only != nullptr) return nullptr;
    only = &phrase;
  }
  return only;
}

bool namesCommune(const std::string& folded, const Vocabulary& vocabulary) {
  if (vocabulary.levels.empty()) return false;
  const auto& communes = vocabulary.levels.front();
  return std::any_of(communes.begin(), communes.end(), [&](const Phrase& level) {
    return (' ' + folded).find(' ' + level.folded + ' ') != std::string::npos;
  });
}

// "ỦY BAN NHÂN DÂN", "SỞ": names that need a place or a field behind them.
bool wantsMore(const std::string& folded, const Vocabulary& vocabulary) {
  constexpr std::ptrdiff_t kMostGaps = 3;
  if (std::count(folded.begin(), folded.end(), ' ') > kMostGaps) return false;
  return std::any_of(vocabulary.agencies.begin(), vocabulary.agencies.end(),
                     [&](const Phrase& phrase) { return phrase.folded == folded; });
}

constexpr std::size_t kLongestSyllable = 7;  // letters: "nghiêng"

bool hasRunTogetherWords(const std::string& folded) {
  std::size_t letters = 0;
  for (const char c : folded) {
    letters = c == ' ' ? 0 : letters + 1;
    if (letters > kLongestSyllable) return true;
  }
  return false;
}

// "PHƯƠNG AN THẠNH" is "PHƯỜNG AN THẠNH"; but "XÃ PHƯƠNG TRUNG" has its level before it.
std::string withLevelsAsPrinted(const std::string& text, const Vocabulary& vocabulary) {
  auto words = wordsOf(text);
  std::string out;
  bool behind_level = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto& word = words[i];
    word.erase(0, std::min(word.find_first_not_of(kSpecks), word.size() - 1));
    const Phrase* level = nullptr;
    for (const auto& names : vocabulary.levels) {
      for (const auto& name : names) level = name.folded == fold(word) ? &name : level;
    }
    const bool names_unit = level != nullptr && !behind_level && i > 0 && i + 1 < words.size();
    if (names_unit) word = level->printed;
    behind_level = names_unit;
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

// The name of the place at the end of `text` as the document spells it most often; `text` where it
// does not end with the place.
std::string withPlaceAsSpelt(const std::string& text, const DocumentLayout& document) {
  const auto place = commonSpelling(document.place, document.pages);
  const auto words = wordsOf(text);
  const auto count = wordsOf(place.text).size();
  if (place.times < 2 || count == 0 || count >= words.size()) return text;
  std::string head, tail;
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto& part = i + count < words.size() ? head : tail;
    part += (part.empty() ? "" : " ") + words[i];
  }
  if (fold(tail) != fold(place.text)) return text;
  return head + ' ' + core::toUpper(place.text);
}

bool namesPeoplesCommittee(const DocumentLayout& document) {
  const Reading agency = issuingAgency(firstPage(document), document.head, document.vocabulary);
  return beginsWith(fold(agency.text()), "uy ban nhan dan");
}

}  // namespace

std::string placeBeforeDate(const std::vector<PageLayout>& pages, const Letterhead& head) {
  auto line = letterheadLine(pages, head);
  if (!line) line = lineOverSigner(pages);
  if (!line) return {};
  return placeText(*line);
}

Found agencyRule(const FieldRule& rule, const DocumentLayout& document) {
  const Reading reading =
      withoutStrayLetters(issuingAgency(firstPage(document), document.head, document.vocabulary));
  if (reading.words.empty()) return std::nullopt;
  const auto mended = document.book.mend(reading.words);
  std::string text = withoutEnd(mended.text, kSpecks);
  text.erase(0, std::min(text.find_first_not_of(kSpecks), text.size()));
  if (fold(text).size() < 3) return std::nullopt;
  const Phrase* whole = agencyCutShort(fold(text), document.vocabulary);
  if (whole != nullptr) text = whole->printed;
  text = withLevelsAsPrinted(text, document.vocabulary);
  const std::string spelt = withPlaceAsSpelt(text, document);
  const bool respelt = spelt != text;
  text = spelt;
  const std::string folded = fold(text);
  auto field = fieldValue(std::move(text), reading, firstPage(document), rule.rule, 0.95);
  if (respelt) lower(field, "mended", 0.95);
  if (hasRunTogetherWords(folded)) limit(field, "spelling", 0.6);
  const bool opens =
      std::any_of(document.vocabulary.agencies.begin(), document.vocabulary.agencies.end(),
                  [&](const Phrase& phrase) { return beginsExactly(folded, phrase.folded); });
  if (!opens) limit(field, "agency_unknown", 0.6);
  if (whole != nullptr) limit(field, "mended", 0.8);
  const std::string place = fold(document.place);
  const bool of_place = !place.empty() && folded.ends_with(' ' + place);
  if (of_place) raise(field, "agency_names_place", 0.7);
  if (opens && mended.strange == 0) raise(field, "agency_known", 0.4);
  if (mended.strange > 0) lower(field, "spelling", 0.7);
  // A commune's papers are issued at the commune: the name may be cut short, or the place misread.
  if (!place.empty() && !of_place && namesCommune(folded, document.vocabulary)) {
    limit(field, "agency_not_of_place", 0.85);
  }
  if (wantsMore(folded, document.vocabulary)) limit(field, "agency_cut_short", 0.6);
  checkSeals(field, document.pages, document.vocabulary);
  return field;
}

Found numberRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto reference = findSelfReference(document.pages);
  const auto read = letterheadNumber(document);
  const auto& number = read.number;
  const auto& page = firstPage(document);
  const bool by_hand = number && number->set_apart && !read.agreed &&
                       figuresConfidence(number->reading) < kReadableHand;
  if (!number || by_hand) {
    if (by_hand) document.unread.push_back({rule.field, page.page, boxOf(number->reading)});
    return std::nullopt;
  }
  auto field = fieldValue(number->text, number->reading, firstPage(document), rule.rule, 0.97);
  if (number->mended) lower(field, "mended", 0.85);
  if (read.agreed) confirm(field, "read_twice", 0.5);
  if (read.disputed) limit(field, "read_otherwise", 0.6);
  if (number->kind_agrees) raise(field, "number_names_kind", 0.5);
  if (number->known_signs) raise(field, "number_signs_known", 0.3);
  if (!number->known_signs) lower(field, "number_signs_unknown", 0.8);
  if (!reference.number.empty()) {
    if (fold(reference.number) == fold(number->text)) {
      confirm(field, "appendix_says_so", 0.8);
      return field;
    }
    limit(field, "appendix_says_otherwise", 0.5);
  }
  if (number->set_apart) limit(field, "perhaps_handwritten", 0.5);
  if (number->text.find("UBND") != std::string::npos && namesPeoplesCommittee(document)) {
    raise(field, "number_names_agency", 0.3);
    if (number->set_apart) limit(field, "perhaps_handwritten", 0.5);
  }
  return field;
}

Found dateRule(const FieldRule& rule, const DocumentLayout& document) {
  auto line = datedLine(rule, document);
  if (!line) return std::nullopt;
  const auto again = dayReadAgain(*line);
  const bool filled_in = again && !line->date.day;
  if (filled_in) line->date.day = again->day;
  const auto reference = findSelfReference(document.pages);
  const auto code = dayOfCode(*line->page);
  Reading reading;
  reading.add(*line->segment, line->date.first, line->date.last + 1);
  if (line->wrapped != nullptr) reading.add(*line->wrapped);
  if (auto iso = isoDate(line->date.day, line->date.month, line->date.year)) {
    auto field = fieldValue(*iso, reading, *line->page, rule.rule, 0.99);
    if (line->date.mended) lower(field, "mended", 0.85);
    if (filled_in) {
      // Taken from other words than the box shows.
      field.confidence = 0.99 * again->confidence;
      limit(field, "date_half_read", 0.85);
    } else if (again) {
      if (again->day == line->date.day) confirm(field, "read_twice", 0.5);
      if (again->day != line->date.day) limit(field, "read_otherwise", 0.6);
    }
    if (reference.date == iso) confirm(field, "appendix_says_so", 0.8);
    if (reference.date && reference.date != iso) limit(field, "appendix_says_otherwise", 0.6);
    if (code == iso) confirm(field, "barcode_says_so", 0.8);
    return field;
  }
  for (const auto& [iso, what] :
       {std::pair(reference.date, "appendix_says_so"), std::pair(code, "barcode_says_so")}) {
    const int agreeing = iso ? agreeingParts(line->date, *iso) : 0;
    if (agreeing == 0) continue;
    auto field = fieldValue(*iso, reading, *line->page, rule.rule, 0.9);
    confirm(field, what, 0.5);
    if (agreeing == 1) limit(field, "date_half_read", 0.85);
    return field;
  }
  document.unread.push_back({rule.field, line->page->page, boxOf(reading)});
  return std::nullopt;
}

Found placeRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto line = datedLine(rule, document);
  if (!line) return std::nullopt;
  const Reading reading = placeWords(*line);
  const std::string own = placeText(*line);
  if (fold(own).size() < 2) return std::nullopt;
  const auto common = commonSpelling(own, document.pages);
  const bool same = core::toLower(common.text) == core::toLower(own);
  auto field = fieldValue(common.text, reading, *line->page, rule.rule, 0.95);
  if (!same) lower(field, "mended", 0.9);
  if (common.times >= 2) raise(field, "text_says_so", 0.6);
  return field;
}

Found titleRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto& page = firstPage(document);
  const auto& kind = document.kind;
  Reading reading;
  if (!kind.title.empty()) {
    for (const std::size_t i : kind.title) reading.add(page.segments[i]);
    std::string printed = withoutEnd(kind.printed, " .:;");
    printed.erase(0, std::min(printed.find_first_not_of(kSpecks), printed.size()));
    auto field = fieldValue(std::move(printed), reading, page, rule.rule, 0.98);
    field.confidence = std::max(field.confidence, kind.confidence);
    field.evidence.push_back("+title_known");
    return field;
  }
  if (kind.profile != nullptr && kind.profile->untitled) {
    // A letter prints no title; what makes it one is the reference under its number.
    reading = referenceBelow(page, document.head);
    auto field = fieldValue(core::toUpper(kind.profile->title), reading, page, rule.rule, 1);
    field.confidence = kind.confidence;
    return field;
  }
  if (kind.profile != nullptr) {
    // The number names the kind where the title cannot be read.
    if (kind.profile->printed.empty() || !document.head.number) return std::nullopt;
    reading.add(page.segments[*document.head.number]);
    auto field = fieldValue(kind.profile->printed.front().printed, reading, page, rule.rule, 0.9);
    field.confidence = std::min(field.confidence, kind.confidence);
    field.evidence.push_back("-title_unreadable");
    return field;
  }
  const auto runs = titleRuns(page, document.head);
  if (runs.empty() || !document.head.motto) return std::nullopt;
  reading.add(page.segments[runs.front().segments.front()]);
  return fieldValue(withoutEnd(reading.text(), " .:;"), reading, page, rule.rule, 0.6);
}

namespace {

Found mendedText(const FieldRule& rule, const DocumentLayout& document, const Reading& reading,
                 double strength) {
  if (reading.words.empty()) return std::nullopt;
  const auto mended = document.book.mend(reading.words);
  std::string text = withoutEnd(mended.text, " .;:_-|'\"`");
  text.erase(0, std::min(text.find_first_not_of(" -_.,:;'~*"), text.size()));
  if (fold(text).size() < 4) return std::nullopt;
  auto field = fieldValue(std::move(text), reading, firstPage(document), rule.rule, strength);
  if (mended.strange > 0) limit(field, "spelling", 0.6);
  return field;
}

}  // namespace

Found abstractRule(const FieldRule& rule, const DocumentLayout& document) {
  if (document.kind.title.empty()) return std::nullopt;
  return mendedText(
      rule, document,
      abstractBelow(firstPage(document), document.kind.title.back(), document.vocabulary), 0.94);
}

Found referenceRule(const FieldRule& rule, const DocumentLayout& document) {
  return mendedText(rule, document, referenceBelow(firstPage(document), document.head), 0.95);
}

}  // namespace sohoa::metadata

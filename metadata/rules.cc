#include "metadata/rules.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.h"
#include "metadata/dates.h"
#include "metadata/fold.h"
#include "metadata/labels.h"
#include "metadata/recipients.h"
#include "metadata/secrecy.h"
#include "metadata/signature.h"
#include "metadata/title.h"

namespace sohoa::metadata {
namespace {

using Found = std::optional<core::FieldValue>;

const PageLayout& firstPage(const DocumentLayout& document) { return document.pages.front(); }

std::string withoutEnd(const std::string& text, std::string_view signs) {
  const auto end = text.find_last_not_of(signs);
  return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

// The beginning of an agency's name as the vocabulary prints it, when it is of four words or more
// and was read with at most a slip.
std::string mendedAgency(const Reading& reading, const Vocabulary& vocabulary) {
  std::string joined;
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    joined += withoutSpaces(reading.words[i]->folded);
    if (i < 3) continue;
    for (const auto& phrase : vocabulary.agencies) {
      if (similarity(joined, withoutSpaces(phrase.folded)) < 0.92) continue;
      std::string text = phrase.printed;
      for (std::size_t rest = i + 1; rest < reading.words.size(); ++rest) {
        text += ' ' + reading.words[rest]->text;
      }
      return withoutEnd(text, " .,:;_-");
    }
  }
  return withoutEnd(reading.text(), " .,:;_-");
}

Found agencyRule(const FieldRule& rule, const DocumentLayout& document) {
  const Reading reading = issuingAgency(firstPage(document), document.head, document.vocabulary);
  if (reading.words.empty()) return std::nullopt;
  return fieldValue(mendedAgency(reading, document.vocabulary), reading, firstPage(document),
                    rule.rule, 0.95);
}

// Recognition writes "QD" for "QĐ"; the profile knows how its own sign is printed.
std::string mendSymbol(std::string number, const KindMatch& kind) {
  if (kind.profile == nullptr) return number;
  std::size_t from = number.find('/');
  while (from != std::string::npos) {
    const std::size_t to = std::min(number.find_first_of("/-", from + 1), number.size());
    for (const auto& symbol : kind.profile->symbols) {
      if (fold(number.substr(from + 1, to - from - 1)) != symbol.folded) continue;
      return number.replace(from + 1, to - from - 1, symbol.printed);
    }
    from = to < number.size() ? to : std::string::npos;
  }
  return number;
}

// Letters, digits and the signs a number is made of.
std::string onlySigns(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool kept = (static_cast<unsigned char>(c) & 0x80U) != 0 || std::isalnum(c) != 0 ||
                      c == '/' || c == '-' || c == '.' || c == '&' || c == ',';
    if (kept) out += c;
  }
  return out;
}

Found numberRule(const FieldRule& rule, const DocumentLayout& document) {
  if (!document.head.number) return std::nullopt;
  const auto& segment = firstPage(document).segments[*document.head.number];
  const auto start = numberStart(segment);
  if (!start) return std::nullopt;
  Reading reading;
  reading.add(segment, *start);
  std::string number;
  for (const auto* word : reading.words) number += word->text;
  const auto first = number.find_first_of("0123456789");
  number = withoutEnd(onlySigns(number.substr(first)), ".,-");
  const auto slash = number.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == number.size()) return std::nullopt;
  return fieldValue(mendSymbol(number, document.kind), reading, firstPage(document), rule.rule,
                    0.97);
}

struct DatedLine {
  const PageLayout* page = nullptr;
  const Segment* segment = nullptr;
  FoundDate date;
};

std::optional<FoundDate> placeAndDate(const Segment& segment) {
  Reading reading;
  reading.add(segment);
  auto date = findDate(reading);
  if (!date || !date->in_words || date->first < 1 || date->first > 8) return std::nullopt;
  return date;
}

// The line "Hà Nội, ngày 1 tháng 2 năm 2020" of the letterhead, or over the signature.
std::optional<DatedLine> datedLine(const FieldRule& rule, const DocumentLayout& document) {
  const auto& first = firstPage(document);
  if (rule.zone != Zone::kSignature) {
    if (!document.head.date) return std::nullopt;
    const auto& segment = first.segments[*document.head.date];
    const auto date = placeAndDate(segment);
    return date ? std::optional(DatedLine{&first, &segment, *date}) : std::nullopt;
  }
  for (auto page = document.pages.rbegin(); page != document.pages.rend(); ++page) {
    for (auto segment = page->segments.rbegin(); segment != page->segments.rend(); ++segment) {
      if (segment->centreX() < page->width * 45 / 100 || segment->words.size() > 14) continue;
      const auto date = placeAndDate(*segment);
      if (date && date->last + 1 >= segment->words.size())
        return DatedLine{&*page, &*segment, *date};
    }
  }
  return std::nullopt;
}

Found dateRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto line = datedLine(rule, document);
  if (!line) return std::nullopt;
  Reading reading;
  reading.add(*line->segment, line->date.first, line->date.last + 1);
  return fieldValue(line->date.iso, reading, *line->page, rule.rule, 0.97);
}

Found placeRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto line = datedLine(rule, document);
  if (!line) return std::nullopt;
  std::size_t from = 0;
  while (from < line->date.first && line->segment->words[from].folded.empty()) ++from;
  Reading reading;
  reading.add(*line->segment, from, line->date.first);
  std::string place = withoutEnd(reading.text(), " ,.;:-");
  if (fold(place).size() < 2) return std::nullopt;
  return fieldValue(std::move(place), reading, *line->page, rule.rule, 0.95);
}

Found titleRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto& page = firstPage(document);
  const auto& kind = document.kind;
  Reading reading;
  if (!kind.title.empty()) {
    for (const std::size_t i : kind.title) reading.add(page.segments[i]);
    return fieldValue(withoutEnd(kind.printed, " .:;"), reading, page, rule.rule, 0.98);
  }
  if (kind.profile != nullptr && kind.profile->untitled) {
    // A letter prints no title; what makes it one is the reference under its number.
    reading = referenceBelow(page, document.head);
    auto field = fieldValue(core::toUpper(kind.profile->title), reading, page, rule.rule, 1);
    field.confidence = kind.confidence;
    return field;
  }
  if (kind.profile != nullptr) return std::nullopt;
  const auto runs = titleRuns(page, document.head);
  if (runs.empty() || !document.head.motto) return std::nullopt;
  reading.add(page.segments[runs.front().segments.front()]);
  return fieldValue(withoutEnd(reading.text(), " .:;"), reading, page, rule.rule, 0.6);
}

std::string abstractText(const Reading& reading) {
  std::string text = withoutEnd(reading.text(), " .;:_-");
  text.erase(0, std::min(text.find_first_not_of(" -_.,:;'~*"), text.size()));
  return text;
}

Found abstractRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto& page = firstPage(document);
  if (document.kind.title.empty()) return std::nullopt;
  const Reading reading = abstractBelow(page, document.kind.title.back(), document.vocabulary);
  std::string text = abstractText(reading);
  if (fold(text).size() < 4) return std::nullopt;
  return fieldValue(std::move(text), reading, page, rule.rule, 0.92);
}

Found referenceRule(const FieldRule& rule, const DocumentLayout& document) {
  const Reading reading = referenceBelow(firstPage(document), document.head);
  std::string text = abstractText(reading);
  if (fold(text).size() < 4) return std::nullopt;
  return fieldValue(std::move(text), reading, firstPage(document), rule.rule, 0.93);
}

// The phrase as the vocabulary prints it, when the line says it but for marks and a slip or two.
std::string mendedLine(const std::string& line, const Vocabulary& vocabulary) {
  const std::string folded = withoutSpaces(fold(line));
  double best = 0.82;
  std::string mended = withoutEnd(line, " .,:;_-|'\"");
  const auto consider = [&](const std::string& wanted, const std::string& printed) {
    const double alikeness = similarity(folded, wanted);
    if (alikeness <= best) return;
    best = alikeness;
    mended = printed;
  };
  for (const auto* phrases : {&vocabulary.positions, &vocabulary.agencies}) {
    for (const auto& phrase : *phrases) {
      const std::string wanted = withoutSpaces(phrase.folded);
      if (phrases == &vocabulary.positions) consider(wanted, phrase.printed);
      for (const auto& sign : vocabulary.authorities) {
        consider(sign.folded + wanted, sign.printed + ". " + phrase.printed);
      }
    }
  }
  return mended;
}

std::string mendedLines(const std::vector<std::string>& lines, const Vocabulary& vocabulary) {
  std::string out;
  for (const auto& line : lines) {
    if (!out.empty()) out += ' ';
    out += mendedLine(line, vocabulary);
  }
  return out;
}

Found signerRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto block = findSignature(document.pages, rule.anchors, document.vocabulary);
  if (!block || !block->name) return std::nullopt;
  return fieldValue(block->name->reading.text(), block->name->reading, document.pages[block->page],
                    rule.rule, block->name->strength);
}

Found signerTitleRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto block = findSignature(document.pages, rule.anchors, document.vocabulary);
  if (!block || block->title.words.empty()) return std::nullopt;
  return fieldValue(mendedLines(block->title_lines, document.vocabulary), block->title,
                    document.pages[block->page], rule.rule, 0.95);
}

Found signerAuthorityRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto block = findSignature(document.pages, rule.anchors, document.vocabulary);
  if (!block || block->authority.words.empty()) return std::nullopt;
  return fieldValue(mendedLines(block->authority_lines, document.vocabulary), block->authority,
                    document.pages[block->page], rule.rule, 0.95);
}

Found recipientsRule(const FieldRule& rule, const DocumentLayout& document) {
  return recipientList(document.pages, document.vocabulary, rule.rule);
}

Found labelRule(const FieldRule& rule, const DocumentLayout& document) {
  if (rule.barcode) {
    if (auto code = barcodeValue(rule, document.pages)) return code;
  }
  return labelledValue(rule, document.pages, document.vocabulary);
}

Found urgencyRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto mark = findUrgencyMark(firstPage(document), document.vocabulary);
  if (!mark) return std::nullopt;
  return fieldValue(mark->level, mark->reading, firstPage(document), rule.rule, 0.95);
}

Found secrecyRule(const FieldRule& rule, const DocumentLayout& document) {
  for (const auto& page : document.pages) {
    const auto mark = findSecrecyMark(page, document.vocabulary);
    if (!mark) continue;
    Reading reading;
    reading.add(page.segments[mark->segment]);
    return fieldValue(mark->level, reading, page, rule.rule, 0.95);
  }
  return std::nullopt;
}

struct NamedRule {
  std::string_view name;
  Found (*apply)(const FieldRule&, const DocumentLayout&);
};

constexpr std::array<NamedRule, 15> kRules{{
    {"agency", agencyRule},
    {"number", numberRule},
    {"date", dateRule},
    {"place", placeRule},
    {"title", titleRule},
    {"abstract", abstractRule},
    {"reference", referenceRule},
    {"signer", signerRule},
    {"signer_title", signerTitleRule},
    {"signer_authority", signerAuthorityRule},
    {"recipients", recipientsRule},
    {"labelled", labelRule},
    {"inline", labelRule},
    {"urgency", urgencyRule},
    {"secrecy", secrecyRule},
}};

}  // namespace

std::vector<std::string_view> ruleNames() {
  std::vector<std::string_view> names;
  for (const auto& rule : kRules) names.push_back(rule.name);
  return names;
}

std::optional<core::FieldValue> applyRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto* named = std::find_if(kRules.begin(), kRules.end(),
                                   [&](const NamedRule& one) { return one.name == rule.rule; });
  if (named == kRules.end()) return std::nullopt;
  return named->apply(rule, document);
}

}  // namespace sohoa::metadata

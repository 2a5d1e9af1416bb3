#include "metadata/signature.h"

#include <algorithm>
#include <cmath>

#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

enum class LineKind { kNone, kAuthority, kTitle, kNote };

bool beginsWithAny(const Segment& segment, const std::vector<Phrase>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& phrase) {
    return beginsWith(segment.folded, phrase.folded);
  });
}

bool isAuthority(const Segment& segment, const Vocabulary& vocabulary) {
  if (segment.folded.size() < 5) return false;
  // Also where sign and name were read as one word: "TM.ỦY".
  const std::string& first = segment.words.front().text;
  const auto stop = first.find_first_of(".,");
  if (stop == std::string::npos) return false;
  const std::string head = fold(first.substr(0, stop));
  return std::any_of(vocabulary.authorities.begin(), vocabulary.authorities.end(),
                     [&](const Phrase& sign) { return head == sign.folded; });
}

bool saysPosition(const Segment& segment, const Vocabulary& vocabulary) {
  const std::string joined = withoutSpaces(segment.folded);
  return std::any_of(vocabulary.positions.begin(), vocabulary.positions.end(),
                     [&](const Phrase& phrase) {
                       const std::string wanted = withoutSpaces(phrase.folded);
                       return beginsWith(segment.folded, phrase.folded) ||
                              (wanted.size() >= 8 && similarity(joined, wanted) >= 0.75);
                     });
}

LineKind kindOf(const Segment& segment, const Vocabulary& vocabulary) {
  if (beginsWithAny(segment, vocabulary.signature_notes)) return LineKind::kNote;
  if (segment.capitals < 0.7) return LineKind::kNone;
  if (isAuthority(segment, vocabulary)) return LineKind::kAuthority;
  return saysPosition(segment, vocabulary) ? LineKind::kTitle : LineKind::kNone;
}

bool inColumn(const Segment& heading, const Segment& segment, const PageLayout& page) {
  return std::abs(heading.centreX() - segment.centreX()) < page.width / 9;
}

bool mayHead(const Segment& segment, const PageLayout& page, const std::vector<Phrase>& anchors,
             const Vocabulary& vocabulary) {
  if (segment.words.size() > 12) return false;
  const bool right = segment.centreX() > page.width * 54 / 100;
  if (!anchors.empty()) {
    return segment.centreX() > page.width * 40 / 100 && beginsWithAny(segment, anchors);
  }
  if (!right) return false;
  const auto kind = kindOf(segment, vocabulary);
  return kind == LineKind::kAuthority || kind == LineKind::kTitle;
}

// The name stands lowest in the column, within a hand's breadth of the title, and is what of the
// ink there reads most like a name.
std::optional<PersonName> nameUnder(const PageLayout& page, const Segment& heading,
                                    std::size_t after, const Vocabulary& vocabulary) {
  std::optional<PersonName> best;
  double best_score = 0;
  const int from = page.segments[after].box.bottom() - page.line_height / 3;
  const int to = page.segments[after].box.bottom() + page.height / 4;
  for (std::size_t i = after + 1; i < page.segments.size(); ++i) {
    const auto& segment = page.segments[i];
    if (segment.box.y > to) break;
    if (segment.centreY() < from || !inColumn(heading, segment, page)) continue;
    if (kindOf(segment, vocabulary) != LineKind::kNone) continue;
    Reading reading;
    reading.add(segment);
    const auto name = personName(reading, vocabulary);
    if (!name) continue;
    double seen = 0;
    for (const auto* word : name->reading.words) seen += word->confidence;
    const double score = name->strength * seen / static_cast<double>(name->reading.words.size());
    if (best && score < best_score) continue;
    best = name;
    best_score = score;
  }
  return best;
}

SignatureBlock readBlock(const PageLayout& page, std::size_t page_index, std::size_t head,
                         bool anchored, const Vocabulary& vocabulary) {
  SignatureBlock block;
  block.page = page_index;
  const Segment& heading = page.segments[head];
  std::size_t last = head;
  for (std::size_t i = head; i < page.segments.size(); ++i) {
    const Segment& line = page.segments[i];
    if (line.box.y - page.segments[last].box.bottom() > 2 * page.line_height) break;
    if (!inColumn(heading, line, page)) continue;
    const LineKind kind = kindOf(line, vocabulary);
    const bool wraps = i != head && kind == LineKind::kNone && line.capitals > 0.9 &&
                       line.centreY() - page.segments[last].centreY() < 2 * page.line_height &&
                       std::any_of(vocabulary.levels.begin(), vocabulary.levels.end(),
                                   [&](const auto& level) { return beginsWithAny(line, level); });
    const bool to_title = wraps && !block.title.words.empty();
    if (kind == LineKind::kAuthority || (wraps && !to_title)) {
      block.authority.add(line);
      block.authority_lines.push_back(line.text);
    } else if (kind == LineKind::kTitle || to_title) {
      block.title.add(line);
      block.title_lines.push_back(line.text);
    } else if (kind == LineKind::kNone && !(anchored && i == head)) {
      continue;  // seal and stamp reach into the column
    }
    last = i;
  }
  block.name = nameUnder(page, heading, last, vocabulary);
  return block;
}

std::size_t pagesBeforeAppendix(const std::vector<PageLayout>& pages,
                                const Vocabulary& vocabulary) {
  for (std::size_t p = 1; p < pages.size(); ++p) {
    for (const auto& segment : pages[p].segments) {
      if (segment.centreY() > pages[p].height / 4) break;
      if (segment.capitals > 0.75 && beginsWithAny(segment, vocabulary.appendix)) return p;
    }
  }
  return pages.size();
}

// Where seal and signature have hidden the title, a person with a known surname beside the
// recipients is still the signer.
std::optional<SignatureBlock> nameBesideRecipients(const PageLayout& page, std::size_t page_index,
                                                   const Vocabulary& vocabulary) {
  const auto heading =
      std::find_if(page.segments.begin(), page.segments.end(), [&](const Segment& segment) {
        return segment.words.size() <= 4 && segment.box.x < page.width * 45 / 100 &&
               beginsWithAny(segment, vocabulary.recipients);
      });
  if (heading == page.segments.end()) return std::nullopt;
  for (auto segment = heading; segment != page.segments.end(); ++segment) {
    if (segment->box.y > heading->box.y + page.height * 3 / 10) break;
    if (segment->centreX() < page.width * 58 / 100) continue;
    Reading reading;
    reading.add(*segment);
    auto name = personName(reading, vocabulary);
    if (!name || name->strength < 0.9 || kindOf(*segment, vocabulary) != LineKind::kNone) continue;
    name->strength = 0.8;
    SignatureBlock block;
    block.page = page_index;
    block.name = std::move(name);
    return block;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SignatureBlock> findSignature(const std::vector<PageLayout>& pages,
                                            const std::vector<Phrase>& anchors,
                                            const Vocabulary& vocabulary) {
  constexpr int kMostHeadings = 64;
  std::optional<SignatureBlock> nameless;
  int tried = 0;
  for (std::size_t p = pagesBeforeAppendix(pages, vocabulary); p-- > 0;) {
    const auto& page = pages[p];
    for (std::size_t i = 0; i < page.segments.size() && tried < kMostHeadings; ++i) {
      if (!mayHead(page.segments[i], page, anchors, vocabulary)) continue;
      ++tried;
      auto block = readBlock(page, p, i, !anchors.empty(), vocabulary);
      if (block.name) return block;
      if (!nameless) nameless = std::move(block);
    }
    if (nameless || !anchors.empty()) continue;
    if (auto block = nameBesideRecipients(page, p, vocabulary)) return block;
  }
  return nameless;
}

}  // namespace sohoa::metadata

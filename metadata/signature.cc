#include "metadata/signature.h"

#include <algorithm>
#include <cmath>

#include "metadata/fold.h"
#include "metadata/signature_line.h"

namespace sohoa::metadata {
namespace {

constexpr int kMostHeadings = 64;
constexpr double kAside = 0.8;  // strength of a name that stands beside the block's axis

bool beginsWithAny(const Segment& segment, const std::vector<Phrase>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& phrase) {
    return beginsWith(segment.folded, phrase.folded);
  });
}

bool opensWithAny(const Segment& segment, const std::vector<Phrase>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& phrase) {
    return beginsExactly(segment.folded, phrase.folded);
  });
}

// A line of the block with the segment it stands in.
struct PlacedLine {
  const Segment* segment = nullptr;
  SignatureLine line;

  [[nodiscard]] int left() const {
    return line.reading.words.empty() ? segment->box.x : line.reading.words.front()->box.x;
  }
  [[nodiscard]] int right() const {
    return line.reading.words.empty() ? segment->box.right()
                                      : line.reading.words.back()->box.right();
  }
  [[nodiscard]] int centre() const { return (left() + right()) / 2; }
};

bool inColumn(int axis, const Segment& segment, const PageLayout& page) {
  return std::abs(axis - segment.centreX()) < page.width / 9;
}

// The name stands lowest in the column, within a hand's breadth of the title, and is what of the
// ink there reads most like a name.
std::optional<PersonName> nameUnder(const PageLayout& page, int axis, const Segment& last,
                                    const SignatureLines& lines, const Vocabulary& vocabulary) {
  std::optional<PersonName> best;
  double best_score = 0;
  const int from = last.box.bottom() - page.line_height / 3;
  const int to = last.box.bottom() + page.height / 4;
  for (const auto& segment : page.segments) {
    if (segment.box.y > to) break;
    if (segment.centreY() < from || !inColumn(axis, segment, page)) continue;
    if (segment.words.size() > 12) continue;
    if (lines.read(segment).kind != LineKind::kNone) continue;
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

void add(SignaturePart& part, const std::string& text, const Reading& reading) {
  if (!part.text.empty()) part.text += ' ';
  part.text += text;
  part.reading.words.insert(part.reading.words.end(), reading.words.begin(), reading.words.end());
}

int centreOf(const Reading& reading) {
  return (reading.words.front()->box.x + reading.words.back()->box.right()) / 2;
}

// The axis over which the block is centred: that of the name or, where it is unreadable, of a
// heading or a line of authority read letter for letter.
std::optional<int> axisOf(const std::vector<PlacedLine>& block,
                          const std::optional<PersonName>& name) {
  if (name && name->surname) return centreOf(name->reading);
  for (const auto& one : block) {
    const bool whole = one.line.kind == LineKind::kAuthority && one.line.likeness == 1;
    if (one.line.kind == LineKind::kNote || whole) return one.centre();
  }
  return std::nullopt;
}

// The lines over the name were read whole and are centred elsewhere: part of the name may be
// hidden.
bool standsAside(const PersonName& name, const std::vector<PlacedLine>& block,
                 const PageLayout& page) {
  const int slack = std::max(page.width / 35, 8);
  return std::any_of(block.begin(), block.end(), [&](const PlacedLine& one) {
    return one.line.kind != LineKind::kNote && one.line.likeness == 1 &&
           std::abs(one.centre() - centreOf(name.reading)) > slack;
  });
}

// How much wider than its words a line is that ends with them and is centred over the axis.
double wholeToPart(int axis, int left, int right) {
  const double half = std::max(right - axis, axis - left);
  return 2 * half / std::max(right - left, 1);
}

// The only line that may end with these words and be so wide; kNone when there are several. Under
// an authority that names a person's office stands nothing but a title.
SignatureLine lineEndingWith(const Segment& segment, int axis, bool title_only,
                             const SignatureLines& lines) {
  SignatureLine line;
  if (segment.capitals < 0.75 || segment.words.size() > 6) return line;
  if (segment.centreX() <= axis || segment.box.right() <= axis) return line;
  line.reading.add(segment);
  constexpr double kWide = 0.12;
  const double ratio = wholeToPart(axis, segment.box.x, segment.box.right());
  auto possible = title_only ? lines.endingLike(line, ratio, kWide) : lines.endingLike(line, ratio);
  if (title_only) {
    std::erase_if(possible, [](const SignatureLine& one) { return one.kind != LineKind::kTitle; });
  }
  if (possible.size() != 1) return line;
  const Reading reading = line.reading;
  line = possible.front();
  line.reading = reading;
  line.likeness = 0.8;
  return line;
}

// Segments of the column that say nothing by themselves, because the seal hides their beginning.
void addCutLines(std::vector<PlacedLine>& block, const std::vector<const Segment*>& unknown,
                 int axis, const SignatureLines& lines) {
  for (const auto* segment : unknown) {
    const auto below = std::find_if(block.begin(), block.end(), [&](const PlacedLine& one) {
      return one.segment->centreY() > segment->centreY();
    });
    const auto* above = below == block.begin() ? nullptr : &std::prev(below)->line;
    const bool title_only =
        above != nullptr && above->kind == LineKind::kAuthority && above->sign != "TM";
    auto line = lineEndingWith(*segment, axis, title_only, lines);
    if (line.kind == LineKind::kNone) continue;
    block.insert(below, {segment, std::move(line)});
  }
}

// Lines are centred over one axis. One that is not has lost its beginning or end under the seal.
void mendCutLines(std::vector<PlacedLine>& block, std::optional<int> axis, const PageLayout& page,
                  const SignatureLines& lines) {
  const int slack = std::max(page.width / 70, 4);
  for (std::size_t i = 0; i < block.size(); ++i) {
    auto& one = block[i];
    if (!axis || one.line.kind == LineKind::kNote || one.line.reading.words.empty()) continue;
    if (std::abs(one.centre() - *axis) <= slack) continue;
    // Another line of the block on the axis of this one says that the name is what stands aside.
    const bool shared = std::any_of(block.begin(), block.end(), [&](const PlacedLine& other) {
      return &other != &one && std::abs(other.centre() - one.centre()) <= slack;
    });
    if (shared) continue;
    const bool begins_late = one.centre() > *axis;
    const double ratio = wholeToPart(*axis, one.left(), one.right());
    const auto possible =
        begins_late ? lines.endingLike(one.line, ratio) : std::vector<SignatureLine>{};
    if (possible.size() == 1) {
      const Reading reading = one.line.reading;
      one.line = possible.front();
      one.line.reading = reading;
      one.line.likeness = 0.8;
    } else if (i + 1 == block.size() || block[i + 1].line.kind != LineKind::kTitle) {
      one.line.kind = LineKind::kNone;  // a title below would say which sign was lost
    }
  }
}

// "CHỦ TỊCH" over "PHÓ CHỦ TỊCH" has lost "KT.", over any other title "TL.": a person has one
// title.
void restoreSigns(std::vector<PlacedLine>& block, const SignatureLines& lines) {
  for (std::size_t i = 0; i + 1 < block.size(); ++i) {
    auto& upper = block[i].line;
    const auto& lower = block[i + 1].line;
    if (upper.kind != LineKind::kTitle || lower.kind != LineKind::kTitle) continue;
    const bool deputy = lines.headOf(lower.position) == upper.position;
    if (!deputy && lines.deputyOf(upper.position).empty()) continue;
    upper.kind = LineKind::kAuthority;
    upper.sign = deputy ? "KT" : "TL";
    upper.text = upper.sign + ". " + upper.position;
    upper.likeness = 0.8;
  }
}

// Whether a line found no longer legible fits between the block's lines or over its first.
bool roomOver(const std::vector<PlacedLine>& block, std::size_t at, const PageLayout& page,
              std::optional<int> top) {
  const int pitch = 5 * page.line_height / 4;
  const int y = block[at].segment->centreY();
  if (at > 0) return y - block[at - 1].segment->centreY() > 3 * pitch / 2;
  return top && y - *top > 3 * pitch / 4;
}

void assemble(SignatureBlock& out, const std::vector<PlacedLine>& block, const PageLayout& page,
              std::optional<int> top, const SignatureLines& lines) {
  bool acting = false;  // signs for the head
  std::string head;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto& line = block[i].line;
    if (line.kind == LineKind::kAuthority) {
      add(out.authority, line.text, line.reading);
      out.authority.inferred = out.authority.inferred || line.likeness < 0.9;
      acting = acting || line.sign != "TM";
      if (line.sign == "KT") head = line.position;
    }
    if (line.kind != LineKind::kTitle) continue;
    const std::string position = lines.headOf(line.position);
    if (!position.empty() && !acting && roomOver(block, i, page, top)) {
      add(out.authority, "KT. " + position, {});
      out.authority.inferred = true;
      acting = true;
    }
    // Nobody signs for the head as the head.
    const std::string deputy = line.position == head ? lines.deputyOf(head) : std::string();
    add(out.title, deputy.empty() ? line.text : deputy, line.reading);
    out.title.inferred = out.title.inferred || line.likeness < 0.9 || !deputy.empty();
  }
  if (out.title.text.empty() && !head.empty()) {
    out.title.text = lines.deputyOf(head);
    out.title.inferred = true;
  }
}

std::optional<int> recipientsTop(const PageLayout& page, const Vocabulary& vocabulary) {
  for (const auto& segment : page.segments) {
    if (segment.words.size() <= 4 && segment.box.x < page.width * 45 / 100 &&
        beginsWithAny(segment, vocabulary.recipients)) {
      return segment.centreY();
    }
  }
  return std::nullopt;
}

SignatureBlock readBlock(const PageLayout& page, std::size_t page_index, std::size_t head,
                         bool anchored, const SignatureLines& lines, const Vocabulary& vocabulary) {
  SignatureBlock out;
  out.page = page_index;
  const Segment& heading = page.segments[head];
  const Segment* last = &heading;
  std::vector<PlacedLine> block;
  std::vector<const Segment*> unknown;
  for (std::size_t i = head; i < page.segments.size(); ++i) {
    const Segment& segment = page.segments[i];
    if (segment.box.y - last->box.bottom() > 5 * page.line_height / 2) break;
    if (!inColumn(heading.centreX(), segment, page)) continue;
    auto line = lines.read(segment);
    const bool wraps = !block.empty() && line.kind == LineKind::kNone && segment.capitals > 0.9 &&
                       segment.centreY() - last->centreY() < 2 * page.line_height &&
                       std::any_of(vocabulary.levels.begin(), vocabulary.levels.end(),
                                   [&](const auto& level) { return opensWithAny(segment, level); });
    if (wraps) {
      auto& above = block.back().line;
      above.text += ' ' + segment.text;
      above.reading.add(segment);
    } else if (line.kind == LineKind::kNone) {
      if (!(anchored && i == head)) {  // seal and stamp reach into the column
        unknown.push_back(&segment);
        continue;
      }
    } else {
      block.push_back({&segment, std::move(line)});
    }
    last = &segment;
  }
  out.name = nameUnder(page, heading.centreX(), *last, lines, vocabulary);
  if (out.name && standsAside(*out.name, block, page)) {
    out.name->strength = std::min(out.name->strength, kAside);
  }
  const auto axis = axisOf(block, out.name);
  mendCutLines(block, axis, page, lines);
  if (axis && !anchored) addCutLines(block, unknown, *axis, lines);
  restoreSigns(block, lines);
  // A heading such as "Người ký" leaves no room for a line over the title.
  const auto top = anchored ? std::nullopt : recipientsTop(page, vocabulary);
  assemble(out, block, page, top, lines);
  return out;
}

bool mayHead(const Segment& segment, const PageLayout& page, const std::vector<Phrase>& anchors,
             const SignatureLines& lines) {
  if (segment.words.size() > 12) return false;
  if (!anchors.empty()) {
    return segment.centreX() > page.width * 40 / 100 && beginsWithAny(segment, anchors);
  }
  if (segment.centreX() <= page.width * 54 / 100) return false;
  const auto kind = lines.read(segment).kind;
  // "NGƯỜI KÝ TRÍCH LỤC" heads a block whose title may be hidden.
  return kind == LineKind::kAuthority || kind == LineKind::kTitle ||
         (kind == LineKind::kNote && segment.capitals > 0.7);
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
                                                   const SignatureLines& lines,
                                                   const Vocabulary& vocabulary) {
  const auto top = recipientsTop(page, vocabulary);
  if (!top) return std::nullopt;
  for (const auto& segment : page.segments) {
    if (segment.box.y > *top + page.height * 3 / 10) break;
    if (segment.centreY() < *top || segment.centreX() < page.width * 58 / 100) continue;
    if (segment.words.size() > 12) continue;
    Reading reading;
    reading.add(segment);
    auto name = personName(reading, vocabulary);
    if (!name || !name->surname || lines.read(segment).kind != LineKind::kNone) continue;
    name->strength = std::min(name->strength, 0.85);
    SignatureBlock block;
    block.page = page_index;
    std::vector<const Segment*> over;
    for (const auto& other : page.segments) {
      const bool between =
          other.centreY() > *top - page.line_height && other.box.bottom() < segment.box.y;
      if (between && other.centreX() > page.width / 2) over.push_back(&other);
    }
    std::vector<PlacedLine> found;
    addCutLines(found, over, centreOf(name->reading), lines);
    assemble(block, found, page, top, lines);
    block.name = std::move(name);
    return block;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SignatureBlock> findSignature(const std::vector<PageLayout>& pages,
                                            const std::vector<Phrase>& anchors,
                                            const Vocabulary& vocabulary) {
  const SignatureLines lines(vocabulary);
  std::optional<SignatureBlock> nameless;
  int tried = 0;
  for (std::size_t p = pagesBeforeAppendix(pages, vocabulary); p-- > 0;) {
    const auto& page = pages[p];
    for (std::size_t i = 0; i < page.segments.size() && tried < kMostHeadings; ++i) {
      if (!mayHead(page.segments[i], page, anchors, lines)) continue;
      ++tried;
      auto block = readBlock(page, p, i, !anchors.empty(), lines, vocabulary);
      if (block.name) return block;
      if (!nameless) nameless = std::move(block);
    }
    if (!anchors.empty()) continue;
    if (auto block = nameBesideRecipients(page, p, lines, vocabulary)) {
      if (nameless && !nameless->title.text.empty()) {
        nameless->name = std::move(block->name);
      } else {
        nameless = std::move(block);
      }
    }
  }
  return nameless;
}

}  // namespace sohoa::metadata

#include "metadata/signature_line.h"

#include <algorithm>

#include "core/text.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostWords = 14;
constexpr std::size_t kMostAround = 3;  // words of ink before or behind the line
constexpr double kLeastLikeness = 0.78;

// Rough widths of capitals in a Roman type, in ems.
double widthOf(std::string_view printed) {
  double width = 0;
  for (const char c : core::foldMarks(printed)) {
    width += c == ' ' || c == '.' ? 0.27 : c == 'i' ? 0.35 : c == 'm' || c == 'w' ? 0.9 : 0.69;
  }
  return width;
}

bool isNote(const Segment& segment, const Vocabulary& vocabulary) {
  return std::any_of(
      vocabulary.signature_notes.begin(), vocabulary.signature_notes.end(),
      [&](const Phrase& phrase) { return beginsWith(segment.folded, phrase.folded); });
}

}  // namespace

SignatureLines::SignatureLines(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {
  for (const auto& position : vocabulary.positions) {
    SignatureLine title;
    title.kind = LineKind::kTitle;
    title.text = position.printed;
    title.position = position.printed;
    templates_.push_back({title, withoutSpaces(position.folded)});
  }
  for (const auto& sign : vocabulary.authorities) {
    const bool collective = sign.folded == "tm";
    for (const auto& phrase : collective ? vocabulary.agencies : vocabulary.positions) {
      SignatureLine line;
      line.kind = LineKind::kAuthority;
      line.text = sign.printed + ". " + phrase.printed;
      line.sign = sign.printed;
      line.position = phrase.printed;
      templates_.push_back({line, sign.folded + withoutSpaces(phrase.folded)});
    }
  }
}

SignatureLine SignatureLines::read(const Segment& segment) const {
  SignatureLine best;
  if (segment.words.size() > kMostWords) return best;
  if (isNote(segment, vocabulary_)) {
    best.kind = LineKind::kNote;
    return best;
  }
  if (segment.capitals < 0.4) return best;
  std::size_t best_length = 0;
  const std::size_t count = segment.words.size();
  for (std::size_t from = 0; from < std::min(count, kMostAround + 1); ++from) {
    std::string joined;
    double capitals = 0;
    for (std::size_t to = from; to < count; ++to) {
      joined += withoutSpaces(segment.words[to].folded);
      capitals += capitalShare(segment.words[to].text) >= 0.5 ? 1 : 0;
      if (count - to - 1 > kMostAround || joined.size() < 3) continue;
      if (capitals * 2 < static_cast<double>(to - from + 1)) continue;
      for (const auto& one : templates_) {
        const std::size_t longer = std::max(one.joined.size(), joined.size());
        const std::size_t shorter = std::min(one.joined.size(), joined.size());
        if ((longer - shorter) * 5 > longer) continue;
        const auto slips =
            static_cast<std::size_t>((1 - kLeastLikeness) * static_cast<double>(longer));
        const std::size_t distance = editDistance(joined, one.joined, slips);
        if (distance > slips) continue;
        const double likeness = 1 - static_cast<double>(distance) / static_cast<double>(longer);
        // A longer line read a little worse says more than its end read well.
        const double rank = likeness + 0.01 * static_cast<double>(longer);
        const double best_rank = best.likeness + 0.01 * static_cast<double>(best_length);
        if (best.kind != LineKind::kNone && rank <= best_rank) continue;
        best = one.line;
        best.likeness = likeness;
        best_length = longer;
        best.reading = {};
        best.reading.add(segment, from, to + 1);
      }
    }
  }
  // What follows the agency in its line belongs to it: "TM. ỦY BAN NHÂN DÂN XÃ EA KIẾT".
  if (best.kind == LineKind::kAuthority && best.sign == "TM" && !best.reading.words.empty()) {
    const auto* last = best.reading.words.back();
    const auto at = static_cast<std::size_t>(last - segment.words.data()) + 1;
    for (std::size_t i = at; i < count; ++i) {
      const auto& word = segment.words[i];
      if (word.ink || word.folded.size() < 2 || capitalShare(word.text) < 1) break;
      best.text += ' ' + word.text;
      best.reading.words.push_back(&word);
    }
  }
  return best;
}

std::vector<SignatureLine> SignatureLines::endingLike(const SignatureLine& line, double ratio,
                                                      double tolerance) const {
  std::vector<SignatureLine> out;
  std::string read;
  for (const auto* word : line.reading.words) read += withoutSpaces(word->folded);
  if (read.size() < 4) return out;
  const double own = widthOf(read) + 0.27 * static_cast<double>(line.reading.words.size() - 1);
  for (const auto& one : templates_) {
    if (!one.joined.ends_with(read) || one.joined == read) continue;
    const double expected = widthOf(one.line.text) / own;
    if (std::abs(expected / ratio - 1) < tolerance) out.push_back(one.line);
  }
  return out;
}

std::string SignatureLines::deputyOf(const std::string& position) const {
  const std::string wanted = "PHÓ " + position;
  const bool known = std::any_of(vocabulary_.positions.begin(), vocabulary_.positions.end(),
                                 [&](const Phrase& one) { return one.printed == wanted; });
  return known ? wanted : std::string();
}

std::string SignatureLines::headOf(const std::string& position) const {
  static constexpr std::string_view kDeputy = "PHÓ ";
  if (!position.starts_with(kDeputy)) return {};
  const std::string head = position.substr(kDeputy.size());
  const bool known = std::any_of(vocabulary_.positions.begin(), vocabulary_.positions.end(),
                                 [&](const Phrase& one) { return one.printed == head; });
  return known ? head : std::string();
}

}  // namespace sohoa::metadata

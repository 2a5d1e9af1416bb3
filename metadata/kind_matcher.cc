#include "metadata/kind_matcher.h"

#include <algorithm>

#include "metadata/fold.h"
#include "metadata/number.h"
#include "metadata/title.h"

namespace sohoa::metadata {
namespace {

constexpr double kLeastSimilarity = 0.8;

struct TitleMatch {
  KindMatch match;
  double similarity = 0;
  double rank = 0;
};

double meanConfidence(const PageLayout& page, const std::vector<std::size_t>& segments) {
  double sum = 0;
  double count = 0;
  for (const std::size_t i : segments) {
    for (const auto& word : page.segments[i].words) {
      sum += word.confidence;
      ++count;
    }
  }
  return count == 0 ? 0 : sum / count;
}

std::string joinedText(const PageLayout& page, const std::vector<std::size_t>& segments) {
  std::string out;
  for (const std::size_t i : segments) {
    if (!out.empty()) out += ' ';
    out += page.segments[i].text;
  }
  return out;
}

void consider(const PageLayout& page, const TitleRun& run, const Profile& profile,
              TitleMatch& best) {
  for (const auto& printed : profile.printed) {
    double alikeness = similarity(withoutSpaces(run.folded), withoutSpaces(printed.folded));
    bool longer = false;
    if (alikeness < kLeastSimilarity && profile.open_title &&
        beginsWith(run.folded, printed.folded)) {
      alikeness = 0.9;
      longer = true;
    }
    if (alikeness < kLeastSimilarity) continue;
    // Among equals the longer title is the more telling, and the upper line is the title. An open
    // title takes all its lines.
    const double length = static_cast<double>(longer ? run.folded.size() : printed.folded.size());
    const double rank = alikeness + 0.002 * std::min(length, 100.0) - (longer ? 0.1 : 0.0) -
                        0.01 * static_cast<double>(run.segments.front());
    if (best.match.profile != nullptr && rank <= best.rank) continue;
    best = {{&profile, 0, longer ? joinedText(page, run.segments) : printed.printed, run.segments},
            alikeness,
            rank};
  }
}

// The kinds' parts of the number: 12/QĐ-UBND -> "qd", "ubnd".
std::vector<std::string> symbolParts(const PageLayout& page, const Letterhead& head) {
  if (!head.number) return {};
  const auto& segment = page.segments[*head.number];
  std::string text;
  for (const auto& word : segment.words) text += word.text;
  auto signs = numberSigns(text);
  for (const auto& line : numberReadAgain(page, segment)) {
    const auto more = numberSigns(line.text);
    signs.insert(signs.end(), more.begin(), more.end());
  }
  return signs;
}

const Profile* bySymbol(const std::vector<std::string>& parts, const ProfileSet& profiles) {
  for (const auto& part : parts) {
    for (const auto& profile : profiles.profiles) {
      for (const auto& symbol : profile.symbols) {
        if (!part.empty() && part == symbol.folded) return &profile;
      }
    }
  }
  return nullptr;
}

bool hasSymbol(const std::vector<std::string>& parts, const Profile& profile) {
  return std::any_of(profile.symbols.begin(), profile.symbols.end(), [&](const Phrase& symbol) {
    return std::find(parts.begin(), parts.end(), symbol.folded) != parts.end();
  });
}

bool addressesSomeone(const PageLayout& page) {
  return std::any_of(page.segments.begin(), page.segments.end(), [&](const Segment& segment) {
    return segment.centreY() < page.height / 2 && beginsWith(segment.folded, "kinh gui");
  });
}

KindMatch untitled(const PageLayout& page, const Letterhead& head, const ProfileSet& profiles) {
  if (!head.two_columns) return {};
  const Reading reference = referenceBelow(page, head);
  const double confidence = !reference.words.empty() ? 0.95 : addressesSomeone(page) ? 0.6 : 0;
  if (confidence == 0) return {};
  for (const auto& profile : profiles.profiles) {
    if (profile.untitled) return {&profile, confidence, {}, {}};
  }
  return {};
}

}  // namespace

KindMatch matchKind(const PageLayout& page, const Letterhead& head, const ProfileSet& profiles) {
  TitleMatch best;
  for (const auto& run : titleRuns(page, head)) {
    for (const auto& profile : profiles.profiles) consider(page, run, profile, best);
  }
  const auto parts = symbolParts(page, head);
  const Profile* symbol = bySymbol(parts, profiles);
  if (best.match.profile != nullptr) {
    const bool agrees = hasSymbol(parts, *best.match.profile);
    const bool disagrees = !agrees && symbol != nullptr;
    const double seen = 0.5 + 0.5 * meanConfidence(page, best.match.title);
    best.match.confidence = std::min(0.99, best.similarity * seen *
                                               (agrees      ? 1.1
                                                : disagrees ? 0.75
                                                            : 1.0));
    return best.match;
  }
  if (KindMatch letter = untitled(page, head, profiles);
      letter.profile != nullptr && symbol == nullptr) {
    return letter;
  }
  if (symbol != nullptr) return {symbol, 0.7, {}, {}};
  return {};
}

}  // namespace sohoa::metadata

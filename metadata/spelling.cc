#include "metadata/spelling.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr int kMostPlaces = 200;
constexpr std::size_t kMostSegments = 5000;

// Signs at the ends of a name in running text.
std::string bare(const std::string& text) {
  static constexpr std::string_view kSigns = " .,;:-_'\"`|*~^!()[]{}/";
  const auto first = text.find_first_not_of(kSigns);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kSigns) - first + 1);
}

struct Votes {
  double weight = 0;
  int times = 0;
};

}  // namespace

std::string titleCase(const std::string& text) {
  std::string out;
  bool starts = true;
  for (const char32_t c : core::codePoints(core::toLower(text))) {
    const std::string one = core::toUtf8({c});
    out += starts ? core::toUpper(one) : one;
    starts = c == U' ' || c == U'-';
  }
  return out;
}

Spelling commonSpelling(const std::string& name, const std::vector<PageLayout>& pages) {
  const std::string wanted = withoutSpaces(fold(name));
  const auto count = 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), ' '));
  std::map<std::string, Votes> votes;
  int places = 0;
  for (const auto& page : pages) {
    const std::size_t segments = std::min(page.segments.size(), kMostSegments);
    for (std::size_t s = 0; s < segments && places < kMostPlaces; ++s) {
      const auto& words = page.segments[s].words;
      for (std::size_t from = 0; from + count <= words.size() && places < kMostPlaces; ++from) {
        // The first letter is seldom wrong, and asking for it spares most comparisons.
        if (words[from].folded.empty() || words[from].folded[0] != wanted[0]) continue;
        std::string joined;
        std::string text;
        double sure = 1;
        bool capitals = true;
        for (std::size_t i = from; i < from + count; ++i) {
          joined += withoutSpaces(words[i].folded);
          const std::string one = bare(words[i].text);
          if (!text.empty()) text += ' ';
          text += one;
          sure = std::min(sure, words[i].confidence);
          capitals = capitals && !one.empty() && capitalShare(one) > 0;
        }
        if (!capitals) continue;
        const std::size_t slips = wanted.size() / 6;
        if (joined != wanted && editDistance(joined, wanted, slips) > slips) continue;
        auto& vote = votes[core::toLower(text)];
        vote.weight += sure;
        ++vote.times;
        ++places;
      }
    }
  }
  const auto best = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
    return a.second.weight < b.second.weight;
  });
  if (best == votes.end()) return {titleCase(name), 0};
  return {titleCase(best->first), best->second.times};
}

}  // namespace sohoa::metadata

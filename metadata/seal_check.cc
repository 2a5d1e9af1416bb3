#include "metadata/seal_check.h"

#include <algorithm>

#include "metadata/confidence.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kShortestName = 4;  // letters; shorter ones come up by chance
constexpr double kSurely = 0.8;
constexpr double kUnlike = 0.5;

// Behind the last name of a level, without spaces: "xa ea kiet" -> "eakiet".
std::string ownName(const std::string& folded, const Vocabulary& vocabulary) {
  std::size_t from = std::string::npos;
  for (const auto& level : vocabulary.levels) {
    for (const auto& phrase : level) {
      const auto at = (' ' + folded).rfind(' ' + phrase.folded + ' ');
      if (at == std::string::npos) continue;
      const auto behind = at + phrase.folded.size() + 1;
      from = from == std::string::npos ? behind : std::max(from, behind);
    }
  }
  return from == std::string::npos ? std::string() : withoutSpaces(folded.substr(from));
}

// Somewhere in `text`, but for one slip in four letters.
bool contains(const std::string& text, const std::string& name) {
  const std::size_t slips = name.size() / 4;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (std::size_t length = name.size() - slips; length <= name.size() + slips; ++length) {
      if (at + length > text.size()) break;
      if (editDistance(text.substr(at, length), name, slips) <= slips) return true;
    }
  }
  return false;
}

// The commune that a seal names, if its level and every word behind it were surely read.
std::string surelyNamed(const Segment& seal, const Vocabulary& vocabulary) {
  if (vocabulary.levels.empty()) return {};
  const auto& communes = vocabulary.levels.front();
  std::string name;
  bool behind = false;
  for (const auto& word : seal.words) {
    const bool level = std::any_of(communes.begin(), communes.end(),
                                   [&](const Phrase& one) { return one.folded == word.folded; });
    if (level && !behind) {
      behind = word.confidence >= kSurely;
      continue;
    }
    if (!behind || word.folded.empty()) continue;
    if (word.confidence < kSurely) return {};
    name += withoutSpaces(word.folded);
  }
  return name;
}

}  // namespace

void checkSeals(core::FieldValue& agency, const std::vector<PageLayout>& pages,
                const Vocabulary& vocabulary) {
  const std::string own = ownName(fold(std::get<std::string>(agency.value)), vocabulary);
  if (own.size() < kShortestName) return;
  bool other = false;
  for (const auto& page : pages) {
    for (const auto& seal : page.seals) {
      if (contains(withoutSpaces(seal.folded), own)) {
        confirm(agency, "seal_names_agency", 0.5);
        return;
      }
      const std::string name = surelyNamed(seal, vocabulary);
      other = other || (name.size() >= kShortestName && similarity(name, own) < kUnlike);
    }
  }
  if (other) limit(agency, "seal_names_other", 0.6);
}

}  // namespace sohoa::metadata

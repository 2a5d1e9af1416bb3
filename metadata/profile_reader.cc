#include "metadata/profile_reader.h"

#include <algorithm>
#include <utility>

#include "metadata/kind_matcher.h"
#include "metadata/rules.h"
#include "metadata/splitter.h"

namespace sohoa::metadata {
namespace {

constexpr std::string_view kRulesVersion = "metadata-1";  // raised with every change of a rule

}  // namespace

ProfileDocumentReader::ProfileDocumentReader(ProfileSet profiles)
    : profiles_(std::move(profiles)) {}

std::vector<core::Document> ProfileDocumentReader::split(
    std::span<const core::PageResult> pages) const {
  return splitDocuments(pages, profiles_);
}

core::Document ProfileDocumentReader::extract(std::span<const core::PageResult> pages,
                                              const core::Document& document) const {
  core::Document out = document;
  out.fields.clear();
  std::vector<PageLayout> layouts;
  for (const int index : document.pages) {
    if (index < 0 || static_cast<std::size_t>(index) >= pages.size()) continue;
    layouts.push_back(layOut(pages[static_cast<std::size_t>(index)], index));
  }
  if (layouts.empty()) return out;
  const Profile& chosen = profile(document.kind);
  const Letterhead head = findLetterhead(layouts.front(), profiles_.vocabulary);
  KindMatch kind = matchKind(layouts.front(), head, profiles_);
  // The kind was settled when the stack was cut, perhaps by a person since.
  if (kind.profile == nullptr || kind.profile->kind != document.kind) {
    kind = {chosen.kind == profiles_.fallback.kind ? nullptr : &chosen,
            document.kind_confidence,
            {},
            {}};
  }
  const DocumentLayout layout{layouts, head, kind, profiles_.vocabulary};
  for (const auto& [field, rule] : chosen.fields) {
    if (auto value = applyRule(rule, layout)) out.fields.emplace(field, std::move(*value));
  }
  return out;
}

std::string ProfileDocumentReader::version() const {
  return std::string(kRulesVersion) + "+" + profiles_.digest.substr(0, 16);
}

const Profile& ProfileDocumentReader::profile(const std::string& kind) const {
  const auto found = std::find_if(profiles_.profiles.begin(), profiles_.profiles.end(),
                                  [&](const Profile& one) { return one.kind == kind; });
  return found == profiles_.profiles.end() ? profiles_.fallback : *found;
}

}  // namespace sohoa::metadata

#include "metadata/self_reference.h"

#include <algorithm>

#include "metadata/dates.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

bool isNumber(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash > 6 || text.size() > 40) return false;
  const bool figures = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(slash),
                                   [](char c) { return c >= '0' && c <= '9'; });
  return figures && text.find('-', slash) != std::string::npos &&
         capitalShare(text.substr(slash)) > 0.7;
}

}  // namespace

SelfReference findSelfReference(const std::vector<PageLayout>& pages) {
  for (std::size_t p = 1; p < pages.size(); ++p) {
    const auto& segments = pages[p].segments;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (segments[i].centreY() > pages[p].height * 4 / 10) break;
      if (!beginsWith(segments[i].folded, "kem theo")) continue;
      Reading reading;
      reading.add(segments[i]);
      if (i + 1 < segments.size()) reading.add(segments[i + 1]);
      SelfReference found;
      for (const auto* word : reading.words) {
        std::string text = word->text;
        while (!text.empty() && (text.back() == ',' || text.back() == ')')) text.pop_back();
        if (!isNumber(text)) continue;
        found.number = text;
        break;
      }
      if (const auto date = findDate(reading)) found.date = date->iso;
      if (!found.number.empty() || found.date) return found;
    }
  }
  return {};
}

}  // namespace sohoa::metadata

#include "metadata/splitter.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "metadata/kind_matcher.h"
#include "metadata/secrecy.h"

#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr double kFirstPage = 0.8;  // evidence needed for a new document

// A page number in the top or bottom margin, in the middle or at the right.
int pageNumber(const PageLayout& page) {
  for (const auto& segment : page.segments) {
    const bool margin =
        segment.centreY() < page.height * 9 / 100 || segment.centreY() > page.height * 94 / 100;
    if (!margin || segment.centreX() < page.width * 35 / 100) continue;
    int value = 0;
    const auto& text = segment.folded;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value < 10000) return value;
  }
  return 0;
}

bool isAppendix(const PageLayout& page, const Vocabulary& vocabulary) {
  for (const auto& segment : page.segments) {
    if (segment.centreY() > page.height / 4) break;
    if (segment.capitals < 0.75 || !page.centred(segment)) continue;
    for (const auto& phrase : vocabulary.appendix) {
      if (beginsWith(segment.folded, phrase.folded)) return true;
    }
  }
  return false;
}

struct Beginning {
  double evidence = 0;
  const char* reason = "";  // the strongest part of the evidence
};

Beginning firstPageEvidence(const PageLayout& page, const Letterhead& head, const KindMatch& kind,
                            const Vocabulary& vocabulary) {
  double evidence = 0;
  if (head.motto) evidence += 1.0;
  if (head.number && head.two_columns) evidence += 0.4;
  if (head.date && head.two_columns) evidence += 0.4;
  if (!kind.title.empty()) {
    const bool on_top = page.segments[kind.title.front()].centreY() < page.height * 35 / 100;
    evidence += on_top ? 0.8 : 0.4;
  }
  if (pageNumber(page) >= 2) evidence -= 0.7;
  if (isAppendix(page, vocabulary)) evidence -= 0.8;
  return {evidence, head.motto ? "letterhead" : !kind.title.empty() ? "title" : "number"};
}

// Measured in steps of evidence: just enough for a cut is a cut in doubt.
double cutConfidence(double evidence) { return 1 / (1 + std::exp(-3 * (evidence - 0.5))); }

}  // namespace

std::vector<core::Document> splitDocuments(std::span<const core::PageResult> pages,
                                           const ProfileSet& profiles) {
  std::vector<core::Document> documents;
  bool divided = true;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].separator) divided = true;
    if (pages[i].separator || pages[i].blank) continue;
    const int index = static_cast<int>(i);
    const PageLayout page = layOut(pages[i], index);
    const Letterhead head = findLetterhead(page, profiles.vocabulary);
    const KindMatch kind = matchKind(page, head, profiles);
    const auto begin = firstPageEvidence(page, head, kind, profiles.vocabulary);
    const bool again = pages[i].second_image && !divided;
    if (divided || (begin.evidence >= kFirstPage && !again)) {
      core::Document document;
      document.number = static_cast<int>(documents.size()) + 1;
      document.cut = !divided ? begin.reason : documents.empty() ? "first" : "separator";
      document.cut_confidence = divided ? 1 : cutConfidence(begin.evidence);
      document.kind = kind.profile != nullptr ? kind.profile->kind : profiles.fallback.kind;
      document.title = kind.profile != nullptr ? kind.profile->title : profiles.fallback.title;
      document.kind_confidence = kind.confidence;
      documents.push_back(std::move(document));
      divided = false;
    }
    auto& document = documents.back();
    document.pages.push_back(index);
    if (document.secret) continue;
    if (auto mark = findSecrecyMark(page, profiles.vocabulary)) document.secret = mark->level;
  }
  return documents;
}

}  // namespace sohoa::metadata

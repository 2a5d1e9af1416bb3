#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/document.h"
#include "core/page.h"
#include "core/ports/document_reader.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

// Which documents a person looks at before they are signed.
struct ReviewRules {
  core::ReviewWait wait = core::ReviewWait::kNever;  // never kAsSet
  double threshold = 0.9;      // a required field that is less certain is in doubt
  double id_threshold = 0.97;  // the same of a number with a check: it is typed twice
};

// What a look at a document found.
struct ReviewDoubt {
  double certainty = 1;  // 0..1, of what is least certain
  bool doubtful = false;
};

// The kind of that id, else the one named "unknown", else one without fields.
[[nodiscard]] core::KindInfo kindOf(const std::vector<core::KindInfo>& kinds,
                                    const std::string& id);
[[nodiscard]] double thresholdOf(const core::KindField& field, const ReviewRules& rules);
// Doubtful: of no known kind; a required field missing; a required field or a number with a check
// below its threshold.
[[nodiscard]] ReviewDoubt doubtOf(const core::Document& document, const core::KindInfo& kind,
                                  const ReviewRules& rules);
// Numbers with a check that were read below their threshold, or typed by hand, and not entered
// twice since.
[[nodiscard]] std::vector<std::string> dueTwice(const core::Document& draft,
                                                const core::Document& decided,
                                                const std::set<std::string>& twice,
                                                const core::KindInfo& kind,
                                                const ReviewRules& rules);

// The page with words put right: by place in PageResult::words(). Spaces make several words of one,
// side by side in its box; an empty text takes it out. Corrected words are certain. Places beyond
// the page are passed over.
[[nodiscard]] core::PageResult corrected(const core::PageResult& page,
                                         const std::map<int, std::string>& words);

}  // namespace sohoa::pipeline

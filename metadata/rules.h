#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/document.h"
#include "metadata/kind_matcher.h"
#include "metadata/layout.h"
#include "metadata/letterhead.h"
#include "metadata/phrasebook.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// A document as the rules see it.
struct DocumentLayout {
  const std::vector<PageLayout>& pages;  // not empty
  const Letterhead& head;                // of the first page
  const KindMatch& kind;
  const Vocabulary& vocabulary;
  const Phrasebook& book;    // the vocabulary's phrases and the names of this document
  const std::string& place;  // as the letterhead and the text spell it; empty when unknown
  std::vector<core::UnreadArea>& unread;  // rules add what is filled in by hand and not read
};

// The rules a profile may name.
[[nodiscard]] std::vector<std::string_view> ruleNames();

// The value the rule finds, with the rule's name; nothing when it cannot be read.
[[nodiscard]] std::optional<core::FieldValue> applyRule(const FieldRule& rule,
                                                        const DocumentLayout& document);

// The place of issue as it stands before the date, raw; empty when there is none.
[[nodiscard]] std::string placeBeforeDate(const std::vector<PageLayout>& pages,
                                          const Letterhead& head);

}  // namespace sohoa::metadata

#pragma once

#include "core/document.h"
#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// Holds an agency's name against what the seals of its document say round their rings: one with the
// agency's own name ("EA KIẾT" of "ỦY BAN NHÂN DÂN XÃ EA KIẾT") raises its confidence; a commune
// read there with confidence, when no seal has the agency's, limits it. What cannot be read changes
// nothing.
void checkSeals(core::FieldValue& agency, const std::vector<PageLayout>& pages,
                const Vocabulary& vocabulary);

}  // namespace sohoa::metadata

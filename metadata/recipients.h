#pragma once

#include <optional>
#include <vector>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// The items under "Nơi nhận:" at the lower left, without their dashes, wrapped lines joined.
// Throws nothing; absent when there is no such heading or nothing under it.
[[nodiscard]] std::optional<core::FieldValue> recipientList(const std::vector<PageLayout>& pages,
                                                            const Vocabulary& vocabulary,
                                                            const std::string& rule);

}  // namespace sohoa::metadata

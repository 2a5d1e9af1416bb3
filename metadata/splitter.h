#pragma once

#include <span>
#include <vector>

#include "core/document.h"
#include "core/page.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// DocumentReader::split.
[[nodiscard]] std::vector<core::Document> splitDocuments(std::span<const core::PageResult> pages,
                                                         const ProfileSet& profiles);

}  // namespace sohoa::metadata

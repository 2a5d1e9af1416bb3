#pragma once

#include <optional>
#include <vector>

#include "metadata/layout.h"
#include "metadata/phrasebook.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// The list under "Nơi nhận:" at the left of the last page that has one (Decree 30/2020/ND-CP,
// appendix I, II.9). Items begin with a dash or behind the ";" of the one before; the last is what
// is kept, "Lưu: VT, ...".
[[nodiscard]] std::optional<core::FieldValue> recipientList(const std::vector<PageLayout>& pages,
                                                            const Vocabulary& vocabulary,
                                                            const Phrasebook& book,
                                                            const std::string& rule);

}  // namespace sohoa::metadata

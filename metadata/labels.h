#pragma once

#include <optional>
#include <vector>

#include "metadata/layout.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// Values that stand behind a label: "Họ và tên: ...". The first label of the rule's anchors that is
// followed by a value of the rule's type, from the top of the first page to the end of the last.
// Rule "labelled" wants the label at the beginning of a line or cell and a colon (or a value that
// starts with a capital or figure) after it; rule "inline" takes it anywhere in running text.
// At most 64 places are tried.
[[nodiscard]] std::optional<core::FieldValue> labelledValue(const FieldRule& rule,
                                                            const std::vector<PageLayout>& pages,
                                                            const Vocabulary& vocabulary);

// A part of a barcode with the shape of one of the rule's masks.
[[nodiscard]] std::optional<core::FieldValue> barcodeValue(const FieldRule& rule,
                                                           const std::vector<PageLayout>& pages);

}  // namespace sohoa::metadata

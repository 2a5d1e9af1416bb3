#pragma once

#include <optional>
#include <vector>

#include "metadata/layout.h"
#include "metadata/phrasebook.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// Values that stand behind a label: "Họ và tên: ...". The first label of the rule's anchors that is
// followed by a value of the rule's type, from the top of the first page to the end of the last.
// Rule "labelled" wants the label at the beginning of a line or cell and a colon (or a value that
// starts with a capital or figure) after it; rule "inline" takes it anywhere in running text.
// At most 64 places are tried. Where a label has something behind it that is no value, as writing
// by hand, `unread` (may be null) says where; its field stays empty otherwise.
[[nodiscard]] std::optional<core::FieldValue> labelledValue(const FieldRule& rule,
                                                            const std::vector<PageLayout>& pages,
                                                            const Vocabulary& vocabulary,
                                                            const Phrasebook& book,
                                                            core::UnreadArea* unread = nullptr);

// The value with what the pages' barcodes say: a part with the shape of one of the rule's masks or,
// for names, a part that is a name. A barcode carries its own check sums and is believed before the
// text; when both say the same the value is all but certain.
[[nodiscard]] std::optional<core::FieldValue> withBarcode(const FieldRule& rule,
                                                          const std::vector<PageLayout>& pages,
                                                          std::optional<core::FieldValue> read,
                                                          const Vocabulary& vocabulary);

}  // namespace sohoa::metadata

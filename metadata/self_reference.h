#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metadata/layout.h"

namespace sohoa::metadata {

// What an appendix says of the document it belongs to: "(Kèm theo Quyết định số 12/QĐ-UBND ngày 04
// tháng 3 năm 2023 của ...)". Empty where it says nothing that can be read.
struct SelfReference {
  std::string number;               // "12/QĐ-UBND"
  std::optional<std::string> date;  // YYYY-MM-DD
};
[[nodiscard]] SelfReference findSelfReference(const std::vector<PageLayout>& pages);

}  // namespace sohoa::metadata

#pragma once

#include <filesystem>
#include <vector>

#include "core/ports/batch_ledger.h"
#include "pipeline/case_pattern.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kNoCasePlace{
    "pipeline.no_case_place", core::Retry::kNever,
    "Đường dẫn của tệp không khớp mẫu hồ sơ (--case-pattern) nên chưa nạp; hãy đặt tệp đúng chỗ "
    "hoặc sửa mẫu.",
    "The path does not fit the case pattern (--case-pattern), so the file was not taken in; put it "
    "in its place or mend the pattern."};

// Which case files the scans below some paths belong to.
class CaseShelf {
 public:
  CaseShelf(CasePattern pattern, const std::vector<std::filesystem::path>& named);

  // Throws Error(kNoCasePlace) when the pattern does not fit the file.
  [[nodiscard]] core::CasePlace placeOf(const std::filesystem::path& file) const;

 private:
  CasePattern pattern_;
  std::vector<std::filesystem::path> named_;  // absolute, longest first
};

}  // namespace sohoa::pipeline

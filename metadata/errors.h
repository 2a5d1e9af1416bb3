#pragma once

#include "core/error.h"

namespace sohoa::metadata {

inline constexpr core::ErrorCode kBadProfile{
    "metadata.bad_profile", core::Retry::kConfigure,
    "Tệp mô tả loại giấy tờ có lỗi; hãy sửa ở dòng được nêu.",
    "A document profile is faulty; mend it at the line named."};
inline constexpr core::ErrorCode kBadUnits{
    "metadata.bad_units", core::Retry::kConfigure,
    "Tệp đơn vị hành chính có lỗi; hãy sửa ở dòng được nêu.",
    "The table of units is faulty; mend it at the line named."};
inline constexpr core::ErrorCode kNoProfiles{
    "metadata.no_profiles", core::Retry::kConfigure,
    "Thư mục mô tả loại giấy tờ không có hoặc trống; hãy kiểm tra đường dẫn trong thiết lập.",
    "The folder of document profiles is missing or empty; check its path in the settings."};

}  // namespace sohoa::metadata

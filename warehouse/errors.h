#pragma once

#include "core/error.h"

namespace sohoa::warehouse {

// Of deliveries to services over HTTP. The detail holds the status and the service's own code.
inline constexpr core::ErrorCode kFarUnavailable{
    "delivery.unavailable", core::Retry::kTransient,
    "Nơi nhận tạm thời không phục vụ được; bản sao sẽ tự được gửi lại.",
    "The destination cannot serve at the moment; the copy is sent again by itself."};
inline constexpr core::ErrorCode kFarCredentials{
    "delivery.credentials", core::Retry::kConfigure,
    "Nơi nhận không chấp nhận tài khoản, bí mật hoặc vai trò của hệ thống này; hãy sửa mục "
    "[[delivery]] hoặc nhờ nơi nhận cấp quyền.",
    "The destination refuses the account, its secret or its role; mend [[delivery]] or ask the "
    "destination for the right."};
inline constexpr core::ErrorCode kFarBadAnswer{
    "delivery.bad_answer", core::Retry::kConfigure,
    "Nơi nhận trả lời không đúng như mong đợi; hãy kiểm tra địa chỉ và cách ánh xạ.",
    "The destination's answer is not what was expected; check its address and the mapping."};
inline constexpr core::ErrorCode kFarBadReceipt{
    "delivery.bad_receipt", core::Retry::kConfigure,
    "Biên nhận của nơi nhận không có chữ ký đúng hoặc nói về bản sao khác nên bản sao chưa được "
    "coi "
    "là đã gửi; hãy kiểm tra địa chỉ và khoá của nơi nhận (sohoa_keys_file).",
    "The destination's receipt is not signed by its key, or tells of another copy, so the copy "
    "does "
    "not count as delivered; check the destination's address and its keys (sohoa_keys_file)."};
inline constexpr core::ErrorCode kFarRefused{
    "delivery.refused", core::Retry::kNever,
    "Nơi nhận từ chối bản sao này; hãy xem lý do, xử lý rồi chạy `sohoa deliver --retry`.",
    "The destination refuses this copy; see the reason, mend it, then run `sohoa deliver "
    "--retry`."};

}  // namespace sohoa::warehouse

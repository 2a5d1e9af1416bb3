#pragma once

#include "core/error.h"

namespace sohoa::net {

inline constexpr core::ErrorCode kNetwork{
    "net.no_response", core::Retry::kTransient,
    "Không kết nối được hoặc máy chủ không trả lời kịp; việc sẽ được thử lại.",
    "The server could not be reached or did not answer in time; it will be tried again."};
inline constexpr core::ErrorCode kResponseTooLarge{
    "net.response_too_large", core::Retry::kNever,
    "Máy chủ trả lời dài hơn mức cho phép; hãy kiểm tra địa chỉ dịch vụ.",
    "The server's answer is longer than allowed; check the address of the service."};
inline constexpr core::ErrorCode kPrivateAddress{
    "net.private_address", core::Retry::kConfigure,
    "Tên máy chủ dẫn tới địa chỉ mạng nội bộ, nơi không được phép gửi tới.",
    "The server's name leads to an address inside the house, where nothing may be sent."};
inline constexpr core::ErrorCode kBadUrl{
    "net.bad_url", core::Retry::kConfigure,
    "Địa chỉ dịch vụ không hợp lệ; chỉ dùng http hoặc https.",
    "The address of the service is not valid; only http and https are allowed."};

}  // namespace sohoa::net

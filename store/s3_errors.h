#pragma once

#include <string_view>

#include "core/ports/blob_store.h"
#include "core/ports/errors.h"

namespace sohoa::store {

inline constexpr core::ErrorCode kS3Credentials{
    "store.s3_credentials", core::Retry::kConfigure,
    "Kho S3 không nhận khoá truy cập hoặc khoá không đủ quyền; hãy sửa s3_access_key_id, tệp khoá "
    "bí "
    "mật hoặc quyền của tài khoản.",
    "The S3 store refuses the access key, or the key lacks a right; mend s3_access_key_id, the "
    "secret's file or the account's rights."};
inline constexpr core::ErrorCode kS3NoBucket{
    "store.s3_no_bucket", core::Retry::kConfigure,
    "Kho S3 không có vùng chứa (bucket) này hoặc nó ở vùng khác; hãy tạo nó hoặc sửa s3_bucket, "
    "s3_region.",
    "The S3 store has no such bucket, or has it in another region; create it or mend s3_bucket and "
    "s3_region."};
inline constexpr core::ErrorCode kS3ClockSkew{
    "store.s3_clock_skew", core::Retry::kConfigure,
    "Đồng hồ máy này lệch so với kho S3 quá mức cho phép; hãy chỉnh giờ (đồng bộ NTP).",
    "The clock of this machine differs too much from that of the S3 store; set it (NTP)."};
inline constexpr core::ErrorCode kS3Refused{
    "store.s3_refused", core::Retry::kConfigure,
    "Kho S3 từ chối yêu cầu; hãy kiểm tra các mục s3_… trong cấu hình và chính sách của kho.",
    "The S3 store refuses the request; check the s3_… settings and the store's policy."};
inline constexpr core::ErrorCode kS3Unavailable{
    "store.s3_unavailable", core::Retry::kTransient,
    "Kho S3 tạm thời không phục vụ được; việc sẽ tự chạy lại.",
    "The S3 store cannot serve at the moment; the work is tried again by itself."};
inline constexpr core::ErrorCode kS3BadAnswer{
    "store.s3_bad_answer", core::Retry::kTransient,
    "Máy chủ trả lời không đúng giao thức S3; hãy kiểm tra s3_endpoint, việc sẽ được thử lại.",
    "The server's answer is not that of an S3 store; check s3_endpoint, it will be tried again."};
inline constexpr core::ErrorCode kS3Corrupted{
    "store.s3_corrupted", core::Retry::kTransient,
    "Dữ liệu bị sai trên đường truyền tới kho S3 nên không được nhận; việc sẽ được thử lại.",
    "What reached the S3 store was not what was sent, so it was refused; it will be tried again."};
using core::kBlobLocked;

// What an answer of an S3 service with `status` (300 and above) and `code`, the word in its <Code>
// (may be empty), means for us.
[[nodiscard]] core::Error s3Error(int status, std::string_view code);
// Whether the same request may succeed a moment later.
[[nodiscard]] bool worthRepeating(int status, std::string_view code);

}  // namespace sohoa::store

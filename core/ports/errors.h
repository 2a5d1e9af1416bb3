#pragma once

#include "core/error.h"

namespace sohoa::core {

// The error codes that the contracts of the ports name: thrown by any implementation, caught by the
// callers, who know the port only.

inline constexpr ErrorCode kStoreBusy{
    "store.busy", Retry::kTransient, "Kho việc đang bận; việc sẽ tự chạy lại sau ít giây.",
    "The work store is busy; the work is tried again by itself in a few seconds."};
inline constexpr ErrorCode kWorkerUnknown{
    "store.worker_unknown", Retry::kTransient,
    "Tiến trình này đã bị coi là ngừng chạy; nó phải đăng ký lại trước khi nhận việc.",
    "This worker was taken for dead; it must register again before it takes work."};
inline constexpr ErrorCode kNoSuchItem{
    "store.no_such_item", Retry::kNever, "Không có mục nào mang số này; hãy xem lại danh sách.",
    "There is no item with this number; look at the list again."};
inline constexpr ErrorCode kSecretHeld{
    "store.secret_held", Retry::kNever,
    "Văn bản có dấu độ mật nên không được xử lý lại; hãy báo người phụ trách bí mật nhà nước.",
    "The paper is marked as a state secret and is not processed again; tell the officer in "
    "charge."};
inline constexpr ErrorCode kBlobMissing{
    "store.blob_missing", Retry::kNever,
    "Thiếu tệp trong kho nội dung; hãy chạy `sohoa doctor` rồi phục hồi từ bản sao lưu.",
    "A file is missing from the content store; run `sohoa doctor` and restore it from a backup."};
inline constexpr ErrorCode kBlobDamaged{
    "store.blob_damaged", Retry::kNever,
    "Tệp trong kho nội dung không còn khớp mã băm; hãy phục hồi tệp này từ bản sao lưu.",
    "A file in the content store no longer matches its digest; restore it from a backup."};
inline constexpr ErrorCode kCopyConflict{
    "warehouse.copy_conflict", Retry::kNever,
    "Kho đã có bản sao mang mã này với nội dung khác; bản đã có được giữ nguyên.",
    "The warehouse holds other content under this copy id; what it holds stays untouched."};
inline constexpr ErrorCode kNoSuchCopy{"warehouse.no_such_copy", Retry::kNever,
                                       "Kho không có bản sao mang mã này; hãy kiểm tra lại mã.",
                                       "The warehouse has no copy with this id; check the id."};
inline constexpr ErrorCode kBadCursor{
    "warehouse.bad_cursor", Retry::kNever,
    "Dấu trang tìm kiếm không hợp lệ hoặc thuộc về câu tìm khác; hãy tìm lại từ đầu.",
    "The search cursor is not valid or belongs to another search; start the search again."};
inline constexpr ErrorCode kBadQuery{
    "warehouse.bad_query", Retry::kNever,
    "Câu tìm quá dài hoặc số kết quả mỗi trang ngoài khoảng 1–200; hãy rút gọn câu tìm.",
    "The search is too long, or its page size is outside 1 to 200; make it shorter."};

}  // namespace sohoa::core

#pragma once

#include "core/error.h"

namespace sohoa::scan {

using core::ErrorCode;
using core::Retry;

inline constexpr ErrorCode kNotAFile{
    "scan.not_a_file", Retry::kNever,
    "Đây không phải là tệp thường (thư mục, liên kết, ống hoặc thiết bị); hãy chỉ thẳng tới tệp "
    "quét.",
    "This is not an ordinary file (a folder, link, pipe or device); name the scanned file itself."};
inline constexpr ErrorCode kEmpty{
    "scan.empty", Retry::kNever, "Tệp rỗng, không có dữ liệu nào; hãy quét hoặc chép lại tệp.",
    "The file is empty; scan the paper again or copy the file again."};
inline constexpr ErrorCode kUnreadable{
    "scan.unreadable", Retry::kConfigure,
    "Không mở được tệp hoặc thư mục; hãy kiểm tra đường dẫn và quyền đọc.",
    "The file or folder cannot be opened; check the path and the right to read it."};
inline constexpr ErrorCode kHotFolder{
    "scan.hot_folder", Retry::kConfigure,
    "Không theo dõi được thư mục này; hãy kiểm tra đường dẫn, quyền ghi và xem có tiến trình khác "
    "đang theo dõi không.",
    "This folder cannot be watched; check the path, the right to write to it, and whether another "
    "process watches it."};
inline constexpr ErrorCode kChanged{
    "scan.changed", Retry::kTransient,
    "Tệp bị thay đổi trong lúc đang đọc (có thể máy quét chưa ghi xong); việc sẽ tự thử lại.",
    "The file changed while it was read (perhaps it is still being written); it is tried again."};
inline constexpr ErrorCode kUnknownFormat{
    "scan.unknown_format", Retry::kNever,
    "Nội dung tệp không phải TIFF, JPEG, PNG hay PDF; hãy quét lại hoặc đổi sang một trong các "
    "loại này.",
    "The content is not TIFF, JPEG, PNG or PDF; scan again or convert it to one of these."};
inline constexpr ErrorCode kTruncated{
    "scan.truncated", Retry::kNever,
    "Tệp bị cụt, thiếu phần cuối; hãy chép lại từ nguồn hoặc quét lại.",
    "The file is cut short and part of it is missing; copy it again from its source or rescan."};
inline constexpr ErrorCode kDamaged{
    "scan.damaged", Retry::kNever,
    "Dữ liệu trong tệp bị hỏng; hãy chép lại từ nguồn hoặc quét lại.",
    "The data in the file is damaged; copy it again from its source or rescan."};
inline constexpr ErrorCode kUnsupported{
    "scan.unsupported", Retry::kNever,
    "Kiểu ảnh này chưa được hỗ trợ; hãy quét lại với thiết lập thông thường (8 bit, màu hoặc xám).",
    "This variety of image is not supported; scan again with ordinary settings (8 bit, colour or "
    "grey)."};
inline constexpr ErrorCode kTooLarge{
    "scan.too_large", Retry::kNever,
    "Trang hoặc tệp lớn hơn mức cho phép; hãy quét lại ở độ phân giải thấp hơn hoặc tăng mức.",
    "The page or file is larger than allowed; scan at a lower resolution or raise the limit."};
inline constexpr ErrorCode kNoPages{"scan.no_pages", Retry::kNever,
                                    "Tệp không có trang nào; hãy quét lại.",
                                    "The file holds no page; scan it again."};
inline constexpr ErrorCode kTooManyPages{
    "scan.too_many_pages", Retry::kNever,
    "Tệp có nhiều trang hơn mức cho phép; hãy tách tệp hoặc tăng mức.",
    "The file holds more pages than allowed; split it or raise the limit."};
inline constexpr ErrorCode kEncrypted{"scan.encrypted", Retry::kNever,
                                      "Tệp PDF có mật khẩu; hãy bỏ mật khẩu rồi nạp lại.",
                                      "The PDF has a password; remove it and feed the file again."};
inline constexpr ErrorCode kBadSidecar{
    "scan.bad_sidecar", Retry::kNever,
    "Tệp dữ liệu đi kèm (JSON hoặc CSV) không đọc được, nên tệp quét chưa được nạp; hãy sửa tệp đi "
    "kèm rồi đưa cả hai vào lại.",
    "The sidecar (JSON or CSV) cannot be read, so the scan was not taken in; mend the sidecar and "
    "put both back."};
inline constexpr ErrorCode kSidecarAlone{
    "scan.sidecar_alone", Retry::kNever,
    "Tệp dữ liệu đi kèm không còn tệp quét cùng tên (đến muộn, hoặc tên đã được dùng lại); hãy xem "
    "tệp quét đã nạp còn thiếu gì.",
    "The sidecar has no scan of its name (it came late, or the name was used again); look what the "
    "scan that was taken in lacks."};
inline constexpr ErrorCode kNoRasteriser{
    "scan.no_rasteriser", Retry::kConfigure,
    "Trang PDF này cần chương trình dựng ảnh (pdftoppm) nhưng không chạy được; hãy cài "
    "poppler-utils.",
    "This PDF page needs the rasteriser (pdftoppm), which cannot be run; install poppler-utils."};
inline constexpr ErrorCode kNotRasterised{
    "scan.not_rasterised", Retry::kNever,
    "Không dựng được trang PDF này thành ảnh; hãy mở tệp kiểm tra hoặc quét lại.",
    "The PDF page could not be turned into an image; look at the file or scan the page again."};

}  // namespace sohoa::scan

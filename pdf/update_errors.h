#pragma once

#include "core/error.h"

namespace sohoa::pdf {

inline constexpr core::ErrorCode kUnreadable{
    "pdf.unreadable", core::Retry::kNever,
    "Tệp không phải PDF hoặc đã hỏng; hãy tạo lại tệp rồi thử lại.",
    "The file is not a PDF or is damaged; make it again and retry."};
inline constexpr core::ErrorCode kEncrypted{
    "pdf.encrypted", core::Retry::kNever,
    "Tệp PDF được mã hóa nên không ký thêm được; hãy bỏ mật khẩu trước khi ký.",
    "The PDF is encrypted and cannot be signed; remove the password first."};
inline constexpr core::ErrorCode kUnsupportedXref{
    "pdf.unsupported_xref", core::Retry::kNever,
    "Bảng tham chiếu của tệp PDF thuộc loại không ghi nối tiếp được; hãy lưu lại tệp bằng trình "
    "soạn PDF trước khi ký.",
    "The PDF's cross-reference is of a kind that cannot be extended; save the file anew with a "
    "PDF editor before signing."};
inline constexpr core::ErrorCode kTextDoesNotFit{
    "pdf.text_does_not_fit", core::Retry::kConfigure,
    "Nội dung hiển thị của chữ ký dài hơn ô chữ ký; hãy rút ngắn mẫu nội dung trong cấu hình.",
    "The visible text of the signature does not fit its field; shorten its template in the "
    "settings."};
inline constexpr core::ErrorCode kHoleTooSmall{
    "pdf.hole_too_small", core::Retry::kNever, "Chữ ký lớn hơn chỗ dành sẵn trong tệp PDF.",
    "The signature is larger than the room kept for it in the PDF."};

}  // namespace sohoa::pdf

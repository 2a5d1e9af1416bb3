#pragma once

#include "core/error.h"

namespace sohoa::pdf {

inline constexpr core::ErrorCode kBadFont{
    "pdf.bad_font", core::Retry::kConfigure,
    "Không đọc được tệp phông chữ TrueType; hãy cài gói phông hoặc sửa đường dẫn trong thiết lập.",
    "The TrueType font file could not be read; install the font package or mend its path in the "
    "settings."};
inline constexpr core::ErrorCode kMissingGlyph{
    "pdf.missing_glyph", core::Retry::kConfigure,
    "Phông chữ không có một chữ cái cần in; hãy chọn phông khác trong thiết lập.",
    "The font lacks a letter that must be printed; choose another font in the settings."};
inline constexpr core::ErrorCode kUnsupportedColour{
    "pdf.unsupported_colour", core::Retry::kNever,
    "Ảnh trang dùng hệ màu mà bản sao PDF/A không cho phép; hãy quét lại ở chế độ màu RGB hoặc "
    "xám.",
    "The page image is in a colour space the PDF/A copy may not hold; scan it again in RGB or "
    "grey."};
inline constexpr core::ErrorCode kBadImage{
    "pdf.bad_image", core::Retry::kNever,
    "Ảnh trang không khớp với mô tả của nó nên không đưa vào bản sao được; hãy quét lại trang.",
    "The page image does not match its description and cannot go into the copy; scan the page "
    "again."};
inline constexpr core::ErrorCode kBadPage{
    "pdf.bad_page", core::Retry::kNever,
    "Kích thước trang nằm ngoài giới hạn của PDF/A; hãy quét lại với độ phân giải đúng.",
    "The page size is outside what PDF/A allows; scan it again at the right resolution."};

}  // namespace sohoa::pdf

#pragma once

#include "core/error.h"

namespace sohoa::ocr {

inline constexpr core::ErrorCode kBadRaster{
    "ocr.bad_raster", core::Retry::kNever,
    "Ảnh trang không hợp lệ (kích thước và dữ liệu không khớp); hãy quét lại trang này.",
    "The page image is not valid (its size and its data disagree); scan the page again."};
inline constexpr core::ErrorCode kNoLanguage{
    "ocr.no_language", core::Retry::kConfigure,
    "Không nạp được dữ liệu nhận dạng của ngôn ngữ đã chọn; hãy cài gói ngôn ngữ của Tesseract "
    "hoặc "
    "sửa thiết lập thư mục tessdata.",
    "The recognition data of the chosen language could not be loaded; install Tesseract's language "
    "package or mend the tessdata setting."};
inline constexpr core::ErrorCode kEngineFailed{
    "ocr.engine_failed", core::Retry::kNever,
    "Bộ nhận dạng chữ dừng giữa chừng ở trang này; hãy xem lại ảnh trang.",
    "The recognition engine gave up on this page; look at the page image."};
inline constexpr core::ErrorCode kBadLexicon{
    "ocr.bad_lexicon", core::Retry::kConfigure,
    "Danh sách cụm từ của bộ nhận dạng có một dòng không hợp lệ; hãy sửa dòng đó.",
    "The recogniser's list of phrases has a line that is not valid; mend that line."};
inline constexpr core::ErrorCode kTooMuchSeparatorData{
    "ocr.too_much_separator_data", core::Retry::kNever,
    "Tờ ngăn cách không chứa được chừng ấy dữ liệu; chỉ tờ QR mang dữ liệu, và mã phải đủ thưa để "
    "máy quét đọc được.",
    "A separator sheet cannot hold that much data; only QR sheets carry data, and the code must "
    "stay coarse enough for scanners."};

}  // namespace sohoa::ocr

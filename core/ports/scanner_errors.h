#pragma once

#include "core/error.h"

namespace sohoa::core {

// Why no picture came from a scanner, each with what the operator does about it. Every one leaves
// the sheets taken before untouched, and the scan goes on at the sheet that is missing.

inline constexpr ErrorCode kScannerJam{
    "scanner.jam", Retry::kTransient,
    "Kẹt giấy; hãy gỡ tờ bị kẹt, vuốt phẳng, đặt lại lên đầu chồng giấy rồi quét tiếp.",
    "A sheet is jammed; take it out, flatten it, put it back on top of the stack and go on."};
inline constexpr ErrorCode kScannerDoubleFeed{
    "scanner.double_feed", Retry::kTransient,
    "Máy kéo hai tờ dính nhau; hãy tách ra, đặt lại đúng thứ tự lên đầu chồng giấy rồi quét tiếp.",
    "Two sheets were fed at once; part them, put them back on top in their order and go on."};
inline constexpr ErrorCode kScannerCoverOpen{
    "scanner.cover_open", Retry::kTransient,
    "Nắp máy quét đang mở; hãy đặt lại tờ chưa quét xong, đóng nắp rồi quét tiếp.",
    "The scanner's cover is open; put the unfinished sheet back, close the cover and go on."};
inline constexpr ErrorCode kScannerEmpty{"scanner.empty", Retry::kTransient,
                                         "Khay giấy đã hết; hãy đặt thêm giấy rồi quét tiếp.",
                                         "The tray is empty; put paper in and go on."};
inline constexpr ErrorCode kScannerNoBack{
    "scanner.no_back", Retry::kTransient,
    "Máy chỉ đưa ra mặt trước của tờ cuối; hãy đặt lại tờ đó, và kiểm tra máy có quét hai mặt "
    "không.",
    "The last sheet came with its front only; put it back, and check that the scanner takes both "
    "sides."};
inline constexpr ErrorCode kScannerBusy{
    "scanner.busy", Retry::kTransient,
    "Máy quét đang được chương trình hoặc máy khác dùng; hãy đợi hoặc đóng chương trình đó.",
    "Another program or computer uses the scanner; wait, or close that program."};
inline constexpr ErrorCode kScannerIo{"scanner.io", Retry::kTransient,
                                      "Mất liên lạc với máy quét; hãy kiểm tra nguồn và cáp, đặt "
                                      "lại tờ chưa quét xong rồi quét tiếp.",
                                      "The scanner does not answer as it should; check power and "
                                      "cable, put the unfinished sheet back "
                                      "and go on."};
inline constexpr ErrorCode kScannerHung{
    "scanner.hung", Retry::kTransient,
    "Máy quét đứng im quá lâu nên đã bị ngắt; hãy tắt bật lại máy, đặt lại tờ chưa quét xong rồi "
    "quét tiếp.",
    "The scanner stood still for too long and was cut off; switch it off and on, put the "
    "unfinished "
    "sheet back and go on."};
inline constexpr ErrorCode kScannerDied{
    "scanner.died", Retry::kTransient,
    "Trình điều khiển máy quét bị lỗi và đã dừng; hãy đặt lại tờ chưa quét xong rồi quét tiếp.",
    "The scanner's driver crashed; put the unfinished sheet back and go on."};
inline constexpr ErrorCode kScannerCancelled{
    "scanner.cancelled", Retry::kTransient,
    "Việc quét bị huỷ ở máy; hãy đặt lại tờ chưa quét xong rồi quét tiếp.",
    "The scan was cancelled at the device; put the unfinished sheet back and go on."};
inline constexpr ErrorCode kScannerDenied{
    "scanner.denied", Retry::kConfigure,
    "Không có quyền dùng máy quét; hãy thêm người dùng này vào nhóm scanner.",
    "There is no right to use the scanner; add this user to the group scanner."};
inline constexpr ErrorCode kNoScanner{
    "scanner.none", Retry::kConfigure,
    "Không thấy máy quét này; hãy kiểm tra cáp, nguồn và xem `sohoa scan --list`.",
    "There is no such scanner; check cable and power, and see `sohoa scan --list`."};
inline constexpr ErrorCode kScannerSetting{
    "scanner.setting", Retry::kConfigure,
    "Máy quét không nhận thiết lập này; hãy chọn giá trị mà máy có, xem `sohoa scan --options`.",
    "The scanner does not take this setting; choose what it offers, see `sohoa scan --options`."};

// The code with this slug, also of core's own codes that a driver may meet; kScannerIo for others.
[[nodiscard]] const ErrorCode& scannerError(std::string_view slug);

}  // namespace sohoa::core

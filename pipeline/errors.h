#pragma once

#include "core/error.h"

namespace sohoa::pipeline {

inline constexpr core::ErrorCode kSelfCheckFailed{
    "pipeline.self_check_failed", core::Retry::kNever,
    "Bản sao vừa ký không qua được bước tự kiểm; không giao đi. Hãy xem mã kèm theo.",
    "The copy just signed did not pass our own verification; it was not delivered. See the codes."};
inline constexpr core::ErrorCode kSelfCheckUnsure{
    "pipeline.self_check_unsure", core::Retry::kConfigure,
    "Chưa đủ bằng chứng để khẳng định chữ ký hợp lệ (gốc tin cậy, CRL); hãy bổ sung rồi chạy lại.",
    "There is not enough evidence that the signature is valid (trust anchors, CRLs); add it and "
    "retry."};
inline constexpr core::ErrorCode kSignedInputBroken{
    "pipeline.signed_input_broken", core::Retry::kNever,
    "Tệp đưa vào đã có chữ ký số nhưng chữ ký không còn đúng với nội dung; không lưu. Hãy xem mã "
    "kèm theo và xin lại bản gốc.",
    "The file was signed already, but a signature does not hold; it was not archived. See the "
    "codes "
    "and ask for the original again."};
inline constexpr core::ErrorCode kWorkersCannotStart{
    "pipeline.workers_cannot_start", core::Retry::kConfigure,
    "Tiến trình xử lý không khởi động được; hãy chạy 'sohoa doctor' để xem nguyên nhân.",
    "The worker processes cannot start; run 'sohoa doctor' to see why."};
inline constexpr core::ErrorCode kSaidTooLate{
    "pipeline.said_too_late", core::Retry::kNever,
    "Tệp quét này đã được nạp trước đây; dữ liệu đi kèm lần này khác nên không dùng được nữa. Hãy "
    "sửa ở bản đã nạp.",
    "This scan came in before; what its sidecar says now differs and can no longer be used. "
    "Correct "
    "it where the scan was taken in."};
inline constexpr core::ErrorCode kNoSuchSecondImage{
    "pipeline.no_second_image", core::Retry::kNever,
    "Dữ liệu đi kèm kể một ảnh chụp lại (second_images) mà tệp quét không có trang đó; hãy kiểm "
    "tra "
    "số trang rồi nạp lại.",
    "The sidecar names a second image (second_images) that the scan has no page for; check the "
    "number of the page and feed both again."};
inline constexpr core::ErrorCode kNoAppearance{
    "pipeline.no_appearance", core::Retry::kConfigure,
    "Chưa có quy định hình thức chữ ký nào đang hiệu lực cho loại bản sao này; hãy xem thư mục "
    "appearances.",
    "No appearance policy is in force for this sort of copy; look into the appearances folder."};
inline constexpr core::ErrorCode kNotFromPaper{
    "pipeline.not_from_paper", core::Retry::kNever,
    "Chỉ chứng thực bản sao được quét từ bản giấy; bản này đã có chữ ký số khi đưa vào hoặc đã là "
    "bản chứng thực.",
    "Only copies scanned from paper can be certified; this one came in signed or is certified "
    "already."};
inline constexpr core::ErrorCode kAlreadyCertified{
    "pipeline.already_certified", core::Retry::kNever,
    "Giấy tờ này đã được chứng thực; thêm --again nếu người dân cần thêm một bản.",
    "This paper has been certified already; add --again when another copy is wanted."};
inline constexpr core::ErrorCode kScanGone{
    "pipeline.scan_gone", core::Retry::kNever,
    "Bản quét không còn ở đây (đã niêm phong cùng văn bản mật, hoặc bị mất); hãy quét lại riêng "
    "giấy tờ này.",
    "The scan is not here any more (sealed together with a secret paper, or lost); scan this paper "
    "again by itself."};
inline constexpr core::ErrorCode kNoPagesLeft{"pipeline.no_pages", core::Retry::kNever,
                                              "Giấy tờ không có trang nào để làm bản sao.",
                                              "The document has no page to copy."};
inline constexpr core::ErrorCode kNoSession{
    "scan.no_session", core::Retry::kConfigure,
    "Không có phiên quét này; hãy xem `sohoa scan --sessions`.",
    "There is no such scan session; see `sohoa scan --sessions`."};
inline constexpr core::ErrorCode kSessionBusy{
    "scan.session_busy", core::Retry::kTransient,
    "Phiên quét đang được một lệnh khác dùng; hãy đợi lệnh đó xong.",
    "Another command uses this scan session; wait until it has ended."};
inline constexpr core::ErrorCode kSessionDamaged{
    "scan.session_damaged", core::Retry::kNever,
    "Sổ hoặc ảnh của phiên quét bị hỏng ở chỗ được nêu; hãy giữ nguyên thư mục phiên và báo người "
    "quản trị.",
    "The manifest or a picture of the scan session is damaged at the place named; leave its folder "
    "as it is and tell the administrator."};
inline constexpr core::ErrorCode kEditRefused{
    "scan.edit_refused", core::Retry::kNever,
    "Phiên quét đã thay đổi nên không sửa như vậy được nữa; hãy xem lại các trang rồi làm lại.",
    "The scan session has changed meanwhile and this cannot be done any more; look at its pages "
    "and try again."};
inline constexpr core::ErrorCode kSessionHalfTaken{
    "scan.half_taken", core::Retry::kNever,
    "Một phần của phiên quét này đã hoặc có thể đã được nạp: tờ đã nạp không sửa hay bỏ được nữa. "
    "Hãy kết thúc lần nữa để nạp nốt; nếu còn lỗi ở tệp nào, bỏ tệp ấy ra rồi kết thúc lại.",
    "A part of this scan session has, or may have, been taken in, and what was cannot be changed "
    "any more. Finish it again to take in the rest; where a file stands in the way, take that out "
    "and finish again."};
inline constexpr core::ErrorCode kSessionTaken{
    "scan.session_taken", core::Retry::kNever,
    "Phiên quét này đã được nạp; không sửa hay quét thêm vào đây được nữa.",
    "This scan session has been taken in; nothing can be changed or added any more."};
inline constexpr core::ErrorCode kNothingScanned{
    "scan.nothing_scanned", core::Retry::kNever,
    "Phiên quét chưa có trang nào; hãy quét hoặc thả tệp vào trước khi kết thúc.",
    "The scan session has no page yet; scan or drop a file before you finish."};
inline constexpr core::ErrorCode kScannerTaken{
    "scan.scanner_taken", core::Retry::kTransient,
    "Máy quét này đang quét cho một hồ sơ khác; hãy đợi lượt quét đó xong.",
    "This scanner is at work for another case file; wait until that scan has ended."};
inline constexpr core::ErrorCode kOneSided{
    "cli.one_sided", core::Retry::kNever,
    "Ảnh chụp lại khi gỡ giấy dán chỉ có một mặt; hãy thêm --source flatbed hoặc --source adf.",
    "The image without the note has one side; add --source flatbed or --source adf."};
inline constexpr core::ErrorCode kNoSuchPage{
    "scan.no_such_page", core::Retry::kConfigure,
    "Phiên quét không có trang mang số này; hãy xem lại số trang.",
    "The scan session has no page with this number; look at the numbers again."};

}  // namespace sohoa::pipeline

#pragma once

#include "core/error.h"

namespace sohoa::server {

inline constexpr core::ErrorCode kCannotListen{
    "server.cannot_listen", core::Retry::kConfigure,
    "Không mở được cổng để lắng nghe; hãy kiểm tra địa chỉ, cổng đang bận hoặc quyền mở cổng.",
    "The port cannot be opened; check the address, whether another program has it, and the right "
    "to it."};
inline constexpr core::ErrorCode kBadTls{
    "server.bad_tls", core::Retry::kConfigure,
    "Chứng thư hoặc khoá TLS không đọc được hoặc không khớp nhau; hãy kiểm tra [server] tls_*.",
    "The TLS certificate or key cannot be read or do not fit together; check [server] tls_*."};

// What a client did. Their slugs are the `type` of problem documents.
inline constexpr core::ErrorCode kNoSuchRoute{"server.no_such_route", core::Retry::kNever,
                                              "Không có địa chỉ này; hãy xem /openapi.json.",
                                              "There is nothing at this address; see "
                                              "/openapi.json."};
inline constexpr core::ErrorCode kMethodNotAllowed{
    "server.method_not_allowed", core::Retry::kNever,
    "Địa chỉ này không nhận phương thức đó; hãy xem tiêu đề Allow.",
    "This address does not take that method; see the Allow header."};
inline constexpr core::ErrorCode kBadRequest{
    "server.bad_request", core::Retry::kNever,
    "Yêu cầu không đúng như /openapi.json mô tả; hãy sửa chỗ được nêu rồi gửi lại.",
    "The request is not as /openapi.json describes it; mend what is named and send it again."};
inline constexpr core::ErrorCode kNoIfMatch{
    "server.no_if_match", core::Retry::kNever,
    "Thiếu If-Match: phải cho biết đang sửa bản nào để không ghi đè người khác.",
    "If-Match is missing: it tells which revision is changed, so that nobody is overwritten."};
inline constexpr core::ErrorCode kBodyTooLarge{
    "server.body_too_large", core::Retry::kNever,
    "Nội dung gửi lên quá lớn; hãy chia nhỏ hoặc dùng tải lên nối tiếp.",
    "The body is too large; split it, or use a resumable upload."};
inline constexpr core::ErrorCode kWrongMediaType{
    "server.wrong_media_type", core::Retry::kNever,
    "Kiểu nội dung không được nhận ở địa chỉ này; hãy xem /openapi.json.",
    "This address does not take that media type; see /openapi.json."};
inline constexpr core::ErrorCode kLengthRequired{"server.length_required", core::Retry::kNever,
                                                 "Cần tiêu đề Content-Length cho nội dung này.",
                                                 "This body needs a Content-Length header."};
inline constexpr core::ErrorCode kNotAuthenticated{
    "access.not_authenticated", core::Retry::kConfigure,
    "Cần mã truy cập còn hạn; hãy xin lại ở /api/v1/token.",
    "A valid access token is needed; ask for one at /api/v1/token."};
inline constexpr core::ErrorCode kBadLogin{"access.invalid_login", core::Retry::kConfigure,
                                           "Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng.",
                                           "The login, the password or the code is not right."};
inline constexpr core::ErrorCode kLoginUnfinished{
    "access.login_unfinished", core::Retry::kConfigure,
    "Đăng nhập chưa xong: còn thiếu mã xác thực hoặc phải đổi mật khẩu.",
    "The login is not complete: a code or a new password is still due."};
inline constexpr core::ErrorCode kCrossSite{
    "access.cross_site", core::Retry::kNever,
    "Yêu cầu không đến từ trang của máy chủ này (X-CSRF-Token, Origin); hãy tải lại trang, hoặc "
    "đặt [server] public_url nếu có máy chủ đứng trước.",
    "The request does not come from this server's own page (X-CSRF-Token, Origin); load the page "
    "again, or set [server] public_url when something stands in front of the server."};
inline constexpr core::ErrorCode kNeedsTls{
    "access.needs_tls", core::Retry::kConfigure,
    "Chỉ đăng nhập qua HTTPS hoặc ngay trên máy chủ; hãy đặt [server] tls_certificate hoặc "
    "public_url.",
    "People log in over HTTPS or on the server's own machine only; set [server] tls_certificate or "
    "public_url."};
inline constexpr core::ErrorCode kWeakPassword{
    "access.weak_password", core::Retry::kNever,
    "Mật khẩu mới cần ít nhất 12 ký tự, không chứa tên đăng nhập và khác mật khẩu cũ.",
    "The new password needs at least 12 characters, without the login, unlike the old one."};
inline constexpr core::ErrorCode kBadClient{"access.invalid_client", core::Retry::kConfigure,
                                            "Mã hoặc bí mật của hệ thống kết nối không đúng.",
                                            "The client's id or secret is not right."};
inline constexpr core::ErrorCode kForbidden{"access.forbidden", core::Retry::kConfigure,
                                            "Tài khoản này không có vai trò cần thiết cho việc đó.",
                                            "This account does not have the role that this needs."};
inline constexpr core::ErrorCode kPurposeRequired{
    "access.purpose_required", core::Retry::kNever,
    "Đọc giấy tờ của người dân phải nêu mục đích và hồ sơ (tiêu đề Sohoa-Purpose, "
    "Sohoa-Case-File).",
    "Reading a person's paper needs a purpose and a case file (headers Sohoa-Purpose, "
    "Sohoa-Case-File)."};
inline constexpr core::ErrorCode kTooManyRequests{
    "access.too_many_requests", core::Retry::kTransient,
    "Gửi quá nhiều yêu cầu; hãy đợi theo tiêu đề Retry-After.",
    "Too many requests; wait as the Retry-After header says."};
inline constexpr core::ErrorCode kOverloaded{
    "server.overloaded", core::Retry::kTransient,
    "Máy chủ đang quá tải hoặc sắp dừng; hãy thử lại sau ít giây.",
    "The server is overloaded or stopping; try again in a few seconds."};
inline constexpr core::ErrorCode kUnreadableFile{
    "scan.unreadable_file", core::Retry::kNever,
    "Tệp này không mở được như một bản quét (PDF, TIFF, JPEG, PNG); hãy xem lý do và thả tệp khác.",
    "This file cannot be opened as a scan (PDF, TIFF, JPEG, PNG); see why, and drop another one."};
inline constexpr core::ErrorCode kNotTakenYet{
    "scan.not_taken_yet", core::Retry::kNever,
    "Phiên quét chưa kết thúc nên chưa có phiếu tiếp nhận.",
    "The scan session is not finished, so there is no slip yet."};
inline constexpr core::ErrorCode kNotFound{"server.not_found", core::Retry::kNever,
                                           "Không có mục này, hoặc tài khoản không được xem.",
                                           "There is no such item, or not for this account."};
inline constexpr core::ErrorCode kOtherLife{
    "server.changes_begin_anew", core::Retry::kNever,
    "Kho đã được phục hồi nên vị trí này không còn dùng được; hãy đọc lại từ đầu (bỏ 'since').",
    "The store was restored, so this place in the list means nothing any more; begin again without "
    "'since'."};
inline constexpr core::ErrorCode kCannotJudge{
    "server.cannot_judge", core::Retry::kNever,
    "Không xem xét được tệp này trong giới hạn cho phép; chưa kết luận được về chữ ký của nó.",
    "The file could not be examined within the limits; nothing can be said of its signatures."};
inline constexpr core::ErrorCode kNoAnswer{
    "server.no_answer", core::Retry::kTransient,
    "Máy chủ chưa trả lời được trong thời gian cho phép; hãy thử lại, hoặc chạy 'sohoa doctor'.",
    "No answer came within the time allowed; try again, or run 'sohoa doctor'."};
inline constexpr core::ErrorCode kNoPage{
    "server.no_page", core::Retry::kNever,
    "Tệp gửi lên không phải trang PDF, JPEG, PNG hay TIFF; hãy chọn tệp khác.",
    "What was sent is no page in PDF, JPEG, PNG or TIFF; choose another file."};
inline constexpr core::ErrorCode kKeyReused{
    "server.idempotency_key_reused", core::Retry::kNever,
    "Idempotency-Key này đã dùng cho một yêu cầu khác; hãy dùng khoá mới.",
    "This Idempotency-Key was used for another request; take a new one."};
inline constexpr core::ErrorCode kKeyRequired{
    "server.idempotency_key_required", core::Retry::kNever,
    "Cần tiêu đề Idempotency-Key cho yêu cầu tạo mới này.",
    "This creating request needs an Idempotency-Key header."};
// Of copies that another warehouse delivers.
inline constexpr core::ErrorCode kSignatureFailed{
    "warehouse.signature_failed", core::Retry::kNever,
    "Chữ ký trên bản sao này sai hoặc tệp đã bị sửa; kho không nhận.",
    "A signature on this copy is broken, or the file was changed; the warehouse does not take it."};
inline constexpr core::ErrorCode kSignatureUnproven{
    "warehouse.signature_unproven", core::Retry::kNever,
    "Chưa chứng minh được chữ ký trên bản sao này (chứng thư gốc chưa được tin cậy, hoặc thiếu "
    "thông tin thu hồi); kho không nhận.",
    "The signatures on this copy cannot be proven (its root is not trusted here, or revocation "
    "data "
    "is missing); the warehouse does not take it."};
inline constexpr core::ErrorCode kOtherDigest{
    "warehouse.other_digest", core::Retry::kNever,
    "Tệp tải lên không khớp mã băm của bản sao; hãy tải lại từ đầu.",
    "The uploaded file is not the one that the copy's digest names; upload it again."};

}  // namespace sohoa::server

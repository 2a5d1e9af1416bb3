#pragma once

#include "core/error.h"

namespace sohoa::signing {

inline constexpr core::ErrorCode kCryptoFailed{
    "signing.crypto_failed", core::Retry::kNever,
    "Thư viện mật mã từ chối thao tác; hãy báo kèm chi tiết.",
    "The cryptographic library refused the operation; please report it with the detail."};
inline constexpr core::ErrorCode kKeyUnreadable{
    "signing.key_unreadable", core::Retry::kConfigure,
    "Không mở được khóa ký; hãy kiểm tra tệp khóa và mật khẩu của nó.",
    "The signing key cannot be opened; check the key file and its passphrase."};
inline constexpr core::ErrorCode kKeyMismatch{
    "signing.key_mismatch", core::Retry::kConfigure,
    "Khóa ký không khớp với chứng thư số; hãy chọn đúng tệp khóa.",
    "The signing key does not belong to its certificate; choose the right key file."};
inline constexpr core::ErrorCode kKeyWeak{
    "signing.key_weak", core::Retry::kConfigure,
    "Khóa ký không đạt yêu cầu (RSA từ 2048 bit, ECDSA P-256 hoặc P-384); hãy dùng khóa khác.",
    "The signing key is too weak (RSA from 2048 bits, ECDSA P-256 or P-384); use another key."};
inline constexpr core::ErrorCode kCertificateUnreadable{
    "signing.certificate_unreadable", core::Retry::kConfigure,
    "Không đọc được chứng thư số; hãy kiểm tra tệp chứng thư.",
    "The certificate cannot be read; check the certificate file."};
inline constexpr core::ErrorCode kCertificateNotYetValid{
    "signing.certificate_not_yet_valid", core::Retry::kConfigure,
    "Chứng thư số chưa có hiệu lực; hãy kiểm tra đồng hồ máy hoặc chứng thư.",
    "The certificate is not valid yet; check the computer's clock or the certificate."};
inline constexpr core::ErrorCode kCertificateExpired{
    "signing.certificate_expired", core::Retry::kConfigure,
    "Chứng thư số đã hết hạn; hãy gia hạn hoặc thay chứng thư rồi ký lại.",
    "The certificate has expired; renew or replace it and sign again."};
inline constexpr core::ErrorCode kKeyUsageMissing{
    "signing.key_usage_missing", core::Retry::kConfigure,
    "Chứng thư số không được cấp để ký (thiếu digitalSignature hoặc nonRepudiation); "
    "hãy dùng chứng thư ký số.",
    "The certificate is not issued for signing (digitalSignature or nonRepudiation is missing); "
    "use a signing certificate."};
inline constexpr core::ErrorCode kNoKeyForRole{
    "signing.no_key_for_role", core::Retry::kConfigure,
    "Chưa thiết lập khóa ký cho vai trò này; hãy khai báo khóa trong cấu hình.",
    "No signing key is set for this role; name one in the settings."};
inline constexpr core::ErrorCode kFieldFilled{
    "signing.field_filled", core::Retry::kNever,
    "Ô chữ ký của vai trò này đã được ký; mỗi ô chỉ ký một lần.",
    "This role's signature field is signed already; each field is signed once."};
inline constexpr core::ErrorCode kOutOfOrder{
    "signing.out_of_order", core::Retry::kNever,
    "Chưa có chữ ký phải đứng trước; hãy ký theo đúng thứ tự: cá nhân trước, cơ quan sau.",
    "A signature that must come first is missing; sign in order: the person, then the agency."};
inline constexpr core::ErrorCode kChangesForbidden{
    "signing.changes_forbidden", core::Retry::kNever,
    "Tài liệu đã được chứng nhận là không cho phép thay đổi, nên không thể ký thêm.",
    "The document is certified against any change, so no signature can be added."};
inline constexpr core::ErrorCode kLevelNotOffered{
    "signing.level_not_offered", core::Retry::kNever,
    "Mức chữ ký này không tạo được khi ký; hãy ký mức B-B hoặc B-T.",
    "This signature level cannot be made while signing; sign at level B-B or B-T."};
inline constexpr core::ErrorCode kNoTimestampAuthority{
    "signing.no_timestamp_authority", core::Retry::kConfigure,
    "Chưa thiết lập dịch vụ cấp dấu thời gian; hãy khai báo trong cấu hình hoặc ký mức B-B.",
    "No timestamp authority is set; name one in the settings or sign at level B-B."};
inline constexpr core::ErrorCode kTsaUnavailable{
    "signing.tsa_unavailable", core::Retry::kTransient,
    "Không dịch vụ cấp dấu thời gian nào trả lời hợp lệ; việc ký sẽ được thử lại.",
    "No timestamp authority gave a valid answer; signing will be tried again."};
inline constexpr core::ErrorCode kTsaBadAnswer{
    "signing.tsa_bad_answer", core::Retry::kTransient,
    "Trả lời của dịch vụ cấp dấu thời gian không hợp lệ.",
    "The timestamp authority's answer is not valid."};
inline constexpr core::ErrorCode kSelfCheckFailed{
    "signing.self_check_failed", core::Retry::kNever,
    "Chữ ký vừa tạo không qua được bước tự kiểm tra nên không được xuất ra.",
    "The signature just made did not pass its own check and was not released."};
inline constexpr core::ErrorCode kPkiExists{
    "signing.pki_exists", core::Retry::kConfigure,
    "Thư mục đã có sẵn bộ chứng thư; hãy chọn thư mục trống.",
    "The folder holds certificates already; choose an empty folder."};

}  // namespace sohoa::signing

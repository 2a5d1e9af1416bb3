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
inline constexpr core::ErrorCode kModuleUnusable{
    "signing.module_unusable", core::Retry::kConfigure,
    "Không nạp được thư viện PKCS#11 hoặc không chọn được thiết bị; hãy kiểm tra trình điều khiển "
    "và "
    "nhãn thiết bị trong cấu hình.",
    "The PKCS#11 library cannot be loaded or the token not be told apart; check the driver and the "
    "token's label in the settings."};
inline constexpr core::ErrorCode kTokenAbsent{
    "signing.token_absent", core::Retry::kTransient,
    "Không thấy thiết bị ký số; hãy cắm lại, việc ký sẽ tự chạy tiếp.",
    "The signing token is not there; plug it in again and signing goes on by itself."};
inline constexpr core::ErrorCode kTokenFailed{
    "signing.token_failed", core::Retry::kConfigure,
    "Thiết bị ký số từ chối thao tác; hãy kiểm tra khóa và cơ chế ký được phép.",
    "The signing token refused the operation; check the key and its allowed mechanisms."};
inline constexpr core::ErrorCode kKeyNotInToken{
    "signing.key_not_in_token", core::Retry::kConfigure,
    "Không tìm thấy đúng một khóa ký (kèm chứng thư) có nhãn này trong thiết bị; hãy kiểm tra "
    "nhãn.",
    "The token does not hold exactly one signing key (with its certificate) of this label; check "
    "the label."};
inline constexpr core::ErrorCode kPinRefused{
    "signing.pin_refused", core::Retry::kConfigure,
    "Thiết bị không nhận mã PIN; hãy kiểm tra mã PIN trước khi thử lại, vì thử sai nhiều lần sẽ bị "
    "khóa.",
    "The token refused the PIN; check it before trying again, because the token locks after a few "
    "wrong ones."};
inline constexpr core::ErrorCode kPinFewLeft{
    "signing.pin_few_left", core::Retry::kConfigure,
    "Mã PIN không đúng; thiết bị báo chỉ còn vài lần thử trước khi tự khóa. Hãy kiểm tra kỹ mã "
    "PIN.",
    "The PIN is wrong; the token says that few tries are left before it locks. Check the PIN with "
    "care."};
inline constexpr core::ErrorCode kPinLastTry{
    "signing.pin_last_try", core::Retry::kConfigure,
    "Mã PIN không đúng; thiết bị báo chỉ còn MỘT lần thử, sai nữa sẽ bị khóa. Đừng thử khi chưa "
    "chắc.",
    "The PIN is wrong; the token says that ONE try is left, and locks after it. Do not guess."};
inline constexpr core::ErrorCode kPinLocked{
    "signing.pin_locked", core::Retry::kConfigure,
    "Mã PIN của thiết bị đã bị khóa; hãy liên hệ nơi cấp thiết bị để mở khóa.",
    "The token's PIN is locked; ask whoever issued the token to unlock it."};
inline constexpr core::ErrorCode kKeyWithoutPin{
    "signing.key_without_pin", core::Retry::kConfigure,
    "Khóa ký này mở được mà không cần mã PIN nên không chứng minh được ai đang ký; hãy đặt mật "
    "khẩu "
    "cho khóa hoặc dùng thiết bị.",
    "This key opens without a PIN, so nothing shows who signs; lock it with a passphrase or use a "
    "token."};
inline constexpr core::ErrorCode kTokenBusy{
    "signing.token_busy", core::Retry::kTransient,
    "Thiết bị ký số đang được dùng cho việc khác; hãy đợi rồi thử lại.",
    "The signing token is at work for somebody else; wait and try again."};
inline constexpr core::ErrorCode kPinUnavailable{
    "signing.pin_unavailable", core::Retry::kConfigure,
    "Không lấy được mã PIN; hãy khai báo tệp PIN, credential của systemd hoặc chạy trên thiết bị "
    "đầu "
    "cuối.",
    "The PIN cannot be had; name a PIN file, a systemd credential, or run on a terminal."};
inline constexpr core::ErrorCode kRemoteUnavailable{
    "signing.remote_unavailable", core::Retry::kTransient,
    "Dịch vụ ký số từ xa không trả lời được lúc này; việc ký sẽ được thử lại.",
    "The remote-signing service cannot answer now; signing will be tried again."};
inline constexpr core::ErrorCode kRemoteRefused{
    "signing.remote_refused", core::Retry::kConfigure,
    "Dịch vụ ký số từ xa từ chối; hãy kiểm tra mã chứng thực, quyền và tài khoản.",
    "The remote-signing service refused; check the credential, the rights and the account."};
inline constexpr core::ErrorCode kWrongUnit{
    "signing.wrong_unit", core::Retry::kConfigure,
    "Chứng thư số không thuộc đơn vị đã khai báo cho vai trò này; hãy chọn đúng chứng thư.",
    "The certificate does not belong to the unit set for this role; choose the right one."};
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
    "Không bổ sung được mức chữ ký này; hãy chọn B-LT hoặc B-LTA.",
    "This signature level cannot be added to a signed file; choose B-LT or B-LTA."};
inline constexpr core::ErrorCode kSignatureBroken{
    "signing.signature_broken", core::Retry::kNever,
    "Tệp có chữ ký không hợp lệ nên không bổ sung bằng chứng; hãy kiểm bằng sohoa verify.",
    "A signature in the file is not valid, so no evidence is added; see sohoa verify."};
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
inline constexpr core::ErrorCode kBadRevocationAnswer{
    "signing.bad_revocation_answer", core::Retry::kTransient,
    "Trả lời về tình trạng thu hồi chứng thư không hợp lệ.",
    "The answer about a certificate's revocation is not valid."};
inline constexpr core::ErrorCode kRevocationUnavailable{
    "signing.revocation_unavailable", core::Retry::kTransient,
    "Chưa lấy được tình trạng thu hồi của chứng thư; việc sẽ được thử lại.",
    "The certificate's revocation status could not be had; it will be tried again."};
inline constexpr core::ErrorCode kNoRevocationSource{
    "signing.no_revocation_source", core::Retry::kNever,
    "Chứng thư không cho biết nơi hỏi tình trạng thu hồi (OCSP, CRL), nên không lập được bằng "
    "chứng "
    "lâu dài.",
    "The certificate names no place to ask about its revocation (OCSP, CRL), so no lasting "
    "evidence "
    "can be made."};
inline constexpr core::ErrorCode kCertificateRevoked{
    "signing.certificate_revoked", core::Retry::kConfigure,
    "Chứng thư số đã bị thu hồi; hãy dùng chứng thư khác.",
    "The certificate has been revoked; use another one."};
inline constexpr core::ErrorCode kNoRevocationClient{
    "signing.no_revocation_client", core::Retry::kConfigure,
    "Chưa bật việc hỏi tình trạng thu hồi; hãy khai báo trong cấu hình hoặc ký mức B-T.",
    "Asking for revocation status is not set up; set it in the settings or sign at level B-T."};
inline constexpr core::ErrorCode kChainIncomplete{
    "signing.chain_incomplete", core::Retry::kConfigure,
    "Không nối được chứng thư tới gốc tin cậy; hãy bổ sung chứng thư của tổ chức cấp.",
    "The certificate cannot be linked to a trust anchor; add the issuer's certificate."};
inline constexpr core::ErrorCode kNotSigned{
    "signing.not_signed", core::Retry::kNever,
    "Tệp chưa có chữ ký PAdES nào để gia hạn bằng chứng.",
    "The file holds no PAdES signature whose evidence could be extended."};
inline constexpr core::ErrorCode kLevelNotReached{
    "signing.level_not_reached", core::Retry::kTransient,
    "Chưa đủ bằng chứng để đạt mức chữ ký yêu cầu; việc sẽ được thử lại.",
    "The evidence does not reach the level asked for yet; it will be tried again."};
inline constexpr core::ErrorCode kSelfCheckFailed{
    "signing.self_check_failed", core::Retry::kNever,
    "Chữ ký vừa tạo không qua được bước tự kiểm tra nên không được xuất ra.",
    "The signature just made did not pass its own check and was not released."};
inline constexpr core::ErrorCode kPkiExists{
    "signing.pki_exists", core::Retry::kConfigure,
    "Thư mục đã có sẵn bộ chứng thư; hãy chọn thư mục trống.",
    "The folder holds certificates already; choose an empty folder."};

}  // namespace sohoa::signing

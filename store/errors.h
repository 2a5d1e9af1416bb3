#pragma once

#include "core/ports/errors.h"
#include "core/ports/work_store.h"

namespace sohoa::store {

inline constexpr core::ErrorCode kDamaged{
    "store.damaged", core::Retry::kConfigure,
    "Tệp cơ sở dữ liệu bị hỏng; hãy dừng chương trình và phục hồi tệp từ bản sao lưu.",
    "The database file is damaged; stop the program and restore the file from a backup."};
inline constexpr core::ErrorCode kNotOurs{
    "store.not_ours", core::Retry::kConfigure,
    "Tệp này không phải cơ sở dữ liệu của Sohoa; hãy kiểm tra đường dẫn trong cấu hình.",
    "This file is not a Sohoa database of the kind expected; check the path in the settings."};
inline constexpr core::ErrorCode kTooNew{
    "store.too_new", core::Retry::kConfigure,
    "Cơ sở dữ liệu do bản chương trình mới hơn tạo ra; hãy nâng cấp chương trình này.",
    "The database was written by a newer version of the program; upgrade this program."};
inline constexpr core::ErrorCode kUnfinished{
    "store.unfinished", core::Retry::kConfigure,
    "Việc chuyển kho vào đây chưa xong; hãy chạy lại 'sohoa migrate', hoặc dùng lại kho cũ.",
    "A move into this store did not come to its end; run 'sohoa migrate' again, or go on with the "
    "old store."};
inline constexpr core::ErrorCode kNothingStored{
    "store.nothing_stored", core::Retry::kNever,
    "Tệp này chưa được lưu nên không thể chạy lại; hãy sửa nguyên nhân rồi nạp lại tệp.",
    "Nothing of this file was stored, so there is no work to repeat; mend the cause and feed it "
    "again."};

inline constexpr core::ErrorCode kSecretKeyGone{
    "store.secret_key_gone", core::Retry::kConfigure,
    "Kho có mã xác thực hai lớp hoặc bí mật webhook được niêm phong bằng khoá khác với "
    "server/secrets.key của máy này (tệp bị mất hoặc là tệp khác). Hãy đặt lại tệp ấy từ bản sao "
    "lưu có khoá (--with-keys) hoặc từ máy khác cùng kho. Nếu khoá không còn ở đâu nữa: chạy "
    "'sohoa keys --give-up-secrets' rồi lập lại các mã và webhook ấy.",
    "Second factors or secrets of webhooks in the store are sealed under another key than "
    "server/secrets.key of this machine (the file is gone, or another). Put it back from a backup "
    "made --with-keys or from another machine of this store. Where it is nowhere any more, run "
    "'sohoa keys --give-up-secrets' and set those factors and webhooks up anew."};
inline constexpr core::ErrorCode kUnreachable{
    "store.unreachable", core::Retry::kTransient,
    "Không kết nối được với máy chủ cơ sở dữ liệu; hãy kiểm tra máy chủ và [store] url, việc sẽ tự "
    "chạy tiếp.",
    "The database server cannot be reached; check the server and [store] url, the work goes on by "
    "itself."};

// What the store itself writes into quarantine.
inline constexpr core::ErrorCode kCrashed{
    "pipeline.crashed", core::Retry::kNever,
    "Trang hoặc tệp này đã làm tiến trình xử lý hỏng nhiều lần; hãy xem tệp gốc rồi cho chạy lại.",
    "This page or file brought its worker down several times; look at the master, then retry it."};
inline constexpr core::ErrorCode kInterrupted{
    "pipeline.interrupted", core::Retry::kNever,
    "Việc này bị ngắt quá nhiều lần; hãy kiểm tra nguồn điện và máy chủ rồi cho chạy lại.",
    "This job was interrupted too often; check the power supply and the machine, then retry it."};
inline constexpr core::ErrorCode kCancelled{
    "pipeline.cancelled", core::Retry::kNever,
    "Lô đã bị huỷ trước khi xong phần này; cho chạy lại bằng 'sohoa quarantine retry' nếu cần.",
    "The batch was cancelled before this was done; 'sohoa quarantine retry' takes it up again."};
inline constexpr core::ErrorCode kStateSecret{
    "metadata.state_secret", core::Retry::kNever,
    "Văn bản có dấu chỉ độ mật; không ký, không chuyển, chờ người phụ trách bí mật nhà nước.",
    "The paper is marked as a state secret; it is neither signed nor sent and waits for the "
    "officer "
    "in charge."};

}  // namespace sohoa::store

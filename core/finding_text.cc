#include "core/finding_text.h"

#include <algorithm>
#include <array>

namespace sohoa::core {
namespace {

struct Wording {
  std::string_view code;
  std::string_view vi;
  std::string_view en;
};

constexpr std::array kWordings = std::to_array<Wording>({
    {"DUPLICATE_KEY", "một từ điển có hai khoá trùng tên", "a dictionary names one key twice"},
    {"ENCRYPTED", "tệp bị mã hoá", "the file is encrypted"},
    {"END_MARKER_MISSING", "thiếu dấu kết thúc tệp", "the end marker is missing"},
    {"FILE_UNREADABLE", "không đọc được tệp PDF", "not a readable PDF file"},
    {"FREED_OBJECT_REUSED", "đối tượng đã xoá được dùng lại", "a freed object is used again"},
    {"HEADER_MISSING", "không bắt đầu bằng %PDF", "does not begin with %PDF"},
    {"INTERNAL_LIMIT", "tệp quá lớn hoặc quá rối để kiểm",
     "too large or too tangled to be checked"},
    {"OBJECT_DEFINED_TWICE", "một đối tượng được ghi hai lần trong một lần lưu",
     "an object is written twice in one revision"},
    {"OBJECT_MALFORMED", "đối tượng sai cấu trúc", "an object is malformed"},
    {"OBJECT_NOT_IN_XREF", "có đối tượng ẩn ngoài bảng tham chiếu",
     "an object hides outside the cross-reference table"},
    {"OBJECT_NUMBER_MISMATCH", "bảng tham chiếu trỏ sai đối tượng",
     "the cross-reference table points at another object"},
    {"OBJECT_UNREACHABLE", "có đối tượng không trang nào dùng", "an object is used by nothing"},
    {"READERS_DISAGREE", "các trình đọc hiểu tệp khác nhau", "readers see different files"},
    {"TRAILING_BYTES", "có dữ liệu sau dấu kết thúc tệp", "data follow the end of the file"},
    {"UNEXPLAINED_BYTES", "có dữ liệu lạ giữa các lần lưu", "unexplained data between revisions"},
    {"XREF_CHAIN_BROKEN", "chuỗi bảng tham chiếu bị đứt hoặc lặp",
     "the chain of cross-reference tables is broken"},
    {"XREF_DUPLICATE_ENTRY", "bảng tham chiếu có dòng trùng",
     "the cross-reference table has a line twice"},
    {"XREF_HYBRID", "tệp có hai loại bảng tham chiếu",
     "two kinds of cross-reference in one revision"},
    {"XREF_MALFORMED", "bảng tham chiếu sai cấu trúc", "the cross-reference table is malformed"},
    {"XREF_POINTS_OUTSIDE_REVISION", "bảng tham chiếu trỏ ra ngoài lần lưu của nó",
     "the cross-reference table points outside its revision"},
    {"BYTERANGE_GAP_IS_NOT_CONTENTS", "phần bỏ ra khi ký không đúng là chữ ký",
     "what the signature leaves out is not the signature itself"},
    {"BYTERANGE_MALFORMED", "phạm vi được ký sai cấu trúc", "the signed range is malformed"},
    {"BYTERANGE_NOT_REVISION_END", "chữ ký không phủ hết lần lưu của nó",
     "the signature does not cover its whole revision"},
    {"CMS_HAS_CONTENT", "chữ ký mang theo nội dung khác", "the signature carries other content"},
    {"CMS_MALFORMED", "chữ ký sai cấu trúc CMS", "the signature is malformed"},
    {"CMS_NOT_DER", "chữ ký không mã hoá theo DER", "the signature is not DER"},
    {"CMS_SIGNER_COUNT", "chữ ký không có đúng một người ký", "not exactly one signer"},
    {"CMS_TRAILING_BYTES", "có dữ liệu lạ sau chữ ký", "data follow the signature"},
    {"CONTENTS_MALFORMED", "chữ ký trống hoặc sai dạng", "the signature is empty or malformed"},
    {"DIGEST_MISMATCH", "nội dung đã bị sửa sau khi ký", "the content was changed after signing"},
    {"ESS_MISMATCH", "chữ ký gắn với chứng thư khác", "the signature names another certificate"},
    {"ESS_MISSING", "chữ ký không nêu chứng thư của người ký",
     "the signature does not name its certificate"},
    {"NOT_PADES", "không theo chuẩn PAdES", "not PAdES"},
    {"NO_SIGNATURE", "tệp không có chữ ký", "the file has no signature"},
    {"ORPHAN_SIGNATURE", "có chữ ký không thuộc trường nào", "a signature belongs to no field"},
    {"SIGNATURE_DICTIONARY_MALFORMED", "từ điển chữ ký sai cấu trúc",
     "the signature dictionary is malformed"},
    {"SIGNATURE_INVALID", "chữ ký không khớp với chứng thư",
     "the signature does not match the certificate"},
    {"SIGNATURE_SHARED_BY_FIELDS", "một chữ ký nằm ở hai trường", "two fields share one signature"},
    {"SIGNED_ATTRIBUTES_MALFORMED", "thuộc tính được ký sai cấu trúc",
     "the signed attributes are malformed"},
    {"SIGNED_ATTRIBUTES_NOT_SORTED", "thuộc tính được ký không xếp theo thứ tự DER",
     "the signed attributes are not in DER order"},
    {"SIGNING_TIME_PRESENT", "có thuộc tính giờ ký mà PAdES không cho phép",
     "a signing time attribute, which PAdES forbids"},
    {"SUBFILTER_NOT_ALLOWED", "loại chữ ký không được chấp nhận",
     "this kind of signature is not accepted"},
    {"ALGORITHM_NOT_ALLOWED", "thuật toán không còn được chấp nhận",
     "the algorithm is not accepted"},
    {"CERTIFICATE_EXPIRED", "chứng thư đã hết hạn", "the certificate has expired"},
    {"CERTIFICATE_NOT_YET_VALID", "chứng thư chưa có hiệu lực", "the certificate is not valid yet"},
    {"CERTIFICATE_REVOKED", "chứng thư đã bị thu hồi", "the certificate is revoked"},
    {"CERTIFICATE_REVOKED_AFTER_SIGNING", "chứng thư bị thu hồi sau khi ký, chữ ký vẫn có hiệu lực",
     "the certificate was revoked after signing, which leaves the signature valid"},
    {"CHAIN_NOT_TRUSTED", "chứng thư không do nơi được tin cậy cấp",
     "the certificate does not lead to a trust anchor"},
    {"ISSUER_NOT_ALLOWED_TO_ISSUE", "chứng thư do nơi không có quyền cấp",
     "the issuer may not issue certificates"},
    {"KEY_TOO_WEAK", "khoá quá ngắn", "the key is too short"},
    {"KEY_USAGE_NOT_SIGNING", "chứng thư không dùng để ký", "the certificate is not for signing"},
    {"REVOCATION_UNKNOWN", "không biết chứng thư có bị thu hồi không",
     "whether the certificate is revoked is unknown"},
    {"SIGNER_CERTIFICATE_MISSING", "thiếu chứng thư của người ký",
     "the signer's certificate is missing"},
    {"TIMESTAMP_CERTIFICATE_USAGE", "chứng thư không dùng để cấp dấu thời gian",
     "the certificate is not for timestamping"},
    {"TIMESTAMP_IMPRINT_MISMATCH", "dấu thời gian của dữ liệu khác",
     "the timestamp is over other data"},
    {"TIMESTAMP_IN_FUTURE", "dấu thời gian ở tương lai", "the timestamp is in the future"},
    {"TIMESTAMP_MALFORMED", "dấu thời gian sai cấu trúc", "the timestamp is malformed"},
    {"TIMESTAMP_NOT_TRUSTED", "dấu thời gian không do nơi được tin cậy cấp",
     "the timestamp does not lead to a trust anchor"},
    {"TIMESTAMP_ORDER", "các dấu thời gian không theo thứ tự", "the timestamps are out of order"},
    {"TIMESTAMP_SIGNATURE_INVALID", "chữ ký của dấu thời gian sai",
     "the timestamp's signature is wrong"},
    {"AGENCY_SIGNATURE_MISSING", "thiếu chữ ký của cơ quan", "the agency's signature is missing"},
    {"CERTIFICATION_MISPLACED", "chữ ký xác nhận không ở đúng chỗ",
     "a certification is out of place"},
    {"COPY_ANATOMY", "không đúng cấu trúc của bản sao do Sohoa làm",
     "not built like a copy of Sohoa's"},
    {"DOCMDP_VIOLATED", "sửa trái với quyền mà chữ ký cho phép",
     "a change that the signature forbids"},
    {"LOCKED_FIELD_CHANGED", "trường đã khoá bị sửa", "a locked field was changed"},
    {"REVISION_NOT_ALLOWED", "tài liệu bị thêm hoặc sửa sau khi ký",
     "the document was added to or changed after signing"},
    {"SAME_SIGNER_TWICE", "một chứng thư ký ở cả hai vai", "one certificate signs in both roles"},
});

}  // namespace

std::string findingText(std::string_view code, Language language) {
  const auto found = std::find_if(kWordings.begin(), kWordings.end(),
                                  [&](const Wording& one) { return one.code == code; });
  if (found == kWordings.end()) return {};
  return std::string(pick(language, found->vi, found->en));
}

}  // namespace sohoa::core

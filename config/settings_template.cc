#include <fmt/format.h>

#include "config/settings.h"

namespace sohoa::config {
namespace {

// TOML basic string.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

constexpr std::string_view kHead =
    R"(# Thiết lập của Sohoa. Đường dẫn tương đối tính từ thư mục này.
# Settings of Sohoa. Relative paths start in this folder.

[unit]                      # đơn vị sở hữu kho này / the office that owns this home
id   = {id}
name = {name}

[scan]
default_dpi    = 300        # khi tệp không nói độ phân giải / when a file does not say
max_megapixels = 120        # trang lớn hơn bị từ chối / larger pages are refused
max_pages      = 10000      # của một tệp / of one file

[scanner]                   # máy quét: docs/scanning.md / scanners
# device     = "fujitsu:fi-8170:1"  # tên như `sohoa scan --list` / as `sohoa scan --list` names it
# source     = "duplex"     # adf, duplex, flatbed
# resolution = 300          # ít nhất 200 / at least 200
# [scanner.profiles.hai-mat]  # dùng bằng --profile hai-mat / used by --profile hai-mat
# source     = "duplex"
# options    = ["df-action=Stop"]  # thiết lập riêng của máy / the device's own options

[ocr]
language       = "vie"      # mô hình Tesseract / Tesseract model
page_timeout_s = 120        # giây CPU; quá thì trang vào khu cách ly / CPU seconds, then the page is quarantined

[metadata]
# profiles = "profiles"     # thư mục mẫu loại giấy tờ riêng / a folder of your own document profiles
# units    = "units.toml"   # bảng đơn vị hành chính riêng / your own table of units

[naming]                    # mẫu tên: docs/profiles.md / templates of names
# result_code = "{{type}}.[{{so_dinh_danh}}].{{so_ky_hieu|ma_ho_so}}"      # mã kết quả số hoá
# file_name   = "{{ma_ho_so|so_dinh_danh|so_ky_hieu|kind}}.{{n:3}}"       # tên tệp, không đuôi

[work]
workers          = 0        # 0: theo số nhân và bộ nhớ / as cores and memory allow
counter_workers  = 1        # thêm, dành riêng cho quầy khi chạy watch / on top, kept free for the counter
memory_mb        = 0        # cho mọi trang đang xử lý; 0: 3/4 bộ nhớ máy / for all pages in work
worker_memory_mb = 0        # trần một tiến trình; 0: tối đa 4096 / ceiling per worker; 0: up to 4096
min_free_disk_mb = 256      # ổ đĩa còn ít hơn thì tạm dừng / work waits when less is free
backlog_nice     = 0        # nhường CPU khi làm tồn đọng / how far backlog work gives way
stage_timeout_s  = 600

[store]                     # kho dữ liệu: để trống là SQLite trong thư mục này / empty: SQLite in this folder
# url = "postgresql://sohoa@db.example.vn/sohoa"  # nhiều máy dùng chung; mật khẩu để trong ~/.pgpass / shared by machines
[storage]                   # tệp nằm ở thư mục blobs, hoặc ở kho S3: docs/storage.md / files lie in blobs, or in S3
# s3_endpoint      = "https://s3.example.vn"
# s3_region        = "us-east-1"
# s3_bucket        = "sohoa"
# s3_prefix        = "phuong-mau"
# s3_access_key_id = "…"
# s3_secret_file   = "keys/s3.secret"
# s3_style         = "path"     # path, host: tên vùng chứa nằm ở đâu / where the bucket's name goes
# s3_retain_days   = 0          # khoá không cho xoá / locked against removal
# cache_folder     = "cache"    # bản sao dùng tại chỗ / local copies
# cache_mb         = 10240
# scrub_days       = 30         # đọc soát mọi tệp trong bấy nhiêu ngày / every file is read through so often
# scrub_mb_per_second = 8
# replicas         = ["/mnt/sao-luu/phuong"]  # bản sao lưu, để thay tệp hỏng / from which damaged files are mended

# [[delivery]]              # gửi tiếp bản sao: docs/delivery.md / copies go on to others by `sohoa deliver`
# name                 = "kho-tinh"
# hours                = "18:00-06:00"  # giờ được gửi / when they may go out
# kilobytes_per_second = 200
# sohoa_url            = "https://kho.example.vn"  # một kho Sohoa khác / another Sohoa
# sohoa_client_id      = "phuong-mau"
# sohoa_secret_file    = "keys/kho.secret"
# sohoa_keys_file      = "kho.jwks.json"  # khoá ký biên nhận, nếu không hỏi máy chủ / whose receipts are believed
# rest_mapping         = "cong.toml"    # hoặc dịch vụ khác / or another service
# s3_endpoint          = "https://kho.example.vn"  # hoặc kho S3, các mục s3_… như trên / or S3, with the s3_… as above

# [[retention]]             # thời hạn lưu giữ; không có thì giữ vĩnh viễn / how long copies are kept; without: for ever
# rule  = "TT 10/2022/TT-BNV, mục 5"
# kind  = "giay_moi"        # trống: mọi loại / empty: every kind
# years = 10                # 0: vĩnh viễn / for ever
# from  = "issued"          # issued, created: tính từ ngày nào / from which day

[batch]                     # lô tồn đọng: docs/backlog.md / backlogs
# case_pattern = "{{box}}/{{folder}}/{{file}}"  # thư mục nào là hồ sơ nào / which folders are which case files

[review]                    # người soát trước khi ký: docs/console.md / a person looks before the first signature
wait         = "never"      # never, doubtful (chưa chắc), always (mọi giấy tờ) / which documents wait
threshold    = 0.9          # trường bắt buộc kém chắc hơn thì chờ / a required field less certain waits
id_threshold = 0.97         # số định danh kém chắc hơn phải nhập hai lần / an id less certain is typed twice

[copy]
# font = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
# appearances = "appearances" # thư mục hình thức chữ ký riêng / a folder of your own signature appearances

[certification]             # chứng thực bản sao điện tử từ bản chính / copies certified from originals
book       = "01/{{year}}-SCT/BS"  # quyển số / book of the register
# verify_url = "https://kho.example.vn/verify/{{copy}}"  # in thành mã QR / printed as QR code

)";

constexpr std::string_view kServer = R"(
[reports]                   # chỉ tiêu của báo cáo, phần trăm / goals of reports, in percent
# reuse_target    = 80                 # tái sử dụng / reuse
[reports.targets]           # số hoá, theo cấp trong tệp cây đơn vị / digitisation, by level of the tree of offices
# city            = 70
# district        = 60
# ward            = 55

[server]                    # giao diện HTTP: sohoa serve, docs/warehouse-api.md / the HTTP API
# address         = "127.0.0.1"
# port            = 8420
# tls_certificate = "tls/server.pem"   # không có thì dùng HTTP thường / plain HTTP without it
# tls_key         = "tls/server.key"
# tls_client_roots = "tls/clients.pem" # chứng thư của hệ thống kết nối / of clients that show theirs
# offices         = "offices.toml"     # cây đơn vị / the tree of offices
# token_life_s    = 600
# take_unproven   = false               # nhận bản sao từ kho khác khi chữ ký mới ở mức INDETERMINATE / take such copies from others
# session_idle_s  = 900                # trình duyệt để yên / a browser left alone
# session_life_s  = 36000
# public_url      = "https://..."      # khi có máy chủ TLS đứng trước / behind another TLS server
# proxies         = ["127.0.0.1"]      # máy chủ đứng trước, được tin khi báo địa chỉ (X-Forwarded-For) / trusted to name the client
)";

constexpr std::string_view kDemoSigning =
    R"([signing]                   # khoá THỬ NGHIỆM, không có giá trị pháp lý / TEST keys without legal value
level               = "B-T" # B-B, B-T, B-LT, B-LTA
# copy_form         = "BẢN SỐ HOÁ"  # thay cho lời trong [copy] appearances / instead of the policy's
release_only_passed = true  # chỉ giao bản sao đã kiểm đạt / only copies that verify leave

[signing.operator]          # người số hoá ký trước / the scan operator signs first
key             = "pki/keys/operator.p12"
passphrase_file = "pki/keys/operator.pass"

[signing.certifier]         # người chứng thực / certifying officer
key             = "pki/keys/certifier.p12"
passphrase_file = "pki/keys/certifier.pass"

[signing.agency]            # cơ quan ký sau / the agency signs last
key             = "pki/keys/agency.p12"
passphrase_file = "pki/keys/agency.pass"
algorithm       = "auto"    # auto, rsa-pss, rsa-pkcs1, ecdsa

[signing.timestamp]         # "local:" là máy cấp dấu thời gian thử nghiệm / the demo authority
urls                  = ["local:"]
local_key             = "pki/keys/tsa.p12"
local_passphrase_file = "pki/keys/tsa.pass"

[signing.revocation]        # OCSP và CRL của bộ chứng thư thử nghiệm / those of the demo PKI
local_pki = "pki"

[trust]                     # gốc tin cậy khi kiểm chữ ký / whom the verifier trusts
anchors       = ["pki/trust/root.pem"]
intermediates = ["pki/ca/issuing.pem"]
crls          = ["pki/crls"]

[secrets]                   # giấy mang dấu mật được niêm phong cho người này / sealed to this officer
officer_certificate = "pki/certs/officer.pem"
)";

constexpr std::string_view kEmptySigning = R"([signing]
level               = "B-T" # B-B, B-T, B-LT, B-LTA
# copy_form         = "BẢN SỐ HOÁ"  # thay cho lời trong [copy] appearances / instead of the policy's
release_only_passed = true  # chỉ giao bản sao đã kiểm đạt / only copies that verify leave

# [signing.operator]        # người số hoá ký trước / the scan operator signs first
# key             = "keys/operator.p12"
# passphrase_file = "keys/operator.pass"

# [signing.agency]          # cơ quan ký sau / the agency signs last
# key             = "keys/agency.p12"
# passphrase_file = "keys/agency.pass"
# algorithm       = "auto"  # auto, rsa-pss, rsa-pkcs1, ecdsa

# [signing.timestamp]       # thử lần lượt / tried in order
# urls = ["http://tsa.example.vn/"]

[trust]                     # gốc tin cậy khi kiểm chữ ký / whom the verifier trusts
anchors       = []
intermediates = []
crls          = []

[secrets]                   # giấy mang dấu mật được niêm phong cho người này / sealed to this officer
# officer_certificate = "keys/secrets-officer.pem"
)";

}  // namespace

std::string settingsTemplate(bool demo, const std::string& unit_id, const std::string& unit_name) {
  return fmt::format(fmt::runtime(kHead), fmt::arg("id", quoted(unit_id)),
                     fmt::arg("name", quoted(unit_name))) +
         std::string(demo ? kDemoSigning : kEmptySigning) + std::string(kServer);
}

}  // namespace sohoa::config

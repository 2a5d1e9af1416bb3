#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kBagThere{
    "warehouse.bag_there", Retry::kNever,
    "Thư mục đích đã có; hãy chọn thư mục chưa có để gói không lẫn với tệp khác.",
    "The folder is there already; name one that is not, so that nothing gets mixed up."};
inline constexpr ErrorCode kBadBag{
    "warehouse.bad_bag", Retry::kNever,
    "Gói lưu trữ không hợp lệ nên không nhập; hãy xem từng lỗi và xin lại gói từ nơi gửi.",
    "The package is not valid and was not taken in; see each fault and ask the sender again."};

// A file of the payload, from a file on disk or from bytes.
struct BagFile {
  std::string path;              // below data/, '/' between names, UTF-8
  std::filesystem::path source;  // empty: `bytes`
  std::string bytes;
};

using BagInfo = std::vector<std::pair<std::string, std::string>>;  // label, value; in order

struct BagContent {
  BagInfo info;
  std::vector<BagFile> payload;
};

// A rule of RFC 8493 that a folder breaks.
struct BagFault {
  std::string code;   // "no_declaration", "digest", "missing", "not_listed", …
  std::string where;  // file and line, or path, as it stands in the bag; printable
};

struct BagCheck {
  std::vector<BagFault> faults;  // empty: complete and valid (RFC 8493 section 3)
  BagInfo info;
  std::vector<std::string> payload;  // paths below data/, sorted; only of a valid bag
};

// Packages by RFC 8493 (BagIt 1.0). Safe for several threads.
class Bags {
 public:
  virtual ~Bags() = default;

  // Writes a bag with manifests of SHA-256 and SHA-512, Payload-Oxum and tag manifests. The same
  // content gives the same bytes. `folder` appears when all of it is durable. Throws
  // Error(kBagThere), Error(kIo), Error(kDiskFull).
  virtual void write(const std::filesystem::path& folder, const BagContent& content) const = 0;

  // Reads every byte and holds it against every rule. Also refused, beyond the RFC: links and
  // special files anywhere, fetch.txt, paths that leave data/, and algorithms other than SHA-256
  // and SHA-512 alone. Never follows a link. Throws Error(kIo) when the folder cannot be read.
  [[nodiscard]] virtual BagCheck check(const std::filesystem::path& folder) const = 0;
};

}  // namespace sohoa::core

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/bags.h"

// The text files of a bag (RFC 8493 section 2). Nothing here touches a disk or throws.
namespace sohoa::warehouse {

// "SHA-256" and "SHA-512" as file names have them.
enum class BagDigest { kSha256, kSha512 };
[[nodiscard]] std::string_view slug(BagDigest digest);

// CR, LF and % as %0D, %0A and %25 (section 2.1.3), and back; other escapes stay as they are.
[[nodiscard]] std::string escapedPath(std::string_view path);
[[nodiscard]] std::string unescapedPath(std::string_view path);

// Why a path may not stand in a manifest; nothing when it may. `payload`: it must lie in data/,
// else it must not. Names "." and "..", empty ones, absolute paths, backslashes as separators of
// another system, "~", control characters other than CR and LF, and bytes that are not UTF-8 are
// refused.
[[nodiscard]] std::optional<std::string> pathFault(std::string_view path, bool payload);

struct ManifestText {
  std::map<std::string, std::string> digests;  // by path, unescaped; digests in lower case
  std::vector<core::BagFault> faults;
};
// A manifest or tag manifest. `name` is told in faults.
[[nodiscard]] ManifestText parseManifest(std::string_view text, BagDigest digest, bool payload,
                                         const std::string& name);
[[nodiscard]] std::string manifestText(const std::map<std::string, std::string>& digests);

// bagit.txt: the two lines of section 2.1.1 and nothing else. Versions 0.97 and 1.0 are known.
[[nodiscard]] std::vector<core::BagFault> declarationFaults(std::string_view text);
[[nodiscard]] std::string declarationText();

struct InfoText {
  core::BagInfo info;
  std::vector<core::BagFault> faults;
};
// bag-info.txt (section 2.2.2): "Label: value", longer values go on in lines that begin with white
// space.
[[nodiscard]] InfoText parseInfo(std::string_view text);
// Values of several lines, and longer ones, are written on continued lines.
[[nodiscard]] std::string infoText(const core::BagInfo& info);

// "bytes.files" of Payload-Oxum.
struct Oxum {
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  friend bool operator==(const Oxum&, const Oxum&) = default;
};
[[nodiscard]] std::optional<Oxum> parseOxum(std::string_view text);
[[nodiscard]] std::string oxumText(const Oxum& oxum);

}  // namespace sohoa::warehouse

// Bags come from other offices. Whatever their text files hold, every path that is taken from a
// manifest stays below data/, and what was read comes back from what is written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "warehouse/bag_text.h"

namespace {

void require(bool ok) {
  if (!ok) std::abort();
}

void manifest(std::string_view text, sohoa::warehouse::BagDigest digest) {
  using namespace sohoa::warehouse;
  const auto read = parseManifest(text, digest, true, "manifest");
  for (const auto& [path, value] : read.digests) {
    require(path.starts_with("data/") && !pathFault(path, true));
    require(("/" + path + "/").find("/../") == std::string::npos);
  }
  if (!read.faults.empty()) return;
  const auto again = parseManifest(manifestText(read.digests), digest, true, "manifest");
  require(again.faults.empty() && again.digests == read.digests);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa::warehouse;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  manifest(text, BagDigest::kSha256);
  manifest(text, BagDigest::kSha512);
  const auto info = parseInfo(text);
  if (info.faults.empty()) {
    const auto again = parseInfo(infoText(info.info));
    require(again.faults.empty() && again.info.size() == info.info.size());
  }
  static_cast<void>(declarationFaults(text));
  if (const auto oxum = parseOxum(text)) require(parseOxum(oxumText(*oxum)) == oxum);
  return 0;
}

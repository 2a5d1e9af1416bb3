#include "store/s3_keys.h"

#include "core/error.h"

namespace sohoa::store {

std::string tidyS3Prefix(std::string prefix) {
  while (prefix.starts_with('/')) prefix.erase(0, 1);
  if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
  // Steps like ".." would be taken out of the address on the way.
  const auto framed = "/" + prefix;
  for (const char* wrong : {"//", "/./", "/../"}) {
    if (framed.find(wrong) == std::string::npos) continue;
    throw core::Error(core::kBadSettings, {.detail = "s3_prefix: no empty, '.' or '..' folder"});
  }
  return prefix;
}

std::string s3BlobKey(const std::string& prefix, const core::Sha256& id) {
  const std::string hex = id.hex();
  return prefix + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex;
}

}  // namespace sohoa::store

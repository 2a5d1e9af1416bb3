#include "warehouse/bag_hash.h"

#include "core/digest.h"
#include "core/file.h"
#include "core/sha512.h"

namespace sohoa::warehouse {

BagHash hashOf(int fd, const std::filesystem::path& name) {
  core::Sha256Stream sha256;
  core::Sha512Stream sha512;
  BagHash hash;
  core::readPieces(fd, name, [&](std::span<const std::uint8_t> bytes) {
    sha256.update(bytes);
    sha512.update(bytes);
    hash.size += bytes.size();
  });
  hash.sha256 = sha256.finish().hex();
  hash.sha512 = sha512.finish();
  return hash;
}

}  // namespace sohoa::warehouse

#include "warehouse/verified_copy.h"

#include <fcntl.h>

#include <cerrno>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/file.h"
#include "core/ports/errors.h"

namespace sohoa::warehouse {

void copyVerified(const std::filesystem::path& from, const core::Sha256& expected,
                  const std::filesystem::path& to) {
  const core::Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source) core::throwSystemError(from, errno);
  core::AtomicFile target(to);
  core::Sha256Stream hash;
  core::readPieces(source.get(), from, [&](std::span<const std::uint8_t> piece) {
    hash.update(piece);
    target.write(piece);
  });
  if (hash.finish() != expected) throw core::Error(core::kBlobDamaged, {.detail = expected.hex()});
  target.commit();
}

}  // namespace sohoa::warehouse

#pragma once

#include <filesystem>

#include "core/digest.h"

namespace sohoa::warehouse {

// Copies a file, checking its digest on the way; `to` gets its name only when all of it is right
// and on disk. Memory does not grow with the size. Throws Error(kBlobDamaged), Error(kIo),
// Error(kDiskFull); `to` is then what it was.
void copyVerified(const std::filesystem::path& from, const core::Sha256& expected,
                  const std::filesystem::path& to);

}  // namespace sohoa::warehouse

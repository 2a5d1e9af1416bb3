#pragma once

// Private to signing/: bytes of a signed file on their way to the disk.

#include <filesystem>

#include "core/atomic_file.h"
#include "pdf/incremental_update.h"
#include "signing/key.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

// Copies the base into the output and hashes it on the way, once, however often the increment is
// laid out anew.
class SignedOutput {
 public:
  // Throws Error(kIo) when the base is not `base_size` bytes long, and what AtomicFile throws.
  SignedOutput(const std::filesystem::path& base, std::uint64_t base_size,
               const std::filesystem::path& out, HashAlgorithm hash);

  // Of everything the increment's byte range covers.
  [[nodiscard]] Bytes digest(const pdf::Increment& increment) const;
  // Appends the increment and makes the file appear.
  void commit(const pdf::Increment& increment);

 private:
  void copy(const std::filesystem::path& base, std::uint64_t base_size);

  core::AtomicFile file_;
  MdCtxPtr base_hash_;
};

}  // namespace sohoa::signing

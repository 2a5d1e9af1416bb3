#pragma once

// Private to signing/: bytes of a signed file on their way to the disk.

#include <filesystem>
#include <map>
#include <vector>

#include "core/atomic_file.h"
#include "pdf/incremental_update.h"
#include "signing/key.h"
#include "signing/running_digest.h"

namespace sohoa::signing {

// Copies the base into the output, then takes one revision after the other. Every byte is hashed on
// the way, once for each hash function, whatever the number of signatures and however often an
// increment is laid out anew.
class SignedOutput {
 public:
  // Throws Error(kIo) when the base is not `base_size` bytes long, and what AtomicFile throws. The
  // pool outlives it.
  SignedOutput(const std::filesystem::path& base, std::uint64_t base_size,
               const std::filesystem::path& out, const std::vector<HashAlgorithm>& hashes,
               HashPool& pool);

  // Of everything the increment's byte range covers, under one of the hashes named at the start.
  [[nodiscard]] Bytes digest(const pdf::Increment& increment, HashAlgorithm hash) const;
  // The increment starts where the file ends.
  void append(const pdf::Increment& increment);
  // The file so far, to be read; it goes away unless commit() is called.
  [[nodiscard]] std::filesystem::path written() { return file_.written(); }
  // Makes the file appear.
  void commit() { file_.commit(); }

 private:
  void copy(const std::filesystem::path& base, std::uint64_t base_size);
  void take(ByteView bytes);

  core::AtomicFile file_;
  std::map<HashAlgorithm, RunningDigest> running_;
};

}  // namespace sohoa::signing

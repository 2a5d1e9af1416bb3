#pragma once

#include <filesystem>

#include "core/ports/copy_signer.h"

namespace sohoa::core {

// Makes signatures last: adds what proves them after their certificates have expired (ETSI
// EN 319 142-1 levels B-LT and B-LTA). Safe for several threads on different files.
class CopyAugmenter {
 public:
  virtual ~CopyAugmenter() = default;

  // Reads `in`, writes `out` atomically (they may be the same file); what was signed stays byte for
  // byte. B-LT adds certificates and revocation data for every signature and timestamp, B-LTA also
  // a document timestamp over all of it; on a B-LTA file it renews that protection. Throws Error;
  // Retry::kTransient when a service did not answer or its answer is not fresh enough yet.
  virtual void augment(const std::filesystem::path& in, const std::filesystem::path& out,
                       PadesLevel level) = 0;
};

}  // namespace sohoa::core

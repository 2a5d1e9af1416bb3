#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/ports/warehouse.h"

namespace sohoa::core {

// A copy on its way to somebody else's warehouse.
struct OutgoingCopy {
  SearchHit copy;
  std::filesystem::path file;  // its PDF, whose digest is copy.content
  std::uint64_t size = 0;      // bytes
  std::string key;             // the Idempotency-Key: the same at every attempt
};

// Where copies go. One thread at a time.
class Destination {
 public:
  virtual ~Destination() = default;

  // Hands the copy over and returns how the far side calls it, for the receipt. May be called again
  // for the same key whatever became of earlier attempts: the far side ends with exactly one copy.
  // Throws Error: transient when a later attempt may succeed, kConfigure when a person must mend a
  // setting first, kNever when the far side will not take this copy.
  [[nodiscard]] virtual std::string send(const OutgoingCopy& copy) = 0;
};

}  // namespace sohoa::core

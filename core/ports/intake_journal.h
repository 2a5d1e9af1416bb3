#pragma once

#include <cstdint>
#include <string>

#include "core/clock.h"
#include "core/digest.h"

namespace sohoa::core {

// One master that came in.
struct IntakeRecord {
  Sha256 sha256;
  std::uint64_t size = 0;  // bytes
  std::string batch;
  std::string path;  // as given, UTF-8 NFC
  Timestamp taken;
};

// Append-only record of every master, durable before any work on it begins. Each line carries the
// hash of the one before, so that a removed or altered line is seen. Safe for several processes.
class IntakeJournal {
 public:
  virtual ~IntakeJournal() = default;
  // On disk (fsync) when it returns.
  virtual void append(const IntakeRecord& record) = 0;
};

}  // namespace sohoa::core

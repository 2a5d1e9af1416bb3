#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/ports/outbox.h"
#include "core/ports/warehouse.h"

namespace sohoa::core {

// A copy on its way to somebody else's warehouse.
struct OutgoingCopy {
  SearchHit copy;
  std::string text;            // full text, NFC
  std::filesystem::path file;  // its PDF, whose digest is copy.content
  std::uint64_t size = 0;      // bytes
  std::string key;             // the Idempotency-Key: the same at every attempt
  std::string progress = {};   // what an earlier attempt kept
  // Keeps a note for the next attempt, durable when it returns. Tells too that the work goes on:
  // called every few minutes or more often, it keeps others from taking the copy for left behind.
  // Throws Error(kTakenOver) when somebody else has it by now: send() lets that through at once,
  // and what is sent need not be ended properly then.
  std::function<void(const std::string& progress)> keep = [](const std::string&) {};
};

// Where copies go. One thread at a time.
class Destination {
 public:
  virtual ~Destination() = default;

  // Hands the copy over and returns the far side's receipt. May be called again for the same key
  // whatever became of earlier attempts: the far side ends with exactly one copy. Throws Error:
  // transient when a later attempt may succeed, kConfigure when a person must mend a setting first,
  // kNever when the far side will not take this copy.
  [[nodiscard]] virtual Receipt send(const OutgoingCopy& copy) = 0;
};

}  // namespace sohoa::core

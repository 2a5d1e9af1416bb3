#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"

namespace sohoa::core {

// What the work store knows for reports. Safe for several threads. Throws Error(kStoreBusy).
class WorkFacts {
 public:
  virtual ~WorkFacts() = default;

  struct Times {
    std::string copy;
    Timestamp taken;      // when its file came in
    Timestamp signed_at;  // when the agency's signature was on it
  };
  // Of those copies that were made here and signed.
  [[nodiscard]] virtual std::vector<Times> times(const std::vector<std::string>& copies) const = 0;

  struct Waiting {
    std::string unit;  // of the batch; empty: the office of the home
    std::string code;
    std::int64_t count = 0;
    Timestamp oldest;
  };
  // What waits in quarantine and came there from a moment (with it) until another (without it).
  [[nodiscard]] virtual std::vector<Waiting> waiting(Timestamp from, Timestamp until) const = 0;
};

}  // namespace sohoa::core

#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace sohoa::core {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

// Where the time comes from. Implementations are safe to call from several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
};

// A clock that stands still until told otherwise.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Timestamp now) : now_(now) {}
  [[nodiscard]] Timestamp now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Timestamp now_;
};

// Vietnam has one zone and no summer time; the rules ask for ISO 8601 with +07:00.
inline constexpr std::chrono::minutes kVietnamOffset{7 * 60};

// "2026-11-22T08:30:00+07:00"; milliseconds are dropped.
[[nodiscard]] std::string formatIso8601(Timestamp time,
                                        std::chrono::minutes offset = kVietnamOffset);

// Reads what formatIso8601 writes, also with "Z" and fractions. Throws Error(kBadTime).
[[nodiscard]] Timestamp parseIso8601(std::string_view text);

}  // namespace sohoa::core

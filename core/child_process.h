#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/file.h"

namespace sohoa::core {

// Ceilings the kernel holds a child to. 0 means the parent's own.
struct ChildLimits {
  std::uint64_t address_space_bytes = 0;
  std::uint64_t cpu_seconds = 0;
  std::uint64_t file_size_bytes = 0;
  int nice = 0;
};

struct ChildResult {
  int exit_code = 0;       // of an exit, else -1
  int signal = 0;          // that ended it, else 0
  bool timed_out = false;  // killed by us
  std::string standard_output;
  std::string standard_error;  // the first 64 KiB
};

// Starts `argv` (argv[0] looked up in PATH), gives it no standard input, waits, and returns what it
// printed. The child dies with its parent thread. Output over `max_output` bytes ends it as a
// time-out would. Throws Error(kIo) when it cannot be started.
[[nodiscard]] ChildResult runChild(const std::vector<std::string>& argv, const ChildLimits& limits,
                                   std::chrono::milliseconds timeout,
                                   std::size_t max_output = 64U << 20U);

// Starts `argv` and returns at once; standard streams are shared with this process. The caller
// waits for it. The child is killed when this thread ends.
[[nodiscard]] pid_t spawnChild(const std::vector<std::string>& argv, const ChildLimits& limits);

// A child that is talked to in lines. It shares our standard error. One thread at a time.
//
// Silence and death are values: what the child does is not in our hands.
class TalkingChild {
 public:
  // Starts `argv` as runChild does. It gets SIGTERM when the thread that made it ends. Throws
  // Error(kIo) when it cannot be started.
  TalkingChild(const std::vector<std::string>& argv, const ChildLimits& limits);
  // Closes its standard input, and ends it (SIGTERM, then SIGKILL) if it does not end by itself
  // within `kGrace`.
  ~TalkingChild();
  TalkingChild(const TalkingChild&) = delete;
  TalkingChild& operator=(const TalkingChild&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Sends one line. False when the child does not read any more.
  [[nodiscard]] bool say(const std::string& line);

  enum class Heard { kLine, kSilence, kEnd };
  // Waits for one line and leaves its newline out. kEnd: it closed its output, or sent a line of
  // more than kLongestLine bytes.
  [[nodiscard]] Heard hear(std::string& line, std::chrono::milliseconds patience);

  // SIGTERM now; SIGKILL when that does not help within kGrace.
  void stop();

  static constexpr std::chrono::milliseconds kGrace{3'000};
  static constexpr std::size_t kLongestLine = 1U << 20U;

 private:
  [[nodiscard]] bool endsWithin(std::chrono::milliseconds time) const;
  void reap();

  pid_t pid_ = -1;
  Fd in_;   // theirs to read
  Fd out_;  // ours to read
  std::string heard_;
};

}  // namespace sohoa::core

#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

}  // namespace sohoa::core

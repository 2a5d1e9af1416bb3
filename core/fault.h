#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"

// Places between two durable steps where a test can make this process die, stop, wait, or see a
// write fail. One of the few things that belong to the process and not to an object: the points lie
// in every folder, and the processes to be tested are started by others (docs/adr/0028).
namespace sohoa::core {

inline constexpr ErrorCode kBadFaults{
    "core.bad_faults", Retry::kConfigure,
    "Lỗi thử nghiệm (SOHOA_FAULTS) không hợp lệ hoặc kho này không cho phép; hãy bỏ biến này đi.",
    "The faults to try out (SOHOA_FAULTS) are not valid, or this home does not allow them; unset "
    "the variable."};

namespace faults {
inline std::atomic<bool> armed{false};
int hit(std::string_view point, std::int64_t subject);
}  // namespace faults

// What the step named `point` is to fail with: an errno, or 0. One load of a flag when nothing is
// armed, nothing at all when built with SOHOA_FAULT_POINTS off. `subject` tells apart the rows a
// point is passed for. Safe from several threads.
[[nodiscard]] inline int faultAt([[maybe_unused]] std::string_view point,
                                 [[maybe_unused]] std::int64_t subject = 0) {
#ifndef SOHOA_NO_FAULT_POINTS
  if (faults::armed.load(std::memory_order_relaxed)) [[unlikely]] {
    return faults::hit(point, subject);
  }
#endif
  return 0;
}

// A point where only the process can fail.
inline void crashPoint(std::string_view point, std::int64_t subject = 0) {
  static_cast<void>(faultAt(point, subject));
}

// Arms the points of this process from a JSON object; an empty text disarms them:
//   {"trace": FILE, "rules": [{"at": POINT, "subject": 7, "hit": 3, "do": WHAT, "ms": 500,
//                              "once": FILE, "while": FILE}]}
// `trace` gets a line "POINT SUBJECT" for each point passed. A rule acts at each passing of its
// point ("blob.*" names all that start so), or only for one subject, or only at the n-th passing;
// with `once` only the process that can create that file, with `while` only as long as the file
// exists. WHAT is crash (SIGKILL), abort, stop (SIGSTOP), delay, memory (allocates until it is
// refused), enospc, eio. Throws Error(kBadFaults), also where the points are not built in.
void armFaults(const std::string& json);

}  // namespace sohoa::core

#pragma once

#include <cstddef>
#include <functional>

namespace sohoa::cli {

// Calls work(i) for every i below `count` from up to `threads` threads, in order of i; returns when
// all are done. `work` must not throw. Stops handing out when the user interrupts.
void forEachParallel(std::size_t count, std::size_t threads,
                     const std::function<void(std::size_t)>& work);

}  // namespace sohoa::cli

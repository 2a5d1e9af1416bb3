#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/clock.h"

namespace sohoa::pipeline {

// How fast batches get on, from what was seen of them in the last minutes. Safe for several
// threads.
class Pace {
 public:
  // So many pages of the batch are done now. Returns pages a minute; nothing before enough time has
  // passed to tell.
  [[nodiscard]] std::optional<double> note(const std::string& batch, int pages_done,
                                           core::Timestamp now);
  // Nothing of it is at work any more.
  void forget(const std::string& batch);

 private:
  struct Sight {
    core::Timestamp at;
    int pages = 0;
  };
  std::mutex mutex_;
  std::map<std::string, std::deque<Sight>> seen_;
};

}  // namespace sohoa::pipeline

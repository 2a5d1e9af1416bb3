#pragma once

#include <chrono>
#include <cstddef>
#include <semaphore>

#include "core/error.h"

namespace sohoa::core {

// Work of which only so much may go on at a time, because each takes much memory or time. Threads:
// any.
class Seats {
 public:
  explicit Seats(std::ptrdiff_t count) : free_(count) {}

  // One seat, while it lives.
  class Seat {
   public:
    // Waits for `patience` at most: who waits holds a thread that others need. Throws `refusal`.
    Seat(Seats& seats, const Error& refusal,
         std::chrono::milliseconds patience = std::chrono::seconds(5))
        : free_(seats.free_) {
      if (!free_.try_acquire_for(patience)) throw refusal;
    }
    ~Seat() { free_.release(); }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

   private:
    std::counting_semaphore<>& free_;
  };

 private:
  std::counting_semaphore<> free_;
};

}  // namespace sohoa::core

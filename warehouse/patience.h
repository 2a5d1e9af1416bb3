#pragma once

#include <chrono>
#include <functional>

namespace sohoa::warehouse {

// How often an attempt goes on by itself after a fault that may pass, before the outbox takes over.
struct Retries {
  int attempts = 5;                      // in a row without getting any further
  std::chrono::milliseconds first{250};  // the pause doubles from here, with a random share taken
  std::chrono::milliseconds longest{4000};
  // Lets the time pass; the thread sleeps when empty.
  std::function<void(std::chrono::milliseconds)> sleep = {};
};

// Pauses that grow and scatter. One thread at a time.
class Patience {
 public:
  explicit Patience(const Retries& retries) : retries_(retries) {}
  // Lets a pause pass; false when it is at its end.
  [[nodiscard]] bool again();
  // Something was got through: it is whole again.
  void refresh() { failures_ = 0; }

 private:
  const Retries& retries_;
  int failures_ = 0;
};

}  // namespace sohoa::warehouse

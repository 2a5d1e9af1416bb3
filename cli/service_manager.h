#pragma once

#include <chrono>
#include <string>

namespace sohoa::cli {

// What the service manager wants to know (sd_notify(3)). Does nothing when there is none.
class ServiceManager {
 public:
  ServiceManager();

  void ready(const std::string& status) const;
  void stopping() const;
  // To be called often by what must not stand still; tells at most twice in the time that the
  // manager allows between two signs of life.
  void alive();

 private:
  void tell(const std::string& state) const;

  std::string address_;
  std::chrono::microseconds patience_{0};
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace sohoa::cli

#pragma once

#include "cli/home.h"
#include "core/error.h"
#include "core/file.h"

namespace sohoa::cli {

inline constexpr core::ErrorCode kHomeInUse{
    "cli.home_in_use", core::Retry::kConfigure,
    "Còn chương trình Sohoa khác đang chạy trên thư mục này (serve, watch, scan, deliver, …); hãy "
    "dừng chúng trước.",
    "Other programs of Sohoa run on this home (serve, watch, scan, deliver, …); stop them first."};
inline constexpr core::ErrorCode kHomeMoving{
    "cli.home_moving", core::Retry::kTransient,
    "Kho đang được chuyển sang nơi khác (sohoa migrate); hãy đợi xong rồi chạy lại.",
    "The store is being moved elsewhere (sohoa migrate); wait until that is done, then run again."};

// Every program that runs on a home holds its lock (flock of run/home.lock, which the kernel drops
// with the process) together with the others; who must have the home for itself takes it alone.
class HomeLock {
 public:
  // Nothing is locked where there is no home, or none to write to. Throws Error(kHomeMoving) while
  // another has it alone.
  explicit HomeLock(const Home& home);

  // Until the process ends. Throws Error(kHomeInUse), which names the processes.
  void takeAlone();

 private:
  std::filesystem::path path_;
  core::Fd fd_;
};

}  // namespace sohoa::cli

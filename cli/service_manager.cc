#include "cli/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "core/file.h"

namespace sohoa::cli {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

}  // namespace

ServiceManager::ServiceManager() : address_(variable("NOTIFY_SOCKET")) {
  const auto watched = variable("WATCHDOG_PID");
  if (watched.empty() || watched == std::to_string(::getpid())) {
    patience_ =
        std::chrono::microseconds(std::strtoll(variable("WATCHDOG_USEC").c_str(), nullptr, 10));
  }
}

void ServiceManager::ready(const std::string& status) const { tell("READY=1\nSTATUS=" + status); }

void ServiceManager::stopping() const { tell("STOPPING=1"); }

void ServiceManager::alive() {
  const auto now = std::chrono::steady_clock::now();
  if (patience_.count() == 0 || now - told_ < patience_ / 3) return;
  told_ = now;
  tell("WATCHDOG=1");
}

void ServiceManager::tell(const std::string& state) const {
  sockaddr_un name{};
  if (address_.empty() || address_.size() >= sizeof name.sun_path) return;
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, address_.data(), address_.size());
  if (name.sun_path[0] == '@') name.sun_path[0] = '\0';  // an abstract address
  const core::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  // A manager that does not listen is no reason to stop.
  static_cast<void>(::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&name), length));  // NOLINT
}

}  // namespace sohoa::cli

#include "signing/pin.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>

#include "core/file.h"
#include "signing/errors.h"
#include "signing/key_files.h"

namespace sohoa::signing {
namespace {

constexpr std::size_t kLongestPin = 256;

// Switches the echo off as long as it lives.
class Silence {
 public:
  explicit Silence(int terminal) : terminal_(terminal) {
    if (::tcgetattr(terminal_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    active_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
  }
  ~Silence() {
    if (active_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  [[nodiscard]] bool active() const { return active_; }

 private:
  int terminal_;
  termios before_{};
  bool active_ = false;
};

std::string readLine(int terminal) {
  std::string line;
  char byte = 0;
  while (line.size() < kLongestPin && ::read(terminal, &byte, 1) == 1 && byte != '\n') {
    line += byte;
  }
  return line;
}

}  // namespace

PinSource pinFromFile(std::filesystem::path file) {
  return [file = std::move(file)] { return readPassphrase(file); };
}

PinSource pinFromCredential(std::string name) {
  return [name = std::move(name)] {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || !std::filesystem::exists(std::filesystem::path(folder) / name)) {
      throw core::Error(kPinUnavailable, {.detail = "no credential " + name});
    }
    return readPassphrase(std::filesystem::path(folder) / name);
  };
}

PinSource pinFromTerminal(std::string question) {
  return [question = std::move(question)] {
    const core::Fd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
    if (!terminal) throw core::Error(kPinUnavailable, {.detail = "no terminal to ask on"});
    const Silence silence(terminal.get());
    if (!silence.active()) throw core::Error(kPinUnavailable, {.detail = "the terminal echoes"});
    const std::string prompt = question + ": ";
    core::writeAll(terminal.get(),
                   {reinterpret_cast<const std::uint8_t*>(prompt.data()), prompt.size()},
                   "/dev/tty");
    auto pin = readLine(terminal.get());
    const std::uint8_t line_end = '\n';
    core::writeAll(terminal.get(), {&line_end, 1}, "/dev/tty");
    return pin;
  };
}

}  // namespace sohoa::signing

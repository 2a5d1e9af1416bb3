#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace sohoa::conformance {

// A child process running `body`, with a pipe that carries its lines to the test. It exits 0, or 1
// after naming the cause on stderr when `body` throws; it never returns into the test program.
class ForkedProcess {
 public:
  explicit ForkedProcess(const std::function<void(int out)>& body) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork");
    if (pid_ == 0) {
      ::close(ends[0]);
      int code = 0;
      try {
        body(ends[1]);
      } catch (const std::exception& error) {
        std::cerr << "in the child process: " << error.what() << '\n';
        code = 1;
      }
      ::_exit(code);
    }
    ::close(ends[1]);
    in_ = ends[0];
  }
  ~ForkedProcess() {
    ::close(in_);
    if (pid_ > 0) killHard();
  }
  ForkedProcess(const ForkedProcess&) = delete;
  ForkedProcess& operator=(const ForkedProcess&) = delete;

  // The next line it printed, without the line end; empty at its end.
  std::string line() {
    std::string text;
    for (char c = 0; ::read(in_, &c, 1) == 1 && c != '\n';) text += c;
    return text;
  }
  std::vector<std::string> linesToEnd() {
    std::vector<std::string> all;
    for (auto text = line(); !text.empty(); text = line()) all.push_back(text);
    return all;
  }
  void killHard() {
    ::kill(pid_, SIGKILL);
    static_cast<void>(exitCode());
  }
  // Waits until it has stopped itself (SIGSTOP).
  void waitUntilStopped() const { ::waitpid(pid_, nullptr, WUNTRACED); }
  void goOn() const { ::kill(pid_, SIGCONT); }
  // Waits for it. -1 when a signal ended it.
  int exitCode() {
    int status = 0;
    if (pid_ > 0) ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  int in_ = -1;
};

// From inside a child: one line, written in one piece.
inline void say(int out, const std::string& text) {
  const std::string line = text + "\n";
  if (::write(out, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(2);
}

}  // namespace sohoa::conformance

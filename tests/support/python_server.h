#pragma once

#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/child_process.h"
#include "core/file.h"

namespace sohoa::test {

// A Python script of the tests that serves on a free port of this machine. The script opens the
// FIFO named by its first argument when it listens and writes its port there.
class PythonServer {
 public:
  explicit PythonServer(const std::filesystem::path& script,
                        const std::vector<std::string>& arguments = {}) {
    const std::filesystem::path ready = folder_.path() / "ready";
    ::mkfifo(ready.c_str(), 0600);
    std::vector<std::string> argv{"python3", script, ready};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    pid_ = core::spawnChild(argv, {});
    port_ = core::readText(ready);  // returns when the script has written and closed it
  }
  ~PythonServer() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  PythonServer(const PythonServer&) = delete;
  PythonServer& operator=(const PythonServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + port_ + path;
  }

 private:
  core::TemporaryFolder folder_;
  pid_t pid_ = -1;
  std::string port_;
};

}  // namespace sohoa::test

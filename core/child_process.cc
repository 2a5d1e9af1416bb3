#include "core/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::core {
namespace {

struct Pipe {
  Fd read;
  Fd write;
};

Pipe makePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw Error(kIo, {.detail = std::string("pipe: ") + std::strerror(errno)});
  }
  return {Fd(ends[0]), Fd(ends[1])};
}

void limit(int resource, std::uint64_t value) {
  if (value == 0) return;
  const rlimit wanted{value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &wanted);
}

// Only calls that are safe between fork and exec.
[[noreturn]] void becomeChild(char* const* argv, const ChildLimits& limits, pid_t parent,
                              int failure_fd) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  limit(RLIMIT_AS, limits.address_space_bytes);
  limit(RLIMIT_CPU, limits.cpu_seconds);
  limit(RLIMIT_FSIZE, limits.file_size_bytes);
  limit(RLIMIT_CORE, 0);
  if (limits.nice != 0) static_cast<void>(::setpriority(PRIO_PROCESS, 0, limits.nice));
  ::execvp(argv[0], argv);
  const int error = errno;
  static_cast<void>(!::write(failure_fd, &error, sizeof error));
  ::_exit(127);
}

pid_t start(const std::vector<std::string>& argv, const ChildLimits& limits, int out, int err) {
  std::vector<char*> raw;
  for (const auto& arg : argv) raw.push_back(const_cast<char*>(arg.c_str()));
  raw.push_back(nullptr);
  Pipe failure = makePipe();
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw Error(kIo, {.detail = std::string("fork: ") + std::strerror(errno)});
  if (pid == 0) {
    ::dup2(null.get(), STDIN_FILENO);
    if (out >= 0) ::dup2(out, STDOUT_FILENO);
    if (err >= 0) ::dup2(err, STDERR_FILENO);
    becomeChild(raw.data(), limits, parent, failure.write.get());
  }
  failure.write = Fd();
  int error = 0;
  if (::read(failure.read.get(), &error, sizeof error) == sizeof error) {
    ::waitpid(pid, nullptr, 0);
    throw Error(kIo, {.detail = argv.front() + ": " + std::strerror(error)});
  }
  return pid;
}

// Appends what is ready; false at the end of the stream.
bool drain(int fd, std::string& into, std::size_t keep) {
  char buffer[65536];
  const auto count = ::read(fd, buffer, sizeof buffer);
  if (count <= 0) return count < 0 && errno == EINTR;
  const auto room = keep > into.size() ? keep - into.size() : 0;
  into.append(buffer, std::min(room, static_cast<std::size_t>(count)));
  return true;
}

}  // namespace

ChildResult runChild(const std::vector<std::string>& argv, const ChildLimits& limits,
                     std::chrono::milliseconds timeout, std::size_t max_output) {
  Pipe out = makePipe();
  Pipe err = makePipe();
  const pid_t pid = start(argv, limits, out.write.get(), err.write.get());
  out.write = Fd();
  err.write = Fd();
  ChildResult result;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  bool out_open = true;
  bool err_open = true;
  while (out_open || err_open) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0 || result.standard_output.size() > max_output) {
      result.timed_out = true;
      ::kill(pid, SIGKILL);
      break;
    }
    pollfd fds[2] = {{out_open ? out.read.get() : -1, POLLIN, 0},
                     {err_open ? err.read.get() : -1, POLLIN, 0}};
    if (::poll(fds, 2, static_cast<int>(std::min<long long>(left.count(), 60000))) < 0) continue;
    if (fds[0].revents != 0) {
      out_open = drain(out.read.get(), result.standard_output, max_output + 1);
    }
    if (fds[1].revents != 0) err_open = drain(err.read.get(), result.standard_error, 65536);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return result;
}

pid_t spawnChild(const std::vector<std::string>& argv, const ChildLimits& limits) {
  return start(argv, limits, -1, -1);
}

}  // namespace sohoa::core

#include "core/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"

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

// As makePipe(), but writing to a reader that is gone raises no SIGPIPE.
Pipe makeQuietPipe() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw Error(kIo, {.detail = std::string("socketpair: ") + std::strerror(errno)});
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
                              int death_signal, int failure_fd) {
  ::prctl(PR_SET_PDEATHSIG, death_signal);
  if (::getppid() != parent) ::_exit(127);
  limit(RLIMIT_AS, limits.address_space_bytes);
  limit(RLIMIT_CPU, limits.cpu_seconds);
  limit(RLIMIT_FSIZE, limits.file_size_bytes);
  limit(RLIMIT_CORE, 0);
  if (limits.nice != 0) static_cast<void>(::setpriority(PRIO_PROCESS, 0, limits.nice));
  // Whatever some library opened without saying that children must not have it.
  static_cast<void>(::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC));
  ::execvp(argv[0], argv);
  const int error = errno;
  static_cast<void>(!::write(failure_fd, &error, sizeof error));
  ::_exit(127);
}

struct Streams {  // -1: nothing to read, and our own to write to
  int in = -1;
  int out = -1;
  int err = -1;
};

pid_t start(const std::vector<std::string>& argv, const ChildLimits& limits, Streams streams,
            int death_signal = SIGKILL) {
  std::vector<char*> raw;
  for (const auto& arg : argv) raw.push_back(const_cast<char*>(arg.c_str()));
  raw.push_back(nullptr);
  Pipe failure = makePipe();
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw Error(kIo, {.detail = std::string("fork: ") + std::strerror(errno)});
  if (pid == 0) {
    ::dup2(streams.in >= 0 ? streams.in : null.get(), STDIN_FILENO);
    if (streams.out >= 0) ::dup2(streams.out, STDOUT_FILENO);
    if (streams.err >= 0) ::dup2(streams.err, STDERR_FILENO);
    becomeChild(raw.data(), limits, parent, death_signal, failure.write.get());
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
  const pid_t pid = start(argv, limits, {-1, out.write.get(), err.write.get()});
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
  return start(argv, limits, {});
}

TalkingChild::TalkingChild(const std::vector<std::string>& argv, const ChildLimits& limits) {
  Pipe in = makeQuietPipe();
  Pipe out = makePipe();
  pid_ = start(argv, limits, {in.read.get(), out.write.get(), -1}, SIGTERM);
  in_ = std::move(in.write);
  out_ = std::move(out.read);
}

TalkingChild::~TalkingChild() {
  in_ = Fd();
  if (!endsWithin(kGrace)) stop();
  reap();
}

bool TalkingChild::say(const std::string& line) {
  const std::string whole = line + "\n";
  for (std::size_t sent = 0; sent < whole.size();) {
    const auto count = ::send(in_.get(), whole.data() + sent, whole.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

TalkingChild::Heard TalkingChild::hear(std::string& line, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto end = heard_.find('\n');
    if (end != std::string::npos) {
      line = heard_.substr(0, end);
      heard_.erase(0, end + 1);
      return Heard::kLine;
    }
    if (heard_.size() > kLongestLine) return Heard::kEnd;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Heard::kSilence;
    pollfd fd{out_.get(), POLLIN, 0};
    if (::poll(&fd, 1, static_cast<int>(std::min<long long>(left.count(), 60'000))) <= 0) continue;
    if (!drain(out_.get(), heard_, kLongestLine + 1)) return Heard::kEnd;
  }
}

void TalkingChild::stop() {
  ::kill(pid_, SIGTERM);
  if (!endsWithin(kGrace)) ::kill(pid_, SIGKILL);
}

// Leaves the child to be reaped, so that its number stays its own until then.
bool TalkingChild::endsWithin(std::chrono::milliseconds time) const {
  const auto deadline = std::chrono::steady_clock::now() + time;
  for (;;) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG) != 0) {
      return true;
    }
    if (info.si_pid == pid_) return true;
    if (std::chrono::steady_clock::now() >= deadline) return false;
    ::poll(nullptr, 0, 5);
  }
}

void TalkingChild::reap() {
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace sohoa::core

#pragma once

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/child_process.h"
#include "core/digest.h"
#include "core/file.h"

namespace sohoa::test {

// A PostgreSQL server of this test program's own: a new cluster in a temporary folder, reached
// through a socket there and nowhere else. Started on first use, gone with the program. A test
// program run by root lets the user "postgres" run it, since the server refuses root. Its files are
// not synced to disk: no test cuts the power.
class PostgresServer {
 public:
  static PostgresServer& shared() {
    static PostgresServer server;
    return server;
  }
  ~PostgresServer() {
    if (::getpid() == owner_) stop(SIGQUIT);
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The database that belongs to a test's folder, made when absent, also for a process forked from
  // the test's. Those of folders that are gone are dropped.
  std::string databaseOf(const std::filesystem::path& folder) {
    const auto name = "t" + core::sha256(folder.string()).hex().substr(0, 20);
    for (auto known = databases_.begin(); known != databases_.end();) {
      if (std::filesystem::exists(known->second)) {
        ++known;
        continue;
      }
      tool({"dropdb", "--force", "--if-exists"}, known->first);
      known = databases_.erase(known);
    }
    const auto mark = folder / "database";
    if (!std::filesystem::exists(mark)) {
      // Of processes that do so at once, one makes it and the others find it there.
      tool({"createdb", "--template=template0", "--encoding=UTF8", "--locale=C"}, name);
      core::writeFileAtomically(mark, name);
    }
    databases_.emplace(name, folder);
    return url(name);
  }
  [[nodiscard]] std::string url(const std::string& database) const {
    return "postgresql:///" + database + "?host=" + folder_.path().string() + "&user=sohoa";
  }

  // Ends every connection; SIGINT: in good order, SIGQUIT: as a crash would.
  void stop(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  void start() {
    const auto ready = folder_.path() / "ready";
    std::filesystem::remove(ready);
    const core::Fd ear(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ready.string().copy(address.sun_path, sizeof address.sun_path - 1);
    if (::bind(ear.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("bind");
    }
    giveToServer(ready);
    auto argv = asServer();
    const std::vector<std::string> command = {
        "env",         "NOTIFY_SOCKET=" + ready.string(), tools_ / "postgres", "-D", data(), "-k",
        folder_.path()};
    argv.insert(argv.end(), command.begin(), command.end());
    for (const char* setting :
         {"listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=60",
          "shared_buffers=64MB", "log_min_messages=fatal", "deadlock_timeout=200ms"}) {
      argv.insert(argv.end(), {"-c", setting});
    }
    pid_ = core::spawnChild(argv, {});
    // The server says on its own when it takes connections (systemd's protocol).
    for (std::string word; word.find("READY=1") == std::string::npos;) {
      word.resize(256);
      const auto size = ::recv(ear.get(), word.data(), word.size(), 0);
      word.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
      if (::waitpid(pid_, nullptr, WNOHANG) != 0) throw std::runtime_error("no PostgreSQL");
    }
  }

 private:
  PostgresServer() : owner_(::getpid()), tools_(findTools()) {
    giveToServer(folder_.path());
    auto argv = asServer();
    argv.insert(argv.end(), {(tools_ / "initdb").string(), "-D", data(), "-U", "sohoa", "-A",
                             "trust", "-E", "UTF8", "--locale=C", "--no-sync"});
    const auto made = core::runChild(argv, {}, std::chrono::minutes(2));
    if (made.exit_code != 0) throw std::runtime_error("initdb: " + made.standard_error);
    start();
  }

  static std::filesystem::path findTools() {
    std::vector<std::filesystem::path> found;
    for (const auto& each : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
      if (std::filesystem::exists(each.path() / "bin/initdb")) found.push_back(each.path() / "bin");
    }
    if (found.empty()) throw std::runtime_error("package postgresql is not installed");
    return *std::max_element(found.begin(), found.end());
  }
  [[nodiscard]] std::string data() const { return (folder_.path() / "data").string(); }

  static bool asRoot() { return ::geteuid() == 0; }
  static std::vector<std::string> asServer() {
    if (!asRoot()) return {"setpriv", "--pdeathsig=QUIT"};
    return {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
            "--pdeathsig=QUIT"};
  }
  static void giveToServer(const std::filesystem::path& path) {
    if (!asRoot()) return;
    const auto* user = ::getpwnam("postgres");
    if (user == nullptr || ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("no user postgres");
    }
  }
  void tool(std::vector<std::string> argv, const std::string& database) const {
    argv[0] = (tools_ / argv[0]).string();
    argv.insert(argv.end(), {"-h", folder_.path().string(), "-U", "sohoa", database});
    static_cast<void>(core::runChild(argv, {}, std::chrono::minutes(1)));
  }

  pid_t owner_;
  core::TemporaryFolder folder_;
  std::filesystem::path tools_;
  pid_t pid_ = -1;
  std::map<std::string, std::filesystem::path> databases_;
};

}  // namespace sohoa::test

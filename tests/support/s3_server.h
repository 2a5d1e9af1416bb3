#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "core/child_process.h"

namespace sohoa::test {

// A real S3 server on this machine; see s3_server.py. It takes some ten seconds to start, so that a
// test program has one for all its tests. It goes with this object, and when the program dies.
class S3Server {
 public:
  static constexpr const char* kAccessKey = "SOHOATESTKEY";
  static constexpr const char* kSecret = "a-secret/of+the tests=";

  S3Server()
      : child_({"python3", std::string(SOHOA_SOURCE_DIR) + "/tests/support/s3_server.py"}, {}) {
    const std::string line = answer();
    if (!line.starts_with("ready ")) throw std::runtime_error("no S3 server: " + line);
    port_ = line.substr(6);
  }

  // The one of this program, started on first use.
  static S3Server& shared() {
    static S3Server server;
    return server;
  }

  [[nodiscard]] std::string endpoint(const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + port_;
  }
  // Dies as by a power failure. What was stored is there again after start().
  void kill() { order("kill"); }
  // Returns when it answers.
  void start() { order("start"); }

 private:
  std::string answer() {
    std::string line;
    const auto heard = child_.hear(line, std::chrono::minutes(4));
    return heard == core::TalkingChild::Heard::kLine ? line : "it ended";
  }
  void order(const std::string& word) {
    if (!child_.say(word) || answer() != "done") throw std::runtime_error("S3 server: " + word);
  }

  core::TalkingChild child_;
  std::string port_;
};

}  // namespace sohoa::test

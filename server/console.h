#pragma once

#include <span>
#include <string_view>

#include "server/message.h"

namespace sohoa::server {

// A file of the console (server/web), as it was built into the program.
struct ConsoleFile {
  std::string_view path;  // "/assets/index-B1c2.js"
  std::string_view media_type;
  std::span<const std::uint8_t> gzip;  // RFC 1952
  std::string_view etag;               // strong, quoted
  bool immutable = false;              // its name holds a digest of what is in it
};
[[nodiscard]] std::span<const ConsoleFile> consoleFiles();

// The console before the API: its files and, for addresses of its screens, its page. Everything
// else is passed on. Answers to GET and HEAD only; needs nobody's account, since the files hold
// nothing but the program. Thread-safe.
class Console final : public Application {
 public:
  // `api` outlives it.
  explicit Console(Application& api) : api_(api) {}
  [[nodiscard]] std::unique_ptr<Exchange> open(Request request) override;

 private:
  Application& api_;
};

}  // namespace sohoa::server

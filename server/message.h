#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/file.h"

namespace sohoa::server {

// The head of a request, as it came in.
struct Request {
  std::string method;
  std::string target;                          // path and query, undecoded
  std::map<std::string, std::string> headers;  // names in lower case; repeated ones joined by ", "
  std::string address;                         // of the client; see Proxies
  bool encrypted = false;                      // came over TLS
  // SHA-256 of the DER of the client's certificate, base64url (RFC 8705 section 3.1); empty: none.
  std::string certificate;
  std::optional<std::uint64_t> length;  // of the body, when the client said it
  bool chunked = false;                 // a body of unknown length follows

  [[nodiscard]] std::string header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string() : found->second;
  }
  [[nodiscard]] bool hasBody() const { return chunked || length.value_or(0) > 0; }
};

// A part of a file that goes out as it is.
struct FilePart {
  std::shared_ptr<core::Fd> file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// Gives what is to be told next, or nothing for now. `last`: nothing follows.
struct Event {
  std::string text;  // empty: nothing new
  bool last = false;
};
using EventSource = std::function<Event()>;

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<FilePart> file;  // instead of `body`
  EventSource events;            // instead of both: a stream that is asked again and again
  std::chrono::milliseconds event_pause{1000};
  bool close = false;  // no further request on this connection

  void set(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
  }
};

// One request from its head to its answer. Used by one thread at a time; may block.
class Exchange {
 public:
  virtual ~Exchange() = default;

  // An answer that needs no body: nothing is read, and receive() and finish() are not called.
  [[nodiscard]] virtual std::optional<Response> early() { return std::nullopt; }
  // The body piece by piece. An answer stops it there.
  [[nodiscard]] virtual std::optional<Response> receive(std::span<const std::uint8_t> piece) = 0;
  // The body is complete, or there is none. When the line breaks before, the exchange is destroyed
  // without this call.
  [[nodiscard]] virtual Response finish() = 0;
  // The answer is out, or the line broke on the way.
  virtual void sent(int status, std::uint64_t bytes) = 0;
};

// What answers requests. Called by several threads at once; never throws.
class Application {
 public:
  virtual ~Application() = default;
  [[nodiscard]] virtual std::unique_ptr<Exchange> open(Request request) = 0;
};

}  // namespace sohoa::server

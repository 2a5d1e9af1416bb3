#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "server/forwarded.h"
#include "server/message.h"

namespace sohoa::server {

struct TlsFiles {
  std::filesystem::path certificate;   // PEM chain; empty: plain HTTP
  std::filesystem::path key;           // PEM
  std::filesystem::path client_roots;  // PEM; empty: no certificate is asked for
};

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  TlsFiles tls = {};
  Proxies proxies = {};  // trusted to say where a request came from
  int io_threads = 2;
  int workers = 32;  // threads that answer; they may block
  // Requests for this target are answered by a thread of their own, which nothing else holds up.
  std::string urgent_target = {};
  std::size_t most_connections = 1024;
  std::size_t most_header_bytes = 16U << 10U;
  std::chrono::milliseconds header_time{10000};  // from the first byte to the end of the head
  std::chrono::milliseconds idle_time{60000};    // between two requests
  // A body or an answer may take this long, and on top what its bytes need at `slowest`.
  std::chrono::milliseconds transfer_time{30000};
  std::uint64_t slowest_bytes_per_second = 8U << 10U;
  // Told of what never became a request: the peer's address and why in one word ("handshake",
  // "head", "length", "body", "slow", "full"). Called by several threads at once; must not throw.
  std::function<void(const std::string& address, std::string_view why)> on_refused = {};
};

// Numbers of now and since the start.
struct HttpServerLoad {
  std::uint64_t connections = 0;
  std::uint64_t refused_connections = 0;  // over the limit
  std::uint64_t broken_requests = 0;      // no HTTP, too large a head, too slow
};

// HTTP/1.1 (RFC 9112) over TCP or TLS 1.2 and later: keep-alive, Expect: 100-continue, chunked
// bodies; no pipelining beyond one request at a time, no trailers, no upgrade. A request whose
// length can be read in two ways is refused (RFC 9112 section 6.3). Bodies are handed on in pieces
// and never collected; files go out by sendfile or in pieces.
class HttpServer {
 public:
  // Listens when it returns. `application` outlives the server. Throws Error(kCannotListen),
  // Error(kBadTls).
  HttpServer(HttpServerOptions options, Application& application);
  ~HttpServer();  // stops without waiting

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] HttpServerLoad load() const;

  // Reads certificate and key again; connections that are open keep theirs. Throws Error(kBadTls)
  // and keeps the old ones.
  void renewTls();

  // Takes no more connections, ends idle ones, lets running requests come to their end for at most
  // `patience`; then closes what is left. Returns when all is closed.
  void drain(std::chrono::milliseconds patience);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::server

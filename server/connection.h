#pragma once

// Private to server/: one connection, over plain TCP or TLS.

#include <utility>  // before Asio 1.74: g++ 12 misses std::exchange there

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include "server/http_server.h"

namespace sohoa::server {

namespace asio = boost::asio;
using Socket =
    asio::basic_stream_socket<asio::ip::tcp, asio::strand<asio::io_context::executor_type>>;

// Open connections, so that a drain can reach them.
class Connections {
 public:
  // Called on the connection's strand: ends it if it is idle, or at once when `force`.
  using Stop = std::function<void(bool force)>;

  // False: the house is full, or no new guests are let in.
  bool enter(std::size_t most, Stop stop, std::list<Stop>::iterator& place);
  void leave(std::list<Stop>::iterator place);
  void stopAll(bool force);
  // Waits until none is left or the time is up. True: none is left.
  bool waitUntilEmpty(std::chrono::milliseconds patience);
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] bool stopping() const { return stopping_; }
  void close() { stopping_ = true; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::list<Stop> stops_;
  std::atomic<bool> stopping_ = false;
};

// What connections share.
struct Floor {
  const HttpServerOptions& options;
  Application& application;
  asio::thread_pool& workers;
  asio::thread_pool& urgent;  // for HttpServerOptions::urgent_target
  Connections& connections;
  std::atomic<std::uint64_t>& refused;
  std::atomic<std::uint64_t>& broken;
};

// Serves the connection until it ends. `tls` is null for plain TCP. Never throws.
void serveConnection(Socket socket, std::shared_ptr<asio::ssl::context> tls, const Floor& floor);

}  // namespace sohoa::server

#include "server/http_server.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <signal.h>

#include <atomic>
#include <thread>
#include <vector>

#include "server/connection.h"
#include "server/errors.h"

namespace sohoa::server {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

std::shared_ptr<asio::ssl::context> makeTls(const TlsFiles& files) {
  if (files.certificate.empty()) return nullptr;
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  try {
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    context->use_certificate_chain_file(files.certificate.string());
    context->use_private_key_file(files.key.string(), asio::ssl::context::pem);
    if (!files.client_roots.empty()) {
      context->load_verify_file(files.client_roots.string());
      // Asked for, not insisted on: whose token is bound to a certificate must show it.
      context->set_verify_mode(asio::ssl::verify_peer);
      SSL_CTX_set_client_CA_list(context->native_handle(),
                                 SSL_load_client_CA_file(files.client_roots.c_str()));
    }
    // Resumed sessions need an id context where clients are verified.
    SSL_CTX_set_session_id_context(context->native_handle(),
                                   reinterpret_cast<const unsigned char*>("sohoa"), 5);  // NOLINT
  } catch (const boost::system::system_error& error) {
    throw core::Error(kBadTls,
                      {.file = files.certificate.string(), .detail = error.code().message()});
  }
  return context;
}

}  // namespace

struct HttpServer::State {
  State(HttpServerOptions chosen, Application& answering)
      : options(std::move(chosen)),
        application(answering),
        workers(static_cast<std::size_t>(options.workers)),
        acceptor(asio::make_strand(io)),
        retry(acceptor.get_executor()),
        tls(makeTls(options.tls)),
        floor{options, application, workers, urgent, connections, refused, broken} {}

  void listen() {
    error_code ec;
    const auto address = asio::ip::make_address(options.address, ec);
    const tcp::endpoint endpoint(address, options.port);
    if (!ec) acceptor.open(endpoint.protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor.bind(endpoint, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) {
      throw core::Error(
          kCannotListen,
          {.detail = options.address + ":" + std::to_string(options.port) + ": " + ec.message()});
    }
    ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
    port = acceptor.local_endpoint().port();
  }

  void accept() {
    acceptor.async_accept(asio::make_strand(io), [this](error_code ec, Socket socket) {
      if (ec == asio::error::operation_aborted || !acceptor.is_open()) return;
      if (!ec) {
        serveConnection(std::move(socket), std::atomic_load(&tls), floor);
        accept();
        return;
      }
      // No descriptor is free, for example: one that is given back helps, trying at once does not.
      retry.expires_after(std::chrono::milliseconds(50));
      retry.async_wait([this](error_code waited) {
        if (!waited) accept();
      });
    });
  }

  void run() {
    for (int i = 0; i < options.io_threads; ++i) {
      threads.emplace_back([this] {
        // sendfile() to a client that is gone raises it, and cannot be told not to.
        sigset_t broken_pipe;
        sigemptyset(&broken_pipe);
        sigaddset(&broken_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
        io.run();
      });
    }
  }

  void stop() {
    connections.close();
    asio::post(acceptor.get_executor(), [this] {
      error_code ignored;
      acceptor.close(ignored);
      retry.cancel();
    });
  }

  HttpServerOptions options;
  Application& application;
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> guard = asio::make_work_guard(io);
  asio::thread_pool workers;
  asio::thread_pool urgent{1};
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  std::shared_ptr<asio::ssl::context> tls;
  Connections connections;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> broken = 0;
  Floor floor;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
};

HttpServer::HttpServer(HttpServerOptions options, Application& application)
    : state_(std::make_unique<State>(std::move(options), application)) {
  state_->listen();
  state_->accept();
  state_->run();
}

HttpServer::~HttpServer() {
  drain(std::chrono::milliseconds(0));
  // A worker may still answer a connection that is gone; its result has nowhere to go.
  state_->workers.join();
  state_->urgent.join();
  state_->guard.reset();
  for (auto& thread : state_->threads) thread.join();
}

std::uint16_t HttpServer::port() const { return state_->port; }

HttpServerLoad HttpServer::load() const {
  return {state_->connections.count(), state_->refused, state_->broken};
}

void HttpServer::renewTls() { std::atomic_store(&state_->tls, makeTls(state_->options.tls)); }

void HttpServer::drain(std::chrono::milliseconds patience) {
  state_->stop();
  state_->connections.stopAll(false);
  if (state_->connections.waitUntilEmpty(patience)) return;
  state_->connections.stopAll(true);
  static_cast<void>(state_->connections.waitUntilEmpty(std::chrono::seconds(5)));
}

}  // namespace sohoa::server

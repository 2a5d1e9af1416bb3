#include "server/connection.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "core/digest.h"
#include "core/text.h"
#include "core/unique_handle.h"
#include "server/base64.h"

namespace sohoa::server {

namespace beast = boost::beast;
namespace http = beast::http;
using asio::awaitable;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using TlsStream = asio::ssl::stream<Socket>;

namespace {

constexpr std::size_t kPiece = 64U << 10U;
constexpr std::size_t kHeadPiece = 8U << 10U;
constexpr std::uint64_t kMostDiscarded = 1U << 20U;
constexpr auto kLinger = std::chrono::seconds(2);
constexpr std::chrono::seconds kSilence{15};  // then a comment keeps proxies from closing a stream

using X509Ptr = core::UniqueHandle<X509, &X509_free>;

std::string thumbprint(TlsStream& stream) {
  const X509Ptr certificate(SSL_get1_peer_certificate(stream.native_handle()));
  if (!certificate) return {};
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  if (size <= 0) return {};
  const auto digest =
      core::sha256(std::span<const std::uint8_t>(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return base64Url(digest.bytes());
}

Response refusal(int status) {
  Response response;
  response.status = status;
  response.close = true;
  response.set("Content-Type", "application/problem+json");
  response.body = R"({"type":"about:blank","status":)" + std::to_string(status) + "}";
  return response;
}

// Fields that must not come twice: their second reading is how requests are smuggled.
bool mayRepeat(http::field name) {
  return name != http::field::host && name != http::field::content_length &&
         name != http::field::transfer_encoding && name != http::field::authorization &&
         name != http::field::content_type;
}

template <class Stream>
class Session : public std::enable_shared_from_this<Session<Stream>> {
 public:
  Session(Stream stream, std::shared_ptr<asio::ssl::context> tls, const Floor& floor)
      : stream_(std::move(stream)),
        tls_(std::move(tls)),
        floor_(floor),
        watchdog_(stream_.get_executor()),
        pause_(stream_.get_executor()),
        // Beast limits the head, but no extension of a chunk and no trailer.
        buffer_(floor.options.most_header_bytes + kPiece) {}

  void start() {
    error_code ec;
    address_ = socket().remote_endpoint(ec).address().to_string(ec);
    auto self = this->shared_from_this();
    const auto stop = [weak = this->weak_from_this()](bool force) {
      if (auto one = weak.lock()) {
        asio::post(one->stream_.get_executor(), [one, force] { one->stop(force); });
      }
    };
    if (!floor_.connections.enter(floor_.options.most_connections, stop, place_)) {
      ++floor_.refused;
      entered_ = false;
    }
    asio::co_spawn(
        stream_.get_executor(), [self] { return self->serve(); },
        [self](const std::exception_ptr&) { self->end(); });
  }

 private:
  Socket& socket() {
    if constexpr (kEncrypted)
      return stream_.next_layer();
    else
      return stream_;
  }
  static constexpr bool kEncrypted = std::is_same_v<Stream, TlsStream>;

  void closeSocket() {
    error_code ignored;
    socket().close(ignored);
  }
  void stop(bool force) {
    if (force || idle_) closeSocket();
  }
  void end() {
    watchdog_.cancel();
    closeSocket();
    if (std::exchange(entered_, false)) floor_.connections.leave(place_);
  }
  // The connection is closed when this time comes before the next call.
  void until(Clock::time_point time) {
    watchdog_.expires_at(time);
    watchdog_.async_wait([weak = this->weak_from_this()](error_code ec) {
      const auto self = weak.lock();
      if (ec || !self || self->watchdog_.expiry() > Clock::now()) return;
      self->late_ = true;
      self->closeSocket();
    });
  }
  void within(std::chrono::milliseconds time) { until(Clock::now() + time); }
  // While this server works, no time runs against the client.
  void untilFurtherNotice() { watchdog_.expires_at(Clock::time_point::max()); }

  void refuse(std::string_view why) {
    ++floor_.broken;
    tell(late_ ? "slow" : why);
  }
  // On a worker: whoever listens may write it down.
  void tell(std::string_view why) {
    if (!floor_.options.on_refused) return;
    asio::post(floor_.workers,
               [told = floor_.options.on_refused, address = address_, why] { told(address, why); });
  }

  static auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

  template <class Work>
  auto onWorkers(Work work) -> awaitable<decltype(work())> {
    using Result = decltype(work());
    untilFurtherNotice();
    return asio::co_spawn(
        (urgent_ ? floor_.urgent : floor_.workers).get_executor(),
        [work = std::move(work)]() mutable -> awaitable<Result> { co_return work(); },
        asio::use_awaitable);
  }

  awaitable<void> serve() {
    error_code ec;
    within(floor_.options.header_time);
    if constexpr (kEncrypted) {
      if (!entered_) {  // a handshake costs more than the answer is worth
        tell("full");
        co_return;
      }
      co_await stream_.async_handshake(asio::ssl::stream_base::server, into(ec));
      if (ec) {
        refuse("handshake");
        co_return;
      }
    }
    if (!entered_) {
      tell("full");
      co_await answer(refusal(503), {.keep = false});
      co_await linger();
      co_return;
    }
    while (co_await serveOne()) {
    }
    co_await linger();
  }

  // False: the connection ends.
  awaitable<bool> serveOne() {
    if (buffer_.size() == 0 && !co_await firstByte()) co_return false;
    within(floor_.options.header_time);
    http::request_parser<http::buffer_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(floor_.options.most_header_bytes));
    // The exchange counts; no limit at all is not understood by Beast 1.74.
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    if (const auto ec = co_await head(parser); ec) {
      if (ec != http::error::end_of_stream) refuse("head");
      const bool of_http = ec.category() == make_error_code(http::error::bad_method).category();
      if (of_http && ec != http::error::end_of_stream && ec != http::error::partial_message) {
        co_await answer(refusal(ec == http::error::header_limit ? 431 : 400), {.keep = false});
      }
      co_return false;
    }
    Request request;
    if (const int status = readHead(parser, request); status != 0) {
      refuse("length");
      co_await answer(refusal(status), {.keep = false});
      co_return false;
    }
    co_return co_await exchange(parser, std::move(request));
  }

  // Reads up to the end of the head. Beast 1.74 limits each field but not all of them together.
  awaitable<error_code> head(http::request_parser<http::buffer_body>& parser) {
    std::size_t taken = 0;
    for (;;) {
      error_code ec;
      const auto count = parser.put(buffer_.data(), ec);
      buffer_.consume(count);
      taken += count;
      const bool more = ec == http::error::need_more;
      if (taken + (more ? buffer_.size() : 0) > floor_.options.most_header_bytes) {
        co_return http::error::header_limit;
      }
      if (!more) co_return ec;
      buffer_.commit(co_await stream_.async_read_some(buffer_.prepare(kHeadPiece), into(ec)));
      if (ec == asio::error::eof) {
        co_return parser.got_some() ? http::error::partial_message : http::error::end_of_stream;
      }
      if (ec) co_return ec;
    }
  }

  awaitable<bool> firstByte() {
    if (floor_.connections.stopping()) co_return false;
    error_code ec;
    idle_ = true;
    within(floor_.options.idle_time);
    const auto count = co_await stream_.async_read_some(buffer_.prepare(kHeadPiece), into(ec));
    idle_ = false;
    buffer_.commit(count);
    co_return !ec;
  }

  // 0, or the status of a refusal.
  int readHead(const http::request_parser<http::buffer_body>& parser, Request& request) {
    const auto& head = parser.get();
    if (head.version() != 10 && head.version() != 11) return 505;
    request.method = std::string(head.method_string());
    request.target = std::string(head.target());
    for (const auto& field : head) {
      auto name = core::toLower(std::string(field.name_string()));
      const std::string value(field.value());
      const auto [place, fresh] = request.headers.emplace(std::move(name), value);
      if (fresh) continue;
      if (!mayRepeat(field.name())) return 400;
      place->second += ", " + value;
    }
    // An empty field is one, and "5, 5" is two lengths, though Beast lets both pass.
    if (request.headers.count("transfer-encoding") != 0 &&
        (core::toLower(request.header("transfer-encoding")) != "chunked" || head.version() == 10)) {
      return 400;
    }
    const auto length = request.header("content-length");
    if (request.headers.count("content-length") != 0 &&
        (length.empty() || length.find_first_not_of("0123456789") != std::string::npos)) {
      return 400;
    }
    if (head.version() == 11 && request.header("host").empty()) return 400;
    request.chunked = parser.chunked();
    if (const auto told = parser.content_length()) request.length = *told;
    if (request.chunked && request.length) return 400;
    request.address = floor_.options.proxies.origin(address_, request.header("x-forwarded-for"));
    if constexpr (kEncrypted) {
      request.encrypted = true;
      request.certificate = thumbprint(stream_);
    }
    return 0;
  }

  awaitable<bool> exchange(http::request_parser<http::buffer_body>& parser, Request request) {
    const bool head_only = request.method == "HEAD";
    const bool expects =
        parser.get().version() == 11 && core::toLower(request.header("expect")) == "100-continue";
    const bool has_body = request.hasBody();
    urgent_ = request.target == floor_.options.urgent_target;
    // Answers are HTTP/1.1, which tells a client of before nothing about keeping the line.
    bool keep = parser.keep_alive() && parser.get().version() == 11;
    auto current = co_await onWorkers(
        [this, &request] { return floor_.application.open(std::move(request)); });
    auto response = co_await onWorkers([&] { return current->early(); });
    bool unread = has_body;
    if (!response && has_body) {
      if (expects && !co_await goOn()) co_return false;
      bool whole = false;
      response = co_await body(parser, *current, whole);
      if (!response && !whole) co_return false;
      unread = !whole;
    }
    if (!response) response = co_await onWorkers([&] { return std::optional(current->finish()); });
    keep = keep && !unread && !response->close && !floor_.connections.stopping();
    const int status = response->status;
    const auto [bytes, ok] = co_await answer(std::move(*response), {head_only, keep});
    co_await onWorkers([&current, status, count = bytes] {
      current->sent(status, count);
      current.reset();
      return true;
    });
    co_return ok&& keep;
  }

  awaitable<bool> goOn() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code ec;
    within(floor_.options.transfer_time);
    co_await asio::async_write(stream_, asio::buffer(kContinue), into(ec));
    co_return !ec;
  }

  awaitable<std::optional<Response>> body(http::request_parser<http::buffer_body>& parser,
                                          Exchange& current, bool& whole) {
    std::vector<std::uint8_t> piece(kPiece);
    auto start = Clock::now();
    std::uint64_t received = 0;
    for (;;) {
      // At its pace on the whole, and never silent for long: a line can be dead without saying so.
      until(std::min(start + allowed(received), Clock::now() + floor_.options.transfer_time));
      auto& target = parser.get().body();
      target.data = piece.data();
      target.size = piece.size();
      target.more = true;
      error_code ec;
      co_await http::async_read(stream_, buffer_, parser, into(ec));
      const auto count = piece.size() - target.size;
      received += count;
      if (count > 0) {
        const auto handed = Clock::now();
        auto response =
            co_await onWorkers([&] { return current.receive(std::span(piece.data(), count)); });
        if (response) co_return response;
        start += Clock::now() - handed;
      }
      if (ec && ec != http::error::need_buffer) {
        refuse("body");
        // What is no body by the rules of HTTP is told; a broken line is not there to be told.
        if (!late_ && ec.category() == make_error_code(http::error::bad_chunk).category() &&
            ec != http::error::partial_message && ec != http::error::end_of_stream) {
          co_return refusal(400);
        }
        co_return std::nullopt;
      }
      if (parser.is_done()) {
        whole = true;
        co_return std::nullopt;
      }
    }
  }

  [[nodiscard]] std::chrono::milliseconds allowed(std::uint64_t bytes) const {
    const auto& options = floor_.options;
    return options.transfer_time +
           std::chrono::milliseconds(1000 * bytes / options.slowest_bytes_per_second);
  }

  struct Manner {
    bool head_only = false;
    bool keep = true;
  };
  struct Sent {
    std::uint64_t bytes = 0;
    bool ok = false;
  };

  awaitable<Sent> answer(Response response, Manner manner) {
    http::response<http::empty_body> head;
    head.version(11);
    head.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) head.insert(name, value);
    head.keep_alive(manner.keep);
    const std::uint64_t length = response.file ? response.file->length : response.body.size();
    const bool bare = response.status == 204 || response.status == 304;
    if (response.events) {
      head.chunked(true);
    } else if (!bare) {
      head.content_length(length);
    }
    error_code ec;
    until(Clock::now() + allowed(response.file ? 0 : length));
    const bool with_body = !manner.head_only && !bare;
    http::response_serializer<http::empty_body> serializer(head);
    if (with_body && !response.events && !response.file) {
      // One write for head and body, so that small answers leave in one packet.
      co_return co_await small(serializer, response.body);
    }
    co_await http::async_write_header(stream_, serializer, into(ec));
    if (ec || !with_body) co_return Sent{0, !ec};
    if (response.events) co_return co_await events(response.events, response.event_pause);
    co_return co_await file(*response.file);
  }

  awaitable<Sent> small(http::response_serializer<http::empty_body>& serializer,
                        const std::string& body) {
    error_code ec;
    std::string out;
    serializer.split(true);
    while (!serializer.is_header_done()) {
      serializer.next(ec, [&](error_code& inner, const auto& buffers) {
        inner = {};
        for (auto it = asio::buffer_sequence_begin(buffers);
             it != asio::buffer_sequence_end(buffers); ++it) {
          const asio::const_buffer one(*it);
          out.append(static_cast<const char*>(one.data()), one.size());
        }
        serializer.consume(asio::buffer_size(buffers));
      });
      if (ec) co_return Sent{};
    }
    const std::array<asio::const_buffer, 2> parts{asio::buffer(out), asio::buffer(body)};
    co_await asio::async_write(stream_, parts, into(ec));
    co_return Sent{body.size(), !ec};
  }

  awaitable<Sent> file(const FilePart& part) {
    if constexpr (kEncrypted)
      return pieces(part);
    else
      return kernel(part);
  }

  // From the page cache to the socket without passing through this program.
  awaitable<Sent> kernel(const FilePart& part) {
    auto offset = static_cast<off_t>(part.offset);
    std::uint64_t left = part.length;
    const auto start = Clock::now();
    error_code ec;
    socket().native_non_blocking(true, ec);
    while (left > 0 && !ec && socket().is_open()) {
      const auto count = ::sendfile(socket().native_handle(), part.file->get(), &offset,
                                    std::min<std::uint64_t>(left, 1U << 20U));
      if (count > 0) {
        left -= static_cast<std::uint64_t>(count);
      } else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        until(std::min(start + allowed(part.length - left),
                       Clock::now() + floor_.options.transfer_time));
        co_await socket().async_wait(asio::ip::tcp::socket::wait_write, into(ec));
      } else {
        break;  // shorter than its row says, or the line is gone
      }
    }
    co_return Sent{part.length - left, left == 0};
  }

  awaitable<Sent> pieces(const FilePart& part) {
    std::vector<std::uint8_t> piece(kPiece);
    std::uint64_t sent = 0;
    const auto start = Clock::now();
    while (sent < part.length) {
      const auto most = std::min<std::uint64_t>(piece.size(), part.length - sent);
      const auto count =
          ::pread(part.file->get(), piece.data(), most, static_cast<off_t>(part.offset + sent));
      if (count <= 0) break;
      error_code ec;
      until(start + allowed(sent));
      co_await asio::async_write(
          stream_, asio::buffer(piece.data(), static_cast<std::size_t>(count)), into(ec));
      if (ec) break;
      sent += static_cast<std::uint64_t>(count);
    }
    co_return Sent{sent, sent == part.length};
  }

  awaitable<Sent> events(EventSource& source, std::chrono::milliseconds pause) {
    Sent out;
    std::chrono::milliseconds silent{0};
    error_code ec;
    for (bool last = false; !last && !ec;) {
      auto event = co_await onWorkers([&] { return source(); });
      last = event.last || floor_.connections.stopping();
      silent += pause;
      if (event.text.empty() && silent >= kSilence) event.text = ":\n\n";
      if (!event.text.empty()) {
        silent = std::chrono::milliseconds(0);
        within(floor_.options.transfer_time);
        co_await asio::async_write(stream_, http::make_chunk(asio::buffer(event.text)), into(ec));
        out.bytes += event.text.size();
      }
      if (last || ec) break;
      untilFurtherNotice();
      pause_.expires_after(pause);
      co_await pause_.async_wait(into(ec));
    }
    if (!ec) {
      within(floor_.options.transfer_time);
      co_await asio::async_write(stream_, http::make_chunk_last(), into(ec));
    }
    out.ok = !ec;
    co_return out;
  }

  // Closing while the client still sends would make its system throw our answer away.
  awaitable<void> linger() {
    error_code ec;
    within(kLinger);
    if constexpr (kEncrypted) {
      co_await stream_.async_shutdown(into(ec));
    } else {
      socket().shutdown(Socket::shutdown_send, ec);
    }
    std::vector<std::uint8_t> piece(kPiece);
    for (std::uint64_t discarded = 0; !ec && discarded < kMostDiscarded;) {
      discarded += co_await socket().async_read_some(asio::buffer(piece), into(ec));
    }
  }

  Stream stream_;
  std::shared_ptr<asio::ssl::context> tls_;
  Floor floor_;
  asio::steady_timer watchdog_;
  asio::steady_timer pause_;
  beast::flat_buffer buffer_;
  std::list<Connections::Stop>::iterator place_;
  std::string address_;  // of the peer; known also when the line is gone
  bool entered_ = true;
  bool idle_ = false;
  bool urgent_ = false;  // the request in hand
  bool late_ = false;
};

}  // namespace

bool Connections::enter(std::size_t most, Stop stop, std::list<Stop>::iterator& place) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || stops_.size() >= most) return false;
  stops_.push_back(std::move(stop));
  place = std::prev(stops_.end());
  return true;
}

void Connections::leave(std::list<Stop>::iterator place) {
  const std::lock_guard lock(mutex_);
  stops_.erase(place);
  if (stops_.empty()) left_.notify_all();
}

void Connections::stopAll(bool force) {
  const std::lock_guard lock(mutex_);
  for (const auto& stop : stops_) stop(force);
}

bool Connections::waitUntilEmpty(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, patience, [&] { return stops_.empty(); });
}

std::size_t Connections::count() const {
  const std::lock_guard lock(mutex_);
  return stops_.size();
}

void serveConnection(Socket socket, std::shared_ptr<asio::ssl::context> tls, const Floor& floor) {
  error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  // Workers are started while this is open and must not keep it so.
  ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  if (tls) {
    TlsStream stream(std::move(socket), *tls);
    std::make_shared<Session<TlsStream>>(std::move(stream), std::move(tls), floor)->start();
  } else {
    std::make_shared<Session<Socket>>(std::move(socket), nullptr, floor)->start();
  }
}

}  // namespace sohoa::server

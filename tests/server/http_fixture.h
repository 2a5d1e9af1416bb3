#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <string>

#include "core/file.h"
#include "core/text.h"
#include "server/http_server.h"

namespace sohoa::server {

// What happened, in order, for a test that waits for it. Gives up after a minute.
template <class T>
class Happenings {
 public:
  void tell(T one) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(one));
    told_.notify_all();
  }
  T next() {
    std::unique_lock lock(mutex_);
    if (!told_.wait_for(lock, std::chrono::minutes(1), [&] { return !all_.empty(); })) {
      throw std::runtime_error("nothing happened");
    }
    auto one = std::move(all_.front());
    all_.pop_front();
    return one;
  }

 private:
  std::mutex mutex_;
  std::condition_variable told_;
  std::deque<T> all_;
};

struct SentAnswer {
  int status = 0;
  std::uint64_t bytes = 0;
};

// Answers by the target: /hello, /echo, /count, /none, /same, /refused, /limited, /wait, /file,
// /events, /who.
class TinyApplication final : public Application {
 public:
  static constexpr std::uint64_t kLimit = 100'000;  // of a body of /limited

  std::unique_ptr<Exchange> open(Request request) override {
    ++opened;
    return std::make_unique<One>(*this, std::move(request));
  }
  void release() {
    released = true;
    released.notify_all();
  }

  std::filesystem::path file;
  std::atomic<int> opened = 0;
  std::atomic<bool> released = false;
  Happenings<std::string> waiting;  // a request came to /wait
  Happenings<SentAnswer> sent;
  Happenings<std::string> gone;  // exchanges that ended, by target

 private:
  class One final : public Exchange {
   public:
    One(TinyApplication& house, Request request) : house_(house), request_(std::move(request)) {}
    ~One() override { house_.gone.tell(request_.target); }

    std::optional<Response> early() override {
      if (request_.target != "/refused") return std::nullopt;
      return of("no", 403);
    }
    std::optional<Response> receive(std::span<const std::uint8_t> piece) override {
      count_ += piece.size();
      if (request_.target == "/limited" && count_ > kLimit) return of("too large", 413);
      if (request_.target == "/echo") body_.append(piece.begin(), piece.end());
      return std::nullopt;
    }
    Response finish() override {
      const auto& target = request_.target;
      if (target == "/echo") return of(body_);
      if (target == "/count" || target == "/limited") return of(std::to_string(count_));
      if (target == "/none") return of("", 204);
      if (target == "/same") return of("", 304);
      if (target == "/head") return of(request_.method + " " + request_.header("x-folded"));
      if (target == "/from") return of(request_.address);
      if (target == "/who") {
        return of((request_.encrypted ? "tls " : "plain ") + request_.certificate);
      }
      if (target == "/wait") {
        house_.waiting.tell(target);
        house_.released.wait(false);
      }
      if (target == "/file") return ofFile();
      if (target == "/events") {
        Response response;
        response.set("Content-Type", "text/event-stream");
        response.events = [] { return Event{"data: x\n\n", false}; };
        return response;
      }
      return of("hello");
    }
    void sent(int status, std::uint64_t bytes) override { house_.sent.tell({status, bytes}); }

   private:
    static Response of(std::string body, int status = 200) {
      Response response;
      response.status = status;
      response.body = std::move(body);
      return response;
    }
    Response ofFile() {
      auto open = std::make_shared<core::Fd>(::open(house_.file.c_str(), O_RDONLY | O_CLOEXEC));
      Response response;
      response.file = FilePart{std::move(open), 0, std::filesystem::file_size(house_.file)};
      return response;
    }
    TinyApplication& house_;
    Request request_;
    std::string body_;
    std::uint64_t count_ = 0;
  };
};

struct HttpAnswer {
  int status = 0;
  std::string head;
  std::string body;
  [[nodiscard]] bool says(const std::string& line) const {
    return core::toLower(head).find(core::toLower("\r\n" + line + "\r\n")) != std::string::npos;
  }
};

// A client that sends what it is told, right or wrong.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) {
      ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    const timeval patience{60, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int fd() const { return fd_.get(); }

  // False: the other side takes no more.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const auto count = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  // Up to `most` bytes; "" at the end of the line, orderly or not.
  std::string some(std::size_t most = 65536) {
    std::string piece(most, '\0');
    const auto count = ::recv(fd_.get(), piece.data(), piece.size(), 0);
    if (count < 0 && errno == EAGAIN) throw std::runtime_error("the server neither spoke nor left");
    piece.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return piece;
  }
  std::string toEnd() {
    std::string all = std::exchange(pending_, {});
    for (auto piece = some(); !piece.empty(); piece = some()) all += piece;
    return all;
  }
  // The head up to and with its empty line; "" when the line ended before.
  std::string head() {
    for (;;) {
      const auto end = pending_.find("\r\n\r\n");
      if (end != std::string::npos) {
        auto head = pending_.substr(0, end + 4);
        pending_.erase(0, end + 4);
        return head;
      }
      const auto piece = some();
      if (piece.empty()) return {};
      pending_ += piece;
    }
  }
  HttpAnswer answer(bool with_body = true) {
    HttpAnswer answer;
    answer.head = head();
    if (answer.head.size() < 12) return answer;
    answer.status = std::stoi(answer.head.substr(9, 3));
    const auto lower = core::toLower(answer.head);
    const auto length = lower.find("\r\ncontent-length: ");
    std::size_t due = 0;
    if (with_body && length != std::string::npos) due = std::stoul(lower.substr(length + 18));
    while (pending_.size() < due) {
      const auto piece = some();
      if (piece.empty()) break;
      pending_ += piece;
    }
    answer.body = pending_.substr(0, due);
    pending_.erase(0, due);
    return answer;
  }
  HttpAnswer ask(const std::string& request) {
    send(request);
    return answer();
  }
  HttpAnswer get(const std::string& target) {
    return ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  // Whether the other side has ended the line by now or does so within `milliseconds`.
  [[nodiscard]] bool endedWithin(int milliseconds) const {
    pollfd one{fd_.get(), POLLIN, 0};
    if (::poll(&one, 1, milliseconds) <= 0) return false;
    char c = 0;
    return ::recv(fd_.get(), &c, 1, MSG_PEEK) <= 0;
  }
  // Ends the line so that the other side's next write fails.
  void vanish() {
    const linger now{1, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    fd_ = core::Fd();
  }

 private:
  core::Fd fd_;
  bool connected_ = false;
  std::string pending_;
};

// The most memory this process ever held, MiB; 0 under sanitizers, which hold much of their own.
inline std::size_t mostMemory() {
#ifdef SOHOA_SANITIZED
  return 0;
#endif
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stoul(line.substr(6)) / 1024;
  }
  return 0;
}

class HttpServerTest : public testing::Test {
 protected:
  HttpServer& serve(HttpServerOptions options = {}) {
    server_.emplace(std::move(options), application_);
    return *server_;
  }
  RawClient client(int receive_buffer = 0) { return RawClient(server_->port(), receive_buffer); }
  void makeFile(std::uint64_t size) {
    application_.file = folder_.path() / "file";
    std::ofstream out(application_.file, std::ios::binary);
    std::string piece(1U << 20U, '\0');
    for (std::size_t i = 0; i < piece.size(); ++i) piece[i] = static_cast<char>(i * 31 % 251);
    for (std::uint64_t left = size; left > 0;) {
      const auto count = std::min<std::uint64_t>(left, piece.size());
      out.write(piece.data(), static_cast<std::streamsize>(count));
      left -= count;
    }
  }

  core::TemporaryFolder folder_;
  TinyApplication application_;
  std::optional<HttpServer> server_;
};

}  // namespace sohoa::server

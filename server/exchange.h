#pragma once

#include <chrono>

#include "core/error.h"
#include "server/api_state.h"
#include "server/uri.h"

namespace sohoa::server {

// Private to server/: one request of the API, from the door to the log.
class ApiExchange final : public Exchange {
 public:
  ApiExchange(Api::State& state, Request request);
  ~ApiExchange() override;

  [[nodiscard]] std::optional<Response> early() override;
  [[nodiscard]] std::optional<Response> receive(std::span<const std::uint8_t> piece) override;
  [[nodiscard]] Response finish() override;
  void sent(int status, std::uint64_t bytes) override;

 private:
  void letIn();
  void findRoute(const Target& target);
  void authenticate();
  void admitClient(std::string_view token);
  void admitOperator();
  void requireRole() const;
  void limit();
  void askPurpose();
  void checkBody();
  [[nodiscard]] Response answered(const std::function<Response()>& work);
  [[nodiscard]] Response finished(Response response);
  void logAccess(int status);

  Api::State& state_;
  Call call_;
  const Route* route_ = nullptr;
  std::string allowed_;  // methods of the path, when another was asked for
  std::unique_ptr<BodySink> sink_;
  std::string body_;
  std::uint64_t received_ = 0;
  std::string trace_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace sohoa::server

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/error.h"
#include "core/ports/destination.h"
#include "core/ports/http_client.h"
#include "net/curl_http_client.h"

namespace sohoa::conformance {

inline constexpr core::ErrorCode kDeadLine{"test.dead_line", core::Retry::kTransient, "", ""};

// The line to the far side, with faults on the way there and back.
class WatchedLine final : public core::HttpClient {
 public:
  core::HttpResponse send(const core::HttpRequest& request) override {
    if (before) before(request);
    auto answer = client_.send(request);
    if (after) after(request);
    if (instead && request.url.ends_with("/copies")) return instead(answer);
    return answer;
  }
  std::function<void(const core::HttpRequest&)> before;
  std::function<void(const core::HttpRequest&)> after;
  // Of what is answered to the handing over of a copy.
  std::function<core::HttpResponse(core::HttpResponse)> instead;

 private:
  net::CurlHttpClient client_;
};

// Somebody who takes copies.
class FarHouse {
 public:
  virtual ~FarHouse() = default;
  // That tries each request once only.
  [[nodiscard]] virtual std::unique_ptr<core::Destination> destination(core::HttpClient& line) = 0;
  // What is there: the SHA-256 of the PDF by the copy's id, once for each time it stands there.
  [[nodiscard]] virtual std::multimap<std::string, std::string> copies() = 0;
};

}  // namespace sohoa::conformance

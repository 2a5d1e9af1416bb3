#pragma once

#include <string>

#include "core/clock.h"
#include "core/ports/http_client.h"

namespace sohoa::warehouse {

// The account at a service's authorisation server. The secret is never printed or logged.
struct OauthAccount {
  std::string token_url;
  std::string client;
  std::string secret;
  std::string scope = {};  // empty: none is asked for
};

// Access tokens by client credentials (RFC 6749 section 4.4), each used until shortly before its
// end. One thread at a time.
class AccessTokens {
 public:
  // `http` and `clock` outlive this.
  AccessTokens(core::HttpClient& http, OauthAccount account, const core::Clock& clock)
      : http_(http), account_(std::move(account)), clock_(clock) {}

  // "Bearer …". Throws the HTTP client's errors, Error(kFarCredentials), Error(kFarUnavailable),
  // Error(kFarBadAnswer).
  [[nodiscard]] std::string authorization();
  // The service did not take the token: the next one is asked for anew.
  void forget() { token_.clear(); }

 private:
  core::HttpClient& http_;
  OauthAccount account_;
  const core::Clock& clock_;
  std::string token_;
  core::Timestamp expires_;
};

}  // namespace sohoa::warehouse

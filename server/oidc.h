#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "core/clock.h"
#include "core/error.h"
#include "core/ports/http_client.h"

namespace sohoa::server {

inline constexpr core::ErrorCode kBadProvider{
    "access.bad_provider", core::Retry::kTransient,
    "Nhà cung cấp đăng nhập không trả lời đúng chuẩn OpenID Connect; hãy kiểm tra [server.oidc] "
    "hoặc thử lại sau.",
    "The identity provider does not answer as OpenID Connect has it; check [server.oidc] or try "
    "again later."};

struct OidcOptions {
  std::string issuer;
  std::string client_id;
  std::string client_secret = {};     // empty: a public client
  std::string redirect = {};          // address of the callback, as browsers see it
  std::string claim = "sub";          // that names the operator
  std::chrono::seconds life{600};     // to log in at the provider
  std::chrono::seconds cached{3600};  // what the provider says of itself
  std::chrono::seconds skew{60};      // between its clock and ours
};

// Login at an identity provider: OpenID Connect Core 1.0 section 3.1, the code flow, with PKCE
// (RFC 7636), state and nonce. Logins under way are held in memory: the callback comes to the
// process that sent the browser away. Safe for several threads.
class OidcLogin {
 public:
  // Throws Error(kBadSettings) unless issuer and redirect are https or on this very machine.
  OidcLogin(core::HttpClient& http, const core::Clock& clock, OidcOptions options);

  struct Start {
    std::string url;      // where the browser goes
    std::string browser;  // what it must hold when it comes back
  };
  // Throws Error(kBadProvider) and what the HTTP client throws.
  [[nodiscard]] Start start();
  // Who came back: the claim that names the person. Each state is good once, at the browser that it
  // was given to. Throws Error(kBadLogin), Error(kBadProvider), and what the HTTP client throws.
  [[nodiscard]] std::string finish(const std::string& state, const std::string& code,
                                   const std::string& issuer, const std::string& browser);

  [[nodiscard]] const OidcOptions& options() const { return options_; }

 private:
  struct Pending {
    std::string nonce;
    std::string verifier;
    std::string browser;
    core::Timestamp ends;
  };
  struct Provider {
    std::string authorization;
    std::string token;
    std::string keys_url;
    nlohmann::json keys;
    core::Timestamp fetched;
  };
  [[nodiscard]] Provider provider(bool fresh_keys);
  [[nodiscard]] nlohmann::json fetched(const core::HttpRequest& request) const;
  [[nodiscard]] std::string idToken(const Provider& provider, const std::string& code,
                                    const std::string& verifier) const;
  [[nodiscard]] nlohmann::json claimsOf(const std::string& token);
  void requireRight(const nlohmann::json& claims, const Pending& pending) const;
  // An address of the provider: https, or on this very machine where the issuer is.
  [[nodiscard]] std::string endpoint(const nlohmann::json& document, const char* name) const;

  core::HttpClient& http_;
  const core::Clock& clock_;
  OidcOptions options_;
  std::mutex mutex_;
  std::map<std::string, Pending> pending_;  // by state
  std::optional<Provider> provider_;
};

}  // namespace sohoa::server

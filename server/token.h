#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace sohoa::server {

inline constexpr std::string_view kReceiptType = "receipt+jwt";

// What an access token says.
struct TokenClaims {
  std::string client;
  std::string certificate;  // thumbprint it is bound to (RFC 8705 section 3); empty: none
  core::Timestamp expires;
};

// Access tokens as JWT (RFC 7519, RFC 9068 in spirit) signed by ES256, the one algorithm that is
// taken. Roles are not in the token: an account that loses one loses it at once. Safe for several
// threads.
class TokenMint {
 public:
  // With the keys of TokenKeys; throws as that does.
  TokenMint(const std::filesystem::path& key, std::string issuer, const core::Clock& clock);
  ~TokenMint();

  [[nodiscard]] std::string issue(const std::string& client, const std::string& certificate,
                                  std::chrono::seconds life) const;
  // Nothing unless the token is ours, whole, in time and for this API.
  [[nodiscard]] std::optional<TokenClaims> read(std::string_view token) const;
  // A statement of this warehouse (JWS, RFC 7515, compact): the members of a JSON object and "iss",
  // of kReceiptType. Whoever has the key set can check it; it lets nobody in.
  [[nodiscard]] std::string attest(const nlohmann::json& claims) const;
  [[nodiscard]] const std::string& issuer() const;
  // The public keys that tokens are taken of, as a JSON Web Key Set (RFC 7517), for those who check
  // them themselves.
  [[nodiscard]] std::string keySet() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::server

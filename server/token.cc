#include "server/token.h"

#include <nlohmann/json.hpp>

#include "core/random.h"
#include "server/base64.h"
#include "server/token_keys.h"

namespace sohoa::server {

using nlohmann::json;

namespace {

constexpr std::string_view kAudience = "sohoa-api";
constexpr std::size_t kMostToken = 4096;

std::int64_t seconds(core::Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::optional<json> parsed(std::string_view part) {
  const auto bytes = fromBase64Url(part);
  if (!bytes) return std::nullopt;
  auto value = json::parse(bytes->begin(), bytes->end(), nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::string text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

struct TokenMint::State {
  TokenKeys keys;
  std::string issuer;
  const core::Clock& clock;
};

TokenMint::TokenMint(const std::filesystem::path& key, std::string issuer, const core::Clock& clock)
    : state_(new State{TokenKeys(key), std::move(issuer), clock}) {}

TokenMint::~TokenMint() = default;

std::string TokenMint::issue(const std::string& client, const std::string& certificate,
                             std::chrono::seconds life) const {
  const auto now = seconds(state_->clock.now());
  json claims{
      {"iss", state_->issuer},     {"aud", kAudience},          {"sub", client}, {"iat", now},
      {"exp", now + life.count()}, {"jti", core::randomHex(16)}};
  if (!certificate.empty()) claims["cnf"] = {{"x5t#S256", certificate}};
  return state_->keys.sign("at+jwt", claims.dump());
}

std::string TokenMint::attest(const json& claims) const {
  auto all = claims;
  all["iss"] = state_->issuer;
  return state_->keys.sign(kReceiptType, all.dump());
}

const std::string& TokenMint::issuer() const { return state_->issuer; }

std::optional<TokenClaims> TokenMint::read(std::string_view token) const {
  const auto last = token.rfind('.');
  const auto first = token.find('.');
  if (token.size() > kMostToken || first == std::string_view::npos || first == last) {
    return std::nullopt;
  }
  const auto signature = fromBase64Url(token.substr(last + 1));
  const auto head = parsed(token.substr(0, first));
  const auto claims = parsed(token.substr(first + 1, last - first - 1));
  if (!signature || !head || !claims) return std::nullopt;
  if (text(*head, "alg") != "ES256" || text(*head, "typ") != "at+jwt" || head->contains("crit")) {
    return std::nullopt;
  }
  if (!state_->keys.verifies(text(*head, "kid"), token.substr(0, last), *signature,
                             state_->clock.now())) {
    return std::nullopt;
  }
  const auto expires = claims->find("exp");
  if (text(*claims, "iss") != state_->issuer || text(*claims, "aud") != kAudience ||
      expires == claims->end() || !expires->is_number_integer()) {
    return std::nullopt;
  }
  TokenClaims out;
  out.expires = core::Timestamp(std::chrono::seconds(expires->get<std::int64_t>()));
  if (out.expires <= state_->clock.now()) return std::nullopt;
  out.client = text(*claims, "sub");
  if (const auto bound = claims->find("cnf"); bound != claims->end()) {
    out.certificate = bound->is_object() ? text(*bound, "x5t#S256") : std::string();
    if (out.certificate.empty()) return std::nullopt;
  }
  return out;
}

std::string TokenMint::keySet() const { return state_->keys.keySet(state_->clock.now()); }

}  // namespace sohoa::server

#include "server/oidc.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/digest.h"
#include "core/random.h"
#include "server/base64.h"
#include "server/errors.h"
#include "server/jws.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

constexpr std::size_t kMostPending = 10000;
constexpr std::chrono::minutes kBetweenKeys{1};

std::string random() {
  std::array<std::uint8_t, 32> bytes{};
  core::fillRandom(bytes);
  return base64Url(bytes);
}

// RFC 3986 section 2.3.
std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return out;
}

std::string form(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    out += (out.empty() ? "" : "&") + name + "=" + escaped(value);
  }
  return out;
}

bool same(const std::string& one, const std::string& other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string text(const json& object, const std::string& name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<core::Timestamp> time(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const auto seconds = found->get<double>();
  if (!(seconds > 0 && seconds < 1e11)) return std::nullopt;
  return core::Timestamp(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

bool names(const json& audience, const std::string& client) {
  if (audience.is_string()) return audience == client;
  return audience.is_array() &&
         std::find(audience.begin(), audience.end(), client) != audience.end();
}

// https, or plain http to this very machine, for tests and trials.
bool isGuarded(std::string_view url) {
  if (url.starts_with("https://")) return true;
  constexpr std::string_view kPlain = "http://";
  if (!url.starts_with(kPlain)) return false;
  const auto authority =
      url.substr(kPlain.size(), url.find_first_of("/?#\\", kPlain.size()) - kPlain.size());
  for (const std::string_view host : {"localhost", "127.0.0.1", "[::1]"}) {
    if (!authority.starts_with(host)) continue;
    const auto port = authority.substr(host.size());
    if (port.empty()) return true;
    return port[0] == ':' && port.find_first_not_of("0123456789", 1) == port.npos;
  }
  return false;
}

}  // namespace

OidcLogin::OidcLogin(core::HttpClient& http, const core::Clock& clock, OidcOptions options)
    : http_(http), clock_(clock), options_(std::move(options)) {
  // Codes and secrets go to these two, and whoever answers as the issuer says who logs in.
  for (const auto& [url, key] :
       {std::pair{&options_.issuer, "issuer"}, std::pair{&options_.redirect, "redirect"}}) {
    if (!isGuarded(*url)) {
      throw Error(core::kBadSettings,
                  {.detail = std::string("server.oidc.") + key + " must be an https address"});
    }
  }
}

OidcLogin::Start OidcLogin::start() {
  const auto provider = this->provider(false);
  const Pending pending{random(), random(), random(), clock_.now() + options_.life};
  const auto state = random();
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(pending_, [&](const auto& one) { return one.second.ends <= clock_.now(); });
    // Strangers may start as many as they like; then nobody gets in this way for some minutes.
    if (pending_.size() >= kMostPending) throw Error(kOverloaded, {});
    pending_.emplace(state, pending);
  }
  const auto query = form({{"response_type", "code"},
                           {"client_id", options_.client_id},
                           {"redirect_uri", options_.redirect},
                           {"scope", "openid profile email"},
                           {"state", state},
                           {"nonce", pending.nonce},
                           {"code_challenge", base64Url(core::sha256(pending.verifier).bytes())},
                           {"code_challenge_method", "S256"}});
  const char* joint = provider.authorization.find('?') == std::string::npos ? "?" : "&";
  return {provider.authorization + joint + query, pending.browser};
}

std::string OidcLogin::finish(const std::string& state, const std::string& code,
                              const std::string& issuer, const std::string& browser) {
  Pending pending;
  {
    const std::lock_guard lock(mutex_);
    const auto found = pending_.find(state);
    if (found == pending_.end()) throw Error(kBadLogin, {});
    pending = found->second;
    pending_.erase(found);
  }
  // RFC 9207: another provider's answer is not ours.
  const bool foreign = !issuer.empty() && issuer != options_.issuer;
  if (pending.ends <= clock_.now() || !same(pending.browser, browser) || foreign || code.empty()) {
    throw Error(kBadLogin, {});
  }
  const auto claims = claimsOf(idToken(provider(false), code, pending.verifier));
  requireRight(claims, pending);
  const auto name = text(claims, options_.claim);
  if (name.empty()) throw Error(kBadLogin, {});
  return name;
}

OidcLogin::Provider OidcLogin::provider(bool fresh_keys) {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (provider_) {
      const auto age = now - provider_->fetched;
      if (age < (fresh_keys ? std::chrono::seconds(kBetweenKeys) : options_.cached)) {
        return *provider_;
      }
    }
  }
  core::HttpRequest request;
  request.url = options_.issuer;
  while (request.url.ends_with('/')) request.url.pop_back();
  request.url += "/.well-known/openid-configuration";
  const auto document = fetched(request);
  if (text(document, "issuer") != options_.issuer) {
    throw Error(kBadProvider, {.detail = "issuer"});
  }
  Provider provider{endpoint(document, "authorization_endpoint"),
                    endpoint(document, "token_endpoint"),
                    endpoint(document, "jwks_uri"),
                    {},
                    now};
  core::HttpRequest keys;
  keys.url = provider.keys_url;
  provider.keys = fetched(keys);
  const std::lock_guard lock(mutex_);
  provider_ = provider;
  return provider;
}

json OidcLogin::fetched(const core::HttpRequest& asked) const {
  auto request = asked;
  request.headers["Accept"] = "application/json";
  request.timeout = std::chrono::seconds(10);
  request.max_response_bytes = 256U << 10U;
  const auto response = http_.send(request);
  auto document = json::parse(response.body.begin(), response.body.end(), nullptr, false);
  if (response.status != 200 || !document.is_object()) {
    throw Error(kBadProvider, {.detail = std::to_string(response.status)});
  }
  return document;
}

std::string OidcLogin::idToken(const Provider& provider, const std::string& code,
                               const std::string& verifier) const {
  core::HttpRequest request;
  request.method = "POST";
  request.url = provider.token;
  request.headers["Content-Type"] = "application/x-www-form-urlencoded";
  std::vector<std::pair<std::string, std::string>> pairs{{"grant_type", "authorization_code"},
                                                         {"code", code},
                                                         {"redirect_uri", options_.redirect},
                                                         {"code_verifier", verifier}};
  if (options_.client_secret.empty()) {
    pairs.emplace_back("client_id", options_.client_id);
  } else {
    // RFC 6749 section 2.3.1.
    const auto plain = escaped(options_.client_id) + ":" + escaped(options_.client_secret);
    request.headers["Authorization"] =
        "Basic " + base64({reinterpret_cast<const std::uint8_t*>(plain.data()),  // NOLINT
                           plain.size()});
  }
  const auto body = form(pairs);
  request.body.assign(body.begin(), body.end());
  return text(fetched(request), "id_token");
}

json OidcLogin::claimsOf(const std::string& token) {
  if (auto claims = signedClaims(token, provider(false).keys)) return *std::move(claims);
  // The provider may have a new key.
  if (auto claims = signedClaims(token, provider(true).keys)) return *std::move(claims);
  throw Error(kBadLogin, {});
}

// OpenID Connect Core 1.0 section 3.1.3.7.
void OidcLogin::requireRight(const json& claims, const Pending& pending) const {
  const auto now = clock_.now();
  const auto expires = time(claims, "exp");
  const auto issued = time(claims, "iat");
  const auto audience = claims.find("aud");
  const auto party = claims.find("azp");
  const bool right =
      text(claims, "iss") == options_.issuer && audience != claims.end() &&
      names(*audience, options_.client_id) &&
      (party == claims.end() || *party == options_.client_id) &&
      (audience->is_string() || audience->size() == 1 || party != claims.end()) && expires &&
      *expires + options_.skew > now && issued && *issued <= now + options_.skew &&
      *issued + options_.life + options_.skew >= now && same(text(claims, "nonce"), pending.nonce);
  if (!right) throw Error(kBadLogin, {});
}

std::string OidcLogin::endpoint(const json& document, const char* name) const {
  auto url = text(document, name);
  const bool local = options_.issuer.starts_with("http://");
  if (!url.starts_with("https://") && !(local && isGuarded(url))) {
    throw Error(kBadProvider, {.detail = name});
  }
  return url;
}

}  // namespace sohoa::server

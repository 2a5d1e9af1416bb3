// Access tokens: OAuth 2.0 client credentials (RFC 6749 section 4.4).
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "server/api_state.h"
#include "server/base64.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/secret.h"
#include "server/uri.h"

namespace sohoa::server {
namespace {

using core::Error;

struct Credentials {
  std::string client;
  std::string secret;
};

// RFC 6749 section 2.3.1: in the Authorization header, or else in the form.
Credentials credentialsOf(const Request& request, const std::map<std::string, std::string>& form) {
  static constexpr std::string_view kBasic = "basic ";
  const auto header = request.header("authorization");
  if (core::toLower(header.substr(0, kBasic.size())) == kBasic) {
    const auto bytes = fromBase64(std::string_view(header).substr(kBasic.size()));
    const std::string text = bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
    const auto colon = text.find(':');
    if (colon == std::string::npos) throw Error(kBadClient, {});
    return {text.substr(0, colon), text.substr(colon + 1)};
  }
  const auto id = form.find("client_id");
  const auto secret = form.find("client_secret");
  if (id == form.end() || secret == form.end()) throw Error(kBadClient, {});
  return {id->second, secret->second};
}

// RFC 6749 section 5.2.
Response oauthError(int status, const char* code) {
  auto response = jsonResponse({{"error", code}}, status);
  if (status == 401) response.set("WWW-Authenticate", "Basic realm=\"sohoa\"");
  return response;
}

Response token(Api::State& state, Call& call, const std::string& body) {
  call.retry_after =
      state.limiter.wait("token " + call.request.address, state.options.tokens_per_minute);
  if (call.retry_after > 0) throw Error(kTooManyRequests, {});
  const auto form = parseForm(body);
  if (!form) return oauthError(400, "invalid_request");
  const auto grant = form->find("grant_type");
  if (grant == form->end()) return oauthError(400, "invalid_request");
  if (grant->second != "client_credentials") return oauthError(400, "unsupported_grant_type");
  Credentials credentials;
  try {
    credentials = credentialsOf(call.request, *form);
  } catch (const Error&) {
    return oauthError(401, "invalid_client");
  }
  const auto client = state.parts.book.client(credentials.client);
  // An unknown client costs as much time as a wrong secret.
  static const std::string nobody = hashSecret("nobody");
  const bool fits = secretFits(credentials.secret, client ? client->secret : nobody);
  if (!client || !fits || client->disabled) return oauthError(401, "invalid_client");
  if (!client->certificate.empty() && client->certificate != call.request.certificate) {
    return oauthError(401, "invalid_client");
  }
  const auto life = state.options.token_life;
  auto response =
      jsonResponse({{"access_token", state.parts.mint.issue(client->id, client->certificate, life)},
                    {"token_type", "Bearer"},
                    {"expires_in", life.count()},
                    {"scope", joined(client->roles)}});
  response.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void addTokenRoutes(Api::State& state) {
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/token",
                          .operation = "createToken",
                          .any_of = {},
                          .open = true,
                          .media_type = "application/x-www-form-urlencoded",
                          .most_bytes = 16U << 10U,
                          .answer = [&state](Call& call, const std::string& body) {
                            return token(state, call, body);
                          }});
}

}  // namespace sohoa::server

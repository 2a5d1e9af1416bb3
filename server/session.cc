#include "server/session.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "core/digest.h"
#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include "server/base64.h"
#include "server/errors.h"

namespace sohoa::server {
namespace {

using core::Error;
using core::Session;

// RFC 6265bis section 4.1.3.2: browsers take the prefix only with Secure, Path=/ and no Domain, so
// that no other host of the domain can plant one.
constexpr const char* kSecurePrefix = "__Host-";
constexpr std::size_t kSecretText = 43;  // 32 bytes in base64url
constexpr std::chrono::seconds kBetweenNotes{30};

bool loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

std::string csrfOf(const std::string& secret) {
  const auto bytes = fromBase64Url(secret).value_or(std::vector<std::uint8_t>{});
  return base64Url(core::hmacSha256(bytes, "sohoa csrf").bytes());
}

bool same(const std::string& one, const std::string& other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

bool changesNothing(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

}  // namespace

bool SessionKeeper::secure(const Request& request) const {
  return request.encrypted || options_.public_url.starts_with("https://");
}

std::string SessionKeeper::cookieName(const Request& request, const Cookie& cookie) const {
  return std::string(secure(request) ? kSecurePrefix : "") + cookie.name;
}

std::string SessionKeeper::cookie(const Request& request, const Cookie& cookie) const {
  const std::string wanted = cookieName(request, cookie) + "=";
  const auto header = request.header("cookie");
  std::string found;
  std::string_view rest = header;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (!pair.starts_with(wanted)) continue;
    if (!found.empty()) return {};  // two of a name: one of them was planted
    found = pair.substr(wanted.size());
  }
  return found.size() == kSecretText && fromBase64Url(found) ? found : std::string();
}

std::optional<SessionKeeper::Visitor> SessionKeeper::visitor(const Request& request) const {
  const auto secret = cookie(request, kSession);
  if (secret.empty()) return std::nullopt;
  auto session = book_.session(core::sha256(secret).hex());
  const auto now = clock_.now();
  if (!session || session->ends <= now || session->seen + options_.idle <= now) {
    return std::nullopt;
  }
  auto person = book_.operatorById(session->operator_id);
  if (!person || person->disabled) return std::nullopt;
  if (now - session->seen >= kBetweenNotes) {
    book_.touchSession(session->key, now);
    session->seen = now;
  }
  return Visitor{*std::move(session), *std::move(person), csrfOf(secret)};
}

std::optional<core::Operator> SessionKeeper::alive(const std::string& session_key) const {
  const auto session = book_.session(session_key);
  const auto now = clock_.now();
  if (!session || session->ends <= now || session->seen + options_.idle <= now) {
    return std::nullopt;
  }
  auto person = book_.operatorById(session->operator_id);
  if (!person || person->disabled) return std::nullopt;
  return person;
}

void SessionKeeper::requireSameSite(const Request& request) const {
  // https://www.w3.org/TR/fetch-metadata/ section 2.3: "none" is a person's own doing.
  const auto site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    throw Error(kCrossSite, {.detail = "Sec-Fetch-Site"});
  }
  const auto origin = core::toLower(request.header("origin"));
  if (origin.empty()) return;
  const auto own = options_.public_url.empty()
                       ? (request.encrypted ? "https://" : "http://") + request.header("host")
                       : options_.public_url;
  if (origin != core::toLower(own)) throw Error(kCrossSite, {.detail = "Origin"});
}

void SessionKeeper::requireOwn(const Request& request, const Visitor& visitor) const {
  requireSameSite(request);
  if (changesNothing(request.method)) return;
  if (!same(request.header("x-csrf-token"), visitor.csrf)) {
    throw Error(kCrossSite, {.detail = "X-CSRF-Token"});
  }
}

SessionKeeper::Visitor SessionKeeper::open(const core::Operator& person, Session::Stage stage,
                                           const Request& request, Response& response) const {
  std::array<std::uint8_t, 32> bytes{};
  core::fillRandom(bytes);
  const auto secret = base64Url(bytes);
  const auto now = clock_.now();
  const auto life = stage == Session::Stage::kFull ? options_.life : options_.code;
  setCookie(request, response, kSession, secret, life);
  // The browser's former session ends with its cookie.
  if (const auto former = cookie(request, kSession); !former.empty()) {
    book_.endSession(core::sha256(former).hex());
  }
  book_.expireSessions(now, now - options_.idle);
  const Session session{.key = core::sha256(secret).hex(),
                        .operator_id = person.id,
                        .stage = stage,
                        .created = now,
                        .seen = now,
                        .ends = now + life};
  book_.addSession(session);
  return {session, person, csrfOf(secret)};
}

void SessionKeeper::close(const Request& request, Response& response) const {
  if (const auto secret = cookie(request, kSession); !secret.empty()) {
    book_.endSession(core::sha256(secret).hex());
  }
  setCookie(request, response, kSession, "", std::chrono::seconds(0));
}

void SessionKeeper::markBrowser(const Request& request, Response& response, const std::string& mark,
                                std::chrono::seconds life) const {
  setCookie(request, response, kLogin, mark, life);
}

std::string SessionKeeper::browserMark(const Request& request) const {
  return cookie(request, kLogin);
}

void SessionKeeper::setCookie(const Request& request, Response& response, const Cookie& cookie,
                              const std::string& value, std::chrono::seconds life) const {
  const bool safe = secure(request);
  if (!safe && !loopback(request.address)) throw Error(kNeedsTls, {});
  response.set("Set-Cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite={}; Max-Age={}{}",
                                         cookieName(request, cookie), value, cookie.same_site,
                                         life.count(), safe ? "; Secure" : ""));
}

}  // namespace sohoa::server

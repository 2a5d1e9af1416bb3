#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/ports/operator_book.h"
#include "server/message.h"

namespace sohoa::server {

struct SessionOptions {
  std::chrono::seconds idle{900};
  std::chrono::seconds life{36000};
  std::chrono::seconds code{300};  // to type the second factor
  // "https://sohoa.example.vn", when something in front of the server speaks TLS for it; empty:
  // browsers come to the server itself.
  std::string public_url;
};

// What the server and browsers have between them: a cookie that holds 256 random bits, of which the
// book keeps the digest. Cookies go out only where they cannot be read on the way: over TLS, or to
// this machine. Safe for several threads.
class SessionKeeper {
 public:
  SessionKeeper(core::OperatorBook& book, const core::Clock& clock, SessionOptions options)
      : book_(book), clock_(clock), options_(std::move(options)) {}

  struct Visitor {
    core::Session session;
    core::Operator person;
    std::string csrf;  // what calls that change something carry
  };
  // Nothing unless the cookie is of a session that lives and of a person who may come in. Notes
  // that it was seen.
  [[nodiscard]] std::optional<Visitor> visitor(const Request& request) const;

  // The person of a session that lives and who may come in, without noting that it was seen.
  [[nodiscard]] std::optional<core::Operator> alive(const std::string& session_key) const;

  // Throws Error(kCrossSite) for what another site had the browser send, by Sec-Fetch-Site and
  // Origin; a program that sends neither passes.
  void requireSameSite(const Request& request) const;
  // For a request with a session: the above, and X-CSRF-Token when it may change something. Throws
  // Error(kCrossSite).
  void requireOwn(const Request& request, const Visitor& visitor) const;

  // A new session under a new id; the cookie goes with `response`. Throws Error(kNeedsTls).
  Visitor open(const core::Operator& person, core::Session::Stage stage, const Request& request,
               Response& response) const;
  // A cookie of a login that goes on at another site, from where the browser comes back: that one
  // sends it along then (SameSite=Lax). Throws Error(kNeedsTls).
  void markBrowser(const Request& request, Response& response, const std::string& mark,
                   std::chrono::seconds life) const;
  [[nodiscard]] std::string browserMark(const Request& request) const;
  // Ends the session of the request's cookie, if there is one.
  void close(const Request& request, Response& response) const;
  void closeAll(const core::Operator& person) const { book_.endSessions(person.id); }

  [[nodiscard]] const SessionOptions& options() const { return options_; }

 private:
  [[nodiscard]] bool secure(const Request& request) const;
  struct Cookie {
    const char* name;
    const char* same_site;
  };
  [[nodiscard]] std::string cookieName(const Request& request, const Cookie& cookie) const;
  [[nodiscard]] std::string cookie(const Request& request, const Cookie& cookie) const;
  void setCookie(const Request& request, Response& response, const Cookie& cookie,
                 const std::string& value, std::chrono::seconds life) const;
  static constexpr Cookie kSession{"sohoa", "Strict"};
  static constexpr Cookie kLogin{"sohoa-login", "Lax"};

  core::OperatorBook& book_;
  const core::Clock& clock_;
  SessionOptions options_;
};

}  // namespace sohoa::server

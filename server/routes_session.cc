// Operators log in and out: a password, a code where there is a second factor, a new password where
// one is due.
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/text.h"
#include "server/account_notes.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/secret.h"
#include "server/session_json.h"
#include "server/totp.h"

namespace sohoa::server {

using core::Error;
using core::Session;
using nlohmann::json;

namespace {

constexpr std::size_t kMostLogin = 64;
constexpr std::size_t kMostPassword = 256;
constexpr std::size_t kLeastPassword = 12;  // characters

constexpr core::OperatorBook::Patience kAccountPatience{};
// Many people may sit behind one address.
constexpr core::OperatorBook::Patience kAddressPatience{
    .free = 20, .first = std::chrono::seconds(30), .longest = std::chrono::seconds(900)};

// One guess at an account; the names say nothing of who is meant, and whether there is such an
// account makes no difference.
class Attempt {
 public:
  Attempt(Api::State& state, Call& call, const std::string& login)
      : state_(state),
        login_(login),
        book_(state.parts.operators),
        account_("account " + core::sha256(login).hex()),
        address_("address " + call.request.address) {
    call.retry_after = book_.startAttempt(
        {{account_, kAccountPatience}, {address_, kAddressPatience}}, state.parts.clock.now());
    if (call.retry_after > 0) {
      noteLock();
      throw Error(kTooManyRequests, {});
    }
  }
  // Nobody who fails is told why; the log is.
  [[noreturn]] void failed(const std::optional<core::Operator>& person) const {
    noteAccount(state_, "login_failed", person ? &*person : nullptr, 401);
    throw Error(kBadLogin, {});
  }
  // The person is who it says: nothing of the account's failures stays.
  void proved() { book_.attemptSucceeded({address_}, account_); }
  // Right so far. Failures stay, or who knows the password could guess codes without end.
  void rightSoFar() { book_.attemptSucceeded({account_, address_}, {}); }

 private:
  // Once a minute: who hammers at a locked account must not fill the log.
  void noteLock() const {
    if (state_.limiter.wait("note " + account_, 1) > 0) return;
    const auto person = book_.operatorByLogin(login_);
    noteAccount(state_, "locked_out", person ? &*person : nullptr, 429);
  }

  Api::State& state_;
  std::string login_;
  core::OperatorBook& book_;
  std::string account_;
  std::string address_;
};

bool passwordFits(const std::string& password, const std::optional<core::Operator>& person) {
  // An unknown login costs as much time as a wrong password.
  static const std::string nobody = hashSecret("nobody");
  const bool known = person && !person->password.empty();
  const bool fits = secretFits(core::toNfc(password), known ? person->password : nobody);
  return known && fits && !person->disabled;
}

Session::Stage stageAfterPassword(const core::Operator& person) {
  if (!person.totp.empty()) return Session::Stage::kCode;
  return person.must_change ? Session::Stage::kPassword : Session::Stage::kFull;
}

Response login(Api::State& state, Call& call, const std::string& body) {
  state.sessions.requireSameSite(call.request);
  call.retry_after =
      state.limiter.wait("login " + call.request.address, state.options.logins_per_minute);
  if (call.retry_after > 0) throw Error(kTooManyRequests, {});
  const auto object = parseObject(body, {"login", "password"});
  const auto name = core::toLower(neededText(object, "login", kMostLogin));
  const auto password = neededText(object, "password", kMostPassword);
  Attempt attempt(state, call, name);
  const auto person = state.parts.operators.operatorByLogin(name);
  if (!passwordFits(password, person)) attempt.failed(person);
  const auto stage = stageAfterPassword(*person);
  noteAccount(state, stage == Session::Stage::kCode ? "password_right" : "logged_in", &*person,
              201);
  Response cookie;
  const auto visitor = state.sessions.open(*person, stage, call.request, cookie);
  if (stage == Session::Stage::kCode) {
    attempt.rightSoFar();
  } else {
    attempt.proved();
  }
  return sessionResponse(state, visitor, 201, cookie);
}

bool codeFits(Api::State& state, const core::Operator& person, const std::string& code) {
  auto& book = state.parts.operators;
  if (const auto step = totpStep(person.totp, code, state.parts.clock.now())) {
    return book.useStep(person.id, *step);
  }
  return book.useRecoveryCode(person.id, recoveryDigest(code));
}

Response giveCode(Api::State& state, Call& call, const std::string& body) {
  const auto& visitor = *call.visitor;
  const auto object = parseObject(body, {"code"});
  const auto code = neededText(object, "code", kMostLogin);
  if (visitor.session.stage != Session::Stage::kCode) {
    throw Error(kBadRequest, {.detail = "no code is due"});
  }
  Attempt attempt(state, call, visitor.person.login);
  if (!codeFits(state, visitor.person, code)) attempt.failed(visitor.person);
  attempt.proved();
  noteAccount(state, "logged_in", &visitor.person, 200);
  const auto stage = visitor.person.must_change ? Session::Stage::kPassword : Session::Stage::kFull;
  Response cookie;
  const auto opened = state.sessions.open(visitor.person, stage, call.request, cookie);
  return sessionResponse(state, opened, 200, cookie);
}

// NIST SP 800-63B section 5.1.1.2: length counts, composition does not.
void requireGood(const std::string& password, const std::string& current,
                 const core::Operator& person) {
  const auto points = core::codePoints(password);
  const bool one_letter =
      std::adjacent_find(points.begin(), points.end(), std::not_equal_to<>()) == points.end();
  if (points.size() < kLeastPassword || one_letter || password == current ||
      core::toLower(password).find(person.login) != std::string::npos) {
    throw Error(kWeakPassword, {});
  }
}

Response changePassword(Api::State& state, Call& call, const std::string& body) {
  const auto& person = call.visitor->person;
  const auto object = parseObject(body, {"current", "new"});
  const auto current = neededText(object, "current", kMostPassword);
  const auto wanted = neededText(object, "new", kMostPassword);
  if (call.visitor->session.stage == Session::Stage::kCode) throw Error(kLoginUnfinished, {});
  Attempt attempt(state, call, person.login);
  if (!passwordFits(current, person)) attempt.failed(person);
  attempt.proved();
  requireGood(wanted, current, person);
  noteAccount(state, "password_changed", &person, 200);
  const auto changed = state.parts.operators.changeOperator(
      person.id, [&, hash = hashSecret(wanted)](core::Operator& held) {
        // Somebody may have disabled the account or set its password since the request came.
        if (held.disabled || held.password != person.password) throw Error(kBadLogin, {});
        held.password = hash;
        held.must_change = false;
      });
  state.sessions.closeAll(changed);
  Response cookie;
  const auto opened = state.sessions.open(changed, Session::Stage::kFull, call.request, cookie);
  return sessionResponse(state, opened, 200, cookie);
}

Response logout(Api::State& state, const Call& call) {
  noteAccount(state, "logged_out", &call.visitor->person, 204);
  Response response;
  response.status = 204;
  state.sessions.close(call.request, response);
  response.set("Clear-Site-Data", "\"cache\", \"storage\"");
  return response;
}

}  // namespace

Response sessionResponse(const Api::State& state, const SessionKeeper::Visitor& visitor, int status,
                         const Response& cookie) {
  const auto& [session, person, csrf] = visitor;
  const auto scope = state.options.units.scope(person.sees);
  json roles = json::array();
  for (const auto role : person.roles) roles.push_back(core::slug(role));
  auto response = jsonResponse({{"operator", person.id},
                                {"login", person.login},
                                {"name", person.name},
                                {"unit", person.unit},
                                {"sees", person.sees},
                                {"units", scope ? json(*scope) : json(nullptr)},
                                {"roles", std::move(roles)},
                                {"stage", core::slug(session.stage)},
                                {"second_factor", !person.totp.empty()},
                                {"expires", core::formatIso8601(session.ends)},
                                {"idle_seconds", state.sessions.options().idle.count()},
                                {"csrf_token", csrf}},
                               status);
  for (const auto& [name, value] : cookie.headers) response.set(name, value);
  return response;
}

void addSessionRoutes(Api::State& state) {
  using Answer = Response (*)(Api::State&, Call&, const std::string&);
  const auto post = [&](const char* path, const char* operation, bool open, Answer answer) {
    state.routes.push_back({.method = "POST",
                            .path = path,
                            .operation = operation,
                            .any_of = {},
                            .open = open,
                            .session = !open,
                            .media_type = "application/json",
                            .most_bytes = 8U << 10U,
                            .answer = [&state, answer](Call& call, const std::string& body) {
                              return answer(state, call, body);
                            }});
  };
  post("/api/v1/session", "createSession", true, login);
  post("/api/v1/session/code", "giveSessionCode", false, giveCode);
  post("/api/v1/session/password", "changePassword", false, changePassword);
  state.routes.push_back({.method = "GET",
                          .path = "/api/v1/session",
                          .operation = "getSession",
                          .any_of = {},
                          .session = true,
                          .answer = [&state](Call& call, const std::string&) {
                            return sessionResponse(state, *call.visitor, 200, {});
                          }});
  state.routes.push_back(
      {.method = "DELETE",
       .path = "/api/v1/session",
       .operation = "deleteSession",
       .any_of = {},
       .session = true,
       .answer = [&state](Call& call, const std::string&) { return logout(state, call); }});
}

}  // namespace sohoa::server

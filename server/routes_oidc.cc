// Login at the identity provider of [server.oidc].
#include <fmt/format.h>

#include "server/account_notes.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/oidc.h"

namespace sohoa::server {
namespace {

using core::Error;

void limit(Api::State& state, Call& call) {
  call.retry_after =
      state.limiter.wait("login " + call.request.address, state.options.logins_per_minute);
  if (call.retry_after > 0) throw Error(kTooManyRequests, {});
  if (state.options.oidc == nullptr) throw Error(kNotFound, {});
}

Response sent(const std::string& where) {
  Response response;
  response.status = 303;
  response.set("Location", where);
  return response;
}

// For the login page, which shows no button that leads nowhere.
Response ways(Api::State& state, Call& /*call*/) {
  return jsonResponse({{"password", true}, {"oidc", state.options.oidc != nullptr}});
}

Response start(Api::State& state, Call& call) {
  limit(state, call);
  const auto login = state.options.oidc->start();
  auto response = sent(login.url);
  state.sessions.markBrowser(call.request, response, login.browser,
                             state.options.oidc->options().life);
  return response;
}

std::string asked(const Call& call, const char* name) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? std::string() : found->second;
}

// Nobody is let in who has no account here: the provider says who it is, not what it may.
Response callback(Api::State& state, Call& call) {
  limit(state, call);
  const auto name =
      state.options.oidc->finish(asked(call, "state"), asked(call, "code"), asked(call, "iss"),
                                 state.sessions.browserMark(call.request));
  const auto person = state.parts.operators.operatorBySubject(name);
  if (!person || person->disabled) {
    noteAccount(state, "login_failed", person ? &*person : nullptr, 401);
    throw Error(kBadLogin, {});
  }
  noteAccount(state, "logged_in", &*person, 303);
  auto response = sent("/login");  // which goes on to where the person may work
  static_cast<void>(
      state.sessions.open(*person, core::Session::Stage::kFull, call.request, response));
  return response;
}

// One of few words, which the login page puts into a sentence. Nothing that the provider or whoever
// made the link says gets into an address.
std::string reasonOf(const Error& error, const Call& call) {
  const auto& code = error.code();
  if (code == kTooManyRequests) return "busy";
  if (code == kBadLogin) return asked(call, "error") == "access_denied" ? "cancelled" : "refused";
  if (code == kBadProvider || code.slug.starts_with("net.")) return "provider";
  return "server";
}

// People come here by a link: what goes wrong is told by the login page, and not by a document that
// is made for programs.
Response shownToPeople(Api::State& state, Call& call, Response (*answer)(Api::State&, Call&)) {
  try {
    return answer(state, call);
  } catch (const Error& error) {
    if (call.request.header("accept").find("text/html") == std::string::npos) throw;
    return sent("/login?failed=" + reasonOf(error, call));
  }
}

}  // namespace

void addOidcRoutes(Api::State& state) {
  const auto add = [&](const char* path, const char* operation,
                       Response (*answer)(Api::State&, Call&), std::vector<std::string> query) {
    state.routes.push_back({.method = "GET",
                            .path = path,
                            .operation = operation,
                            .any_of = {},
                            .open = true,
                            .query = std::move(query),
                            .answer = [&state, answer](Call& call, const std::string&) {
                              return shownToPeople(state, call, answer);
                            }});
  };
  add("/api/v1/session/ways", "listLoginWays", ways, {});
  add("/api/v1/session/oidc", "startOidcLogin", start, {});
  // What providers are known to add is taken and not looked at.
  add("/api/v1/session/oidc/callback", "finishOidcLogin", callback,
      {"state", "code", "iss", "error", "error_description", "error_uri", "session_state",
       "scope"});
}

}  // namespace sohoa::server

// Many copies certified with one entry of the officer's PIN.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/digest.h"
#include "core/secret_text.h"
#include "core/text.h"
#include "pipeline/certification_desk.h"
#include "server/api_state.h"
#include "server/certification_of.h"
#include "server/errors.h"
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;
using pipeline::CertificationDesk;

constexpr std::size_t kMostItems = 500;
constexpr std::size_t kMostPin = 256;
// Guesses at a key that does not count them itself.
constexpr const char* kGuesses = "certifier-pin";

[[noreturn]] void bad(const char* what) { throw Error(kBadRequest, {.detail = what}); }

std::shared_ptr<const core::SecretText> pinOf(json& object) {
  const auto found = object.find("pin");
  if (found == object.end() || !found->is_string()) bad("pin is needed");
  auto& text = found->get_ref<std::string&>();
  if (text.empty() || text.size() > kMostPin) bad("pin is no text of 1 to 256 bytes");
  return std::make_shared<const core::SecretText>(text);
}

std::vector<CertificationDesk::Item> itemsOf(const json& object) {
  const auto found = object.find("items");
  if (found == object.end() || !found->is_array() || found->empty() || found->size() > kMostItems) {
    bad("items is no list of 1 to 500");
  }
  std::vector<CertificationDesk::Item> items;
  std::set<std::int64_t> seen;
  for (const auto& each : *found) {
    const auto number = each.find("certification");
    const auto checks = each.find("checks");
    if (!each.is_object() || each.size() != 2 || number == each.end() || checks == each.end() ||
        !number->is_number_integer() || !checks->is_array()) {
      bad("an item has a certification and checks");
    }
    CertificationDesk::Item item{.request = *number, .checks = {}};
    if (!seen.insert(item.request).second) bad("a certification is named twice");
    for (const auto& check : *checks) {
      const bool known = std::any_of(std::begin(pipeline::kChecks), std::end(pipeline::kChecks),
                                     [&](auto one) { return check == one; });
      if (!known) bad("an unknown check");
      item.checks.push_back(check);
    }
    items.push_back(std::move(item));
  }
  return items;
}

json runJson(const CertificationDesk::Run& run, core::Language language) {
  const auto problem = [&](const std::optional<Error>& error) -> json {
    if (!error) return nullptr;
    const auto& code = error->code();
    return {{"code", code.slug}, {"reason", core::pick(language, code.vi, code.en)}};
  };
  json items = json::array();
  for (const auto& item : run.items) {
    const auto& entry = item.entry;
    items.push_back({{"certification", item.request},
                     {"state", slug(item.state)},
                     {"number", entry ? json(entry->number) : json(nullptr)},
                     {"book", entry ? json(entry->book) : json(nullptr)},
                     {"copy", entry ? json(entry->copy_id) : json(nullptr)},
                     {"problem", problem(item.error)}});
  }
  return {{"run", run.id},
          {"state", slug(run.state)},
          {"started", core::formatIso8601(run.started)},
          {"items", std::move(items)},
          {"problem", problem(run.error)}};
}

// Whether the officer may still act: as an administrator left the account, and in the session that
// the PIN came by.
std::function<bool()> stillThere(Api::State& state, const SessionKeeper::Visitor& visitor) {
  return [&state, key = visitor.session.key] {
    const auto person = state.sessions.alive(key);
    return person && person->roles.count(core::Role::kCertify) != 0;
  };
}

std::string begun(Api::State& state, const Call& call,
                  const std::vector<CertificationDesk::Item>& items,
                  std::shared_ptr<const core::SecretText> pin) {
  for (const auto& item : items) {
    const auto request = requestOf(state, call.caller, item.request);
    if (items.size() == 1 && request.state != core::RequestState::kWaiting) {
      throw Error(core::kRequestClosed, {});
    }
  }
  auto& operators = state.parts.operators;
  const std::string guesses = std::string(kGuesses) + " " + call.caller.client;
  if (operators.startAttempt({{guesses, {}}}, state.parts.clock.now()) > 0) {
    throw Error(kTooManyRequests, {.detail = "PIN"});
  }
  const auto& person = call.visitor->person;
  try {
    return state.options.certification->desk.start(
        {.id = person.id,
         .name = person.name,
         .may_go_on = stillThere(state, *call.visitor),
         .let_in = [&operators, guesses] { operators.attemptSucceeded({guesses}, guesses); },
         .not_tried = [&operators, guesses] { operators.attemptSucceeded({guesses}, ""); }},
        items, std::move(pin));
  } catch (const Error&) {  // nothing was tried with it
    operators.attemptSucceeded({guesses}, "");
    throw;
  }
}

Response start(Api::State& state, const Call& call, const std::string& body) {
  const auto key = "certification run " + idempotencyKey(call.request);
  const auto turn = state.key_turns.wait(call.caller.client + " " + key);
  auto object = parseObject(body, {"items", "pin"});
  auto pin = pinOf(object);
  object.erase("pin");
  // Without the PIN, which is short enough to be found from its digest.
  const auto fingerprint = core::sha256(object.dump()).hex();
  auto& book = state.parts.book;
  std::string id;
  if (const auto before = book.remembered(call.caller.client, key)) {
    if (before->fingerprint != fingerprint) throw Error(kKeyReused, {});
    id = before->answer;
  } else {
    id = begun(state, call, itemsOf(object), std::move(pin));
    book.remember(call.caller.client, key, {fingerprint, id}, state.parts.clock.now());
  }
  auto response = jsonResponse({{"run", id}}, 202);
  response.set("Location", "/api/v1/certification-runs/" + id);
  return response;
}

CertificationDesk::Run named(Api::State& state, const Call& call) {
  const auto run = state.options.certification->desk.run(call.path.at("run"));
  if (!run || run->officer != call.caller.client) throw Error(kNotFound, {});
  return *run;
}

Response current(Api::State& state, const Call& call) {
  const auto run = state.options.certification->desk.current();
  const bool own = run && run->officer == call.caller.client;
  return jsonResponse(
      {{"run", own ? runJson(*run, call.language) : json(nullptr)}, {"busy", run.has_value()}});
}

Response stop(Api::State& state, const Call& call) {
  const auto run = named(state, call);
  state.options.certification->desk.stop(run.id);
  return jsonResponse(runJson(named(state, call), call.language));
}

}  // namespace

void addCertificationRunRoutes(Api::State& state) {
  if (state.options.certification == nullptr) return;
  const core::Roles roles{core::Role::kCertify};
  const std::string all = "/api/v1/certification-runs";
  state.routes.push_back({.method = "POST",
                          .path = all,
                          .operation = "startCertificationRun",
                          .any_of = roles,
                          .person = true,
                          .secret = true,
                          .media_type = "application/json",
                          .most_bytes = 256U << 10U,
                          .answer = [&state](Call& call, const std::string& body) {
                            return start(state, call, body);
                          }});
  state.routes.push_back(
      {.method = "GET",
       .path = all + "/current",
       .operation = "getCurrentCertificationRun",
       .any_of = roles,
       .person = true,
       .answer = [&state](Call& call, const std::string&) { return current(state, call); }});
  state.routes.push_back({.method = "GET",
                          .path = all + "/{run}",
                          .operation = "getCertificationRun",
                          .any_of = roles,
                          .person = true,
                          .answer = [&state](Call& call, const std::string&) {
                            return jsonResponse(runJson(named(state, call), call.language));
                          }});
  state.routes.push_back(
      {.method = "POST",
       .path = all + "/{run}/stop",
       .operation = "stopCertificationRun",
       .any_of = roles,
       .person = true,
       .answer = [&state](Call& call, const std::string&) { return stop(state, call); }});
}

}  // namespace sohoa::server

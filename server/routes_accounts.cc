// The administration of people and programs: who may come in, and what they may do.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/random.h"
#include "core/text.h"
#include "pipeline/accounts.h"
#include "server/api_state.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/secret.h"
#include "server/totp.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;
using pipeline::AccountChange;
using pipeline::Manager;

constexpr std::size_t kMostId = 64;
constexpr std::size_t kMostName = 200;
constexpr std::int64_t kMostListed = 500;

Manager managerOf(const Call& call) {
  return {call.caller.client, call.caller.roles, call.caller.scope};
}

json rolesJson(const core::Roles& roles) {
  json list = json::array();
  for (const auto role : roles) list.push_back(core::slug(role));
  return list;
}

json personJson(const core::Operator& person) {
  return {{"id", person.id},
          {"login", person.login},
          {"name", person.name},
          {"unit", person.unit},
          {"sees", person.sees},
          {"roles", rolesJson(person.roles)},
          {"second_factor", !person.totp.empty()},
          {"must_change_password", person.must_change},
          {"identity", person.subject},
          {"disabled", person.disabled},
          {"created", core::formatIso8601(person.created)}};
}

json clientJson(const core::ApiClient& client) {
  return {{"id", client.id},
          {"name", client.name},
          {"unit", client.unit},
          {"sees", client.sees},
          {"roles", rolesJson(client.roles)},
          {"certificate", client.certificate},
          {"per_minute", client.per_minute},
          {"disabled", client.disabled},
          {"created", core::formatIso8601(client.created)}};
}

std::optional<core::Roles> rolesIn(const json& object) {
  const auto found = object.find("roles");
  if (found == object.end()) return std::nullopt;
  if (!found->is_array()) throw Error(kBadRequest, {.detail = "roles is no list"});
  core::Roles roles;
  for (const auto& word : *found) {
    const auto role = word.is_string() ? core::role(word.get<std::string>()) : std::nullopt;
    if (!role) throw Error(kBadRequest, {.detail = "roles has a word that is no role"});
    roles.insert(*role);
  }
  return roles;
}

std::optional<int> perMinuteIn(const json& object) {
  const auto found = object.find("per_minute");
  if (found == object.end()) return std::nullopt;
  if (!found->is_number_integer() || *found < 1 || *found > 1000000) {
    throw Error(kBadRequest, {.detail = "per_minute is a number from 1 to 1000000"});
  }
  return found->get<int>();
}

// Empty is no change of what must not be empty.
std::optional<std::string> wordIn(const json& object, const char* name, std::size_t most) {
  auto text = textMember(object, name, most);
  if (text && text->empty()) throw Error(kBadRequest, {.detail = std::string(name) + " is empty"});
  return text;
}

AccountChange changeIn(const json& object) {
  AccountChange change;
  change.name = wordIn(object, "name", kMostName);
  change.unit = wordIn(object, "unit", kMostId);
  change.sees = wordIn(object, "sees", kMostId);
  change.roles = rolesIn(object);
  if (const auto found = object.find("disabled"); found != object.end()) {
    if (!found->is_boolean()) throw Error(kBadRequest, {.detail = "disabled is true or false"});
    change.disabled = found->get<bool>();
  }
  change.subject = textMember(object, "identity", kMostName);
  change.certificate = textMember(object, "certificate", kMostName);
  change.per_minute = perMinuteIn(object);
  return change;
}

// So many accounts behind the cursor, in the order of `key`, which is a text of each.
template <typename Account>
Response listed(const Call& call, const char* list, std::vector<Account> accounts,
                std::string Account::*key, json (*shown)(const Account&)) {
  const auto asked = [&](const char* name) {
    const auto found = call.query.find(name);
    return found == call.query.end() ? std::string() : found->second;
  };
  const auto limit = static_cast<std::size_t>(
      asked("limit").empty() ? kMostListed : wholeNumber(asked("limit"), "limit", 1, kMostListed));
  std::sort(accounts.begin(), accounts.end(),
            [&](const auto& one, const auto& other) { return one.*key < other.*key; });
  auto at = std::find_if(
      accounts.begin(), accounts.end(),
      [&, cursor = asked("cursor")](const auto& account) { return account.*key > cursor; });
  json out = json::array();
  for (; at != accounts.end() && out.size() < limit; ++at) out.push_back(shown(*at));
  return jsonResponse(
      {{list, std::move(out)},
       {"next", at == accounts.end() ? json(nullptr) : json((*std::prev(at)).*key)}});
}

bool plainId(const std::string& id) {
  return !id.empty() && id.size() <= kMostId && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

Response addPerson(Api::State& state, const Call& call, const std::string& body) {
  const auto object = parseObject(body, {"login", "name", "unit", "sees", "roles", "identity"});
  core::Operator person;
  person.id = std::string(core::kOperatorIds) + core::randomHex(8);
  person.login = core::toLower(neededText(object, "login", kMostId));
  if (!plainId(person.login)) {
    throw Error(kBadRequest, {.detail = "login has 1 to 64 of a-z, 0-9, '.', '-', '_'"});
  }
  person.name = neededText(object, "name", kMostName);
  person.unit = neededText(object, "unit", kMostId);
  person.sees = wordIn(object, "sees", kMostId).value_or(person.unit);
  person.roles = rolesIn(object).value_or(core::Roles{});
  person.subject = textMember(object, "identity", kMostName).value_or("");
  person.created = state.parts.clock.now();
  const auto password = newRecoveryCodes().front();
  person.password = hashSecret(password);
  person.must_change = true;
  state.accounts.add(managerOf(call), person);
  auto answer = personJson(person);
  answer["password"] = password;
  return jsonResponse(answer, 201);
}

Response changePerson(Api::State& state, const Call& call, const std::string& body) {
  const auto object = parseObject(body, {"name", "unit", "sees", "roles", "disabled", "identity"});
  return jsonResponse(personJson(
      state.accounts.change(managerOf(call), call.path.at("operator"), changeIn(object))));
}

Response resetPassword(Api::State& state, const Call& call) {
  const auto password = newRecoveryCodes().front();
  auto answer = personJson(
      state.accounts.setPassword(managerOf(call), call.path.at("operator"), hashSecret(password)));
  answer["password"] = password;
  return jsonResponse(answer, 201);
}

Response giveSecondFactor(Api::State& state, const Call& call) {
  const auto secret = newTotpSecret();
  const auto codes = newRecoveryCodes();
  std::vector<std::string> kept;
  for (const auto& code : codes) kept.push_back(recoveryDigest(code));
  const auto person =
      state.accounts.setSecondFactor(managerOf(call), call.path.at("operator"), secret, kept);
  auto answer = personJson(person);
  answer["otpauth"] = otpauthUri(secret, state.options.totp_issuer, person.login);
  answer["recovery_codes"] = codes;
  return jsonResponse(answer, 201);
}

Response removeSecondFactor(Api::State& state, const Call& call) {
  return jsonResponse(personJson(
      state.accounts.setSecondFactor(managerOf(call), call.path.at("operator"), {}, {})));
}

Response endSessions(Api::State& state, const Call& call) {
  state.accounts.endSessions(managerOf(call), call.path.at("operator"));
  Response response;
  response.status = 204;
  return response;
}

Response addClient(Api::State& state, const Call& call, const std::string& body) {
  const auto object =
      parseObject(body, {"id", "name", "unit", "sees", "roles", "certificate", "per_minute"});
  core::ApiClient client;
  client.id = core::toLower(neededText(object, "id", kMostId));
  if (!plainId(client.id)) {
    throw Error(kBadRequest, {.detail = "id has 1 to 64 of a-z, 0-9, '.', '-', '_'"});
  }
  client.name = neededText(object, "name", kMostName);
  client.unit = neededText(object, "unit", kMostId);
  client.sees = wordIn(object, "sees", kMostId).value_or(client.unit);
  client.roles = rolesIn(object).value_or(core::Roles{});
  client.certificate = textMember(object, "certificate", kMostName).value_or("");
  client.per_minute = perMinuteIn(object).value_or(client.per_minute);
  client.created = state.parts.clock.now();
  const auto secret = newSecret();
  client.secret = hashSecret(secret);
  state.accounts.addClient(managerOf(call), client);
  auto answer = clientJson(client);
  answer["secret"] = secret;
  return jsonResponse(answer, 201);
}

Response changeClient(Api::State& state, const Call& call, const std::string& body) {
  const auto object =
      parseObject(body, {"name", "unit", "sees", "roles", "disabled", "certificate", "per_minute"});
  return jsonResponse(clientJson(
      state.accounts.changeClient(managerOf(call), call.path.at("client"), changeIn(object))));
}

Response renewSecret(Api::State& state, const Call& call) {
  const auto secret = newSecret();
  auto answer = clientJson(
      state.accounts.setSecret(managerOf(call), call.path.at("client"), hashSecret(secret)));
  answer["secret"] = secret;
  return jsonResponse(answer, 201);
}

}  // namespace

void addAccountRoutes(Api::State& state) {
  using Answer = std::function<Response(Call&, const std::string&)>;
  const auto add = [&](const char* method, const char* path, const char* operation, bool has_body,
                       Answer answer) {
    state.routes.push_back({.method = method,
                            .path = path,
                            .operation = operation,
                            .any_of = {core::Role::kAdmin},
                            .media_type = has_body ? "application/json" : "",
                            .most_bytes = 16U << 10U,
                            .answer = std::move(answer)});
  };
  // Without a body.
  const auto simple = [&](const char* method, const char* path, const char* operation,
                          Response (*answer)(Api::State&, const Call&)) {
    add(method, path, operation, false,
        [&state, answer](Call& call, const std::string&) { return answer(state, call); });
  };
  const auto list = [&](const char* path, const char* operation,
                        Response (*answer)(Api::State&, const Call&)) {
    simple("GET", path, operation, answer);
    state.routes.back().query = {"cursor", "limit"};
  };
  const auto given = [&](const char* method, const char* path, const char* operation,
                         Response (*answer)(Api::State&, const Call&, const std::string&)) {
    add(method, path, operation, true, [&state, answer](Call& call, const std::string& body) {
      return answer(state, call, body);
    });
  };
  list("/api/v1/operators", "listOperators", [](Api::State& here, const Call& call) {
    return listed(call, "operators", here.accounts.operators(managerOf(call)),
                  &core::Operator::login, personJson);
  });
  given("POST", "/api/v1/operators", "addOperator", addPerson);
  given("PATCH", "/api/v1/operators/{operator}", "changeOperator", changePerson);
  simple("POST", "/api/v1/operators/{operator}/password", "resetPassword", resetPassword);
  simple("POST", "/api/v1/operators/{operator}/second-factor", "giveSecondFactor",
         giveSecondFactor);
  simple("DELETE", "/api/v1/operators/{operator}/second-factor", "removeSecondFactor",
         removeSecondFactor);
  simple("DELETE", "/api/v1/operators/{operator}/sessions", "endOperatorSessions", endSessions);
  list("/api/v1/clients", "listClients", [](Api::State& here, const Call& call) {
    return listed(call, "clients", here.accounts.clients(managerOf(call)), &core::ApiClient::id,
                  clientJson);
  });
  given("POST", "/api/v1/clients", "addClient", addClient);
  given("PATCH", "/api/v1/clients/{client}", "changeClient", changeClient);
  simple("POST", "/api/v1/clients/{client}/secret", "renewClientSecret", renewSecret);
}

}  // namespace sohoa::server

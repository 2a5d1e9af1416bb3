// Who is told of what, and how it went.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/random.h"
#include "server/api_state.h"
#include "server/base64.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/webhook_dispatcher.h"

namespace sohoa::server {
namespace {

using core::Error;
using core::Webhook;
using core::WebhookMessage;
using nlohmann::json;

constexpr std::size_t kMostUrl = 1000;
constexpr std::size_t kMostWebhooks = 100;  // of one account

json webhookJson(const Webhook& webhook) {
  return {{"id", webhook.id},         {"url", webhook.url},
          {"events", webhook.events}, {"unit", webhook.unit},
          {"owner", webhook.owner},   {"created", core::formatIso8601(webhook.created)}};
}

json messageJson(const WebhookMessage& message) {
  const auto time = [](const std::optional<core::Timestamp>& at) {
    return at ? json(core::formatIso8601(*at)) : json(nullptr);
  };
  const bool waits = message.state == core::MessageState::kWaiting;
  return {{"id", message.id},
          {"event", message.event},
          {"state", core::slug(message.state)},
          {"attempts", message.attempts},
          {"status", message.status},
          {"problem", message.problem},
          {"created", core::formatIso8601(message.created)},
          {"due", waits ? json(core::formatIso8601(message.due)) : json(nullptr)},
          {"settled", time(message.settled)},
          {"body", json::parse(message.body)}};
}

// An absolute address without a name and password, which would be told on; where it leads is seen
// when it is connected to.
std::string urlOf(const Api::State& state, const json& object) {
  auto url = neededText(object, "url", kMostUrl);
  const bool plain = std::all_of(url.begin(), url.end(), [](unsigned char c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '<' && c != '>' && c != '#';
  });
  const bool secure = url.starts_with("https://");
  const bool http = url.starts_with("http://") && state.options.private_webhooks;
  const auto host = url.substr(std::min(url.size(), url.find("://") + 3));
  const auto authority = host.substr(0, host.find_first_of("/?"));
  if (!plain || !(secure || http) || authority.empty() ||
      authority.find('@') != std::string::npos) {
    throw Error(kBadRequest, {.detail = "url is no https address"});
  }
  return url;
}

std::set<std::string> eventsOf(const json& object) {
  const auto found = object.find("events");
  std::set<std::string> events;
  if (found != object.end() && found->is_array()) {
    for (const auto& event : *found) {
      if (!event.is_string() || webhookEvents().count(event) == 0) {
        throw Error(kBadRequest, {.detail = "events names one that there is not"});
      }
      events.insert(event);
    }
  }
  if (events.empty()) throw Error(kBadRequest, {.detail = "events is no list of events"});
  return events;
}

Response create(Api::State& state, Call& call, const std::string& body) {
  const auto object = parseObject(body, {"url", "events", "unit"});
  Webhook webhook;
  webhook.url = urlOf(state, object);
  webhook.events = eventsOf(object);
  webhook.unit = textMember(object, "unit", 128).value_or(call.caller.unit);
  if (webhook.unit.empty() || !call.caller.sees(webhook.unit)) {
    throw Error(kForbidden, {.detail = "another office"});
  }
  webhook.owner = call.caller.client;
  const auto all = state.parts.webhooks.webhooks();
  const auto own = std::count_if(all.begin(), all.end(),
                                 [&](const Webhook& one) { return one.owner == webhook.owner; });
  if (static_cast<std::size_t>(own) >= kMostWebhooks) {
    throw Error(kBadRequest, {.detail = "the account has as many as it may have"});
  }
  webhook.id = "wh_" + core::randomHex(12);
  std::array<std::uint8_t, 32> bytes{};
  core::fillRandom(bytes);
  webhook.secret = base64(bytes);
  webhook.created = state.parts.clock.now();
  state.parts.webhooks.add(webhook);
  auto out = webhookJson(webhook);
  out["secret"] = "whsec_" + webhook.secret;  // the one time that it is seen
  return jsonResponse(out, 201);
}

Webhook seenWebhook(const Api::State& state, const Call& call) {
  auto found = state.parts.webhooks.find(call.path.at("webhook"));
  if (!found || !call.caller.sees(found->unit)) throw Error(kNotFound, {});
  return *std::move(found);
}

Response list(const Api::State& state, const Call& call) {
  json webhooks = json::array();
  for (const auto& webhook : state.parts.webhooks.webhooks()) {
    if (call.caller.sees(webhook.unit)) webhooks.push_back(webhookJson(webhook));
  }
  return jsonResponse({{"webhooks", std::move(webhooks)}});
}

Response remove(const Api::State& state, const Call& call) {
  state.parts.webhooks.remove(seenWebhook(state, call).id);
  Response response;
  response.status = 204;
  return response;
}

std::optional<core::MessageState> askedState(const Call& call) {
  const auto asked = call.query.find("state");
  if (asked == call.query.end()) return std::nullopt;
  for (const auto state :
       {core::MessageState::kWaiting, core::MessageState::kDelivered, core::MessageState::kDead}) {
    if (asked->second == slug(state)) return state;
  }
  throw Error(kBadRequest, {.detail = "state is waiting, delivered or dead"});
}

Response deliveries(const Api::State& state, const Call& call) {
  const auto webhook = seenWebhook(state, call);
  const auto after = numberIn(call.query, "cursor", 0, (std::int64_t{1} << 62) - 1, 0);
  const auto most = static_cast<int>(numberIn(call.query, "limit", 1, 1000, 100));
  const auto rows = state.parts.webhooks.messages(webhook.id, askedState(call), after, most);
  json items = json::array();
  for (const auto& row : rows) items.push_back(messageJson(row));
  const bool more = static_cast<int>(rows.size()) == most;
  return jsonResponse({{"deliveries", std::move(items)},
                       {"next", more ? json(std::to_string(rows.back().number)) : json(nullptr)}});
}

Response replay(const Api::State& state, const Call& call) {
  const auto webhook = seenWebhook(state, call);
  return jsonResponse(messageJson(state.parts.webhooks.replay(webhook.id, call.path.at("delivery"),
                                                              state.parts.clock.now())),
                      202);
}

}  // namespace

void addWebhookRoutes(Api::State& state) {
  const core::Roles admin{core::Role::kAdmin};
  state.routes.push_back({.method = "POST",
                          .path = "/api/v1/webhooks",
                          .operation = "createWebhook",
                          .any_of = admin,
                          .media_type = "application/json",
                          .most_bytes = 16U << 10U,
                          .answer = [&state](Call& call, const std::string& body) {
                            return create(state, call, body);
                          }});
  const auto add = [&](const char* method, const char* path, const char* operation,
                       Response (*answer)(const Api::State&, const Call&),
                       std::vector<std::string> query = {}) {
    state.routes.push_back({.method = method,
                            .path = path,
                            .operation = operation,
                            .any_of = admin,
                            .query = std::move(query),
                            .answer = [&state, answer](Call& call, const std::string&) {
                              return answer(state, call);
                            }});
  };
  add("GET", "/api/v1/webhooks", "listWebhooks", list);
  add("DELETE", "/api/v1/webhooks/{webhook}", "deleteWebhook", remove);
  add("GET", "/api/v1/webhooks/{webhook}/deliveries", "listDeliveries", deliveries,
      {"state", "cursor", "limit"});
  add("POST", "/api/v1/webhooks/{webhook}/deliveries/{delivery}/replay", "replayDelivery", replay);
}

}  // namespace sohoa::server

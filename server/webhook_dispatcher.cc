#include "server/webhook_dispatcher.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/error.h"
#include "core/random.h"
#include "pipeline/forwarder.h"
#include "server/base64.h"

namespace sohoa::server {

using core::WebhookMessage;
using nlohmann::json;

namespace {

constexpr int kPage = 200;
constexpr int kGone = 410;
constexpr std::chrono::hours kLongestBeginning{1};

double randomShare() {
  std::array<std::uint8_t, 2> bytes{};
  core::fillRandom(bytes);
  return (bytes[0] * 256 + bytes[1]) / 65535.0;
}

json copyData(const std::string& copy, const std::string& unit, const std::string& kind) {
  return {{"copy", copy}, {"unit", unit}, {"kind", kind}, {"href", "/api/v1/copies/" + copy}};
}

}  // namespace

const std::set<std::string>& webhookEvents() {
  static const std::set<std::string> events{"copy.created", "copy.replaced", "copy.removed",
                                            "batch.done"};
  return events;
}

std::string webhookSignature(const std::string& secret, const std::string& id,
                             std::int64_t timestamp, const std::string& body) {
  const auto key = fromBase64(secret).value_or(std::vector<std::uint8_t>{});
  return "v1," +
         base64(core::hmacSha256(key, id + "." + std::to_string(timestamp) + "." + body).bytes());
}

void WebhookDispatcher::gather() {
  webhooks_ = parts_.book.webhooks();
  std::erase_if(webhooks_, [&](const core::Webhook& webhook) { return !stands(webhook); });
  gatherCopies();
  gatherVersions();
  gatherBatches();
  const auto now = parts_.clock.now();
  if (now - pruned_ < std::chrono::hours(1)) return;
  parts_.book.prune(now - rules_.kept);
  pruned_ = now;
}

bool WebhookDispatcher::stands(const core::Webhook& webhook) const {
  const auto may = [&](const auto& account) {
    if (!account || account->disabled || !account->roles.contains(core::Role::kAdmin)) return false;
    const auto scope = units_.scope(account->sees);
    return !scope || std::find(scope->begin(), scope->end(), webhook.unit) != scope->end();
  };
  return webhook.owner.starts_with(core::kOperatorIds)
             ? may(parts_.operators.operatorById(webhook.owner))
             : may(parts_.clients.client(webhook.owner));
}

void WebhookDispatcher::gatherCopies() {
  const auto from = parts_.book.position("copies");
  for (std::int64_t at = from.value_or(0);;) {
    const auto changes = parts_.catalogue.changes(at, std::nullopt, kPage);
    if (from && changes.last == at) return;
    std::vector<WebhookMessage> messages;
    for (const auto& copy : changes.copies) {
      auto data = copyData(copy.id, copy.unit, copy.kind);
      data["sha256"] = copy.content.hex();
      add(messages, "copy.created", copy.unit, data.dump());
    }
    for (const auto& stone : changes.removed) {
      auto data = copyData(stone.copy_id, stone.unit, stone.kind);
      data["sha256"] = stone.content.hex();
      data["rule"] = stone.rule;
      data["removed"] = core::formatIso8601(stone.removed);
      add(messages, "copy.removed", stone.unit, data.dump());
    }
    if (from) {
      if (!parts_.book.record("copies", at, changes.last, messages)) return;
    } else if (!changes.more) {
      // What was there before anybody could ask to be told is no news.
      parts_.book.record("copies", std::nullopt, changes.last, {});
      return;
    }
    at = changes.last;
    if (!changes.more) return;
  }
}

void WebhookDispatcher::gatherVersions() {
  const auto from = parts_.book.position("versions");
  for (std::int64_t at = from.value_or(0);;) {
    const auto changes = parts_.versions.changes(at, kPage);
    if (changes.versions.empty()) {
      if (!from) parts_.book.record("versions", std::nullopt, at, {});
      return;
    }
    std::vector<WebhookMessage> messages;
    for (const auto& version : changes.versions) {
      const auto copy = parts_.catalogue.find(version.copy);
      if (!from || !copy) continue;
      auto data = copyData(copy->id, copy->unit, copy->kind);
      data["version"] = version.number;
      data["reason"] = version.reason;
      data["sha256"] = version.content.hex();
      add(messages, "copy.replaced", copy->unit, data.dump());
    }
    if (from && !parts_.book.record("versions", at, changes.last, messages)) return;
    at = changes.last;
  }
}

// The newest, as far back as there are any that are not known yet.
void WebhookDispatcher::seeBatches() {
  constexpr int kBatches = 200;
  std::string before;
  for (bool more = true; more;) {
    const auto batches = parts_.stores.borrow()->batchesBefore(before, kBatches);
    more = false;
    for (const auto& batch : batches) {
      before = batch.id;
      if (told_batches_.contains(batch.id)) continue;
      more = open_batches_.emplace(batch.id, batch).second || more;
    }
  }
}

// A batch is told of once, when nothing of it is left to do; what a person takes up again later is
// no second batch.
void WebhookDispatcher::gatherBatches() {
  const bool first = !parts_.book.position("batches");
  seeBatches();
  for (auto each = open_batches_.begin(); each != open_batches_.end();) {
    const auto& batch = each->second;
    const auto feed = "batch " + batch.id;
    if (!parts_.book.position(feed)) {
      // The store is given back before the book is asked: requests wait for one too.
      const auto progress = parts_.stores.borrow()->progress(batch.id);
      // One without pages was just begun, or nothing of it could be taken in.
      const auto now = parts_.clock.now();
      const bool begun = now < batch.created + kLongestBeginning;
      if (progress.jobs_open > 0 || progress.reviews_waiting > 0 || core::isTaking(progress, now) ||
          (progress.pages_total == 0 && begun)) {
        ++each;
        continue;
      }
      std::vector<WebhookMessage> messages;
      const json data{{"batch", batch.id},
                      {"unit", batch.unit},
                      {"pages", progress.pages_done},
                      {"copies", progress.copies_done},
                      {"href", "/api/v1/batches/" + batch.id}};
      if (!first) add(messages, "batch.done", batch.unit, data.dump());
      parts_.book.record(feed, std::nullopt, 1, messages);
    }
    told_batches_.insert(batch.id);
    each = open_batches_.erase(each);
  }
  if (first) parts_.book.record("batches", std::nullopt, 1, {});
}

void WebhookDispatcher::add(std::vector<WebhookMessage>& messages, const std::string& event,
                            const std::string& unit, const std::string& data) const {
  const auto now = parts_.clock.now();
  for (const auto& webhook : webhooks_) {
    if (webhook.events.count(event) == 0) continue;
    const auto scope = units_.scope(webhook.unit);
    if (scope && std::find(scope->begin(), scope->end(), unit) == scope->end()) continue;
    WebhookMessage message;
    message.id = "msg_" + core::randomHex(16);
    message.webhook = webhook.id;
    message.event = event;
    message.body =
        json{{"type", event}, {"timestamp", core::formatIso8601(now)}, {"data", json::parse(data)}}
            .dump(-1, ' ', false, json::error_handler_t::replace);
    message.created = message.due = now;
    messages.push_back(std::move(message));
  }
}

core::HttpRequest WebhookDispatcher::requestOf(const WebhookMessage& message,
                                               const core::Webhook& webhook) const {
  const auto timestamp =
      std::chrono::floor<std::chrono::seconds>(parts_.clock.now()).time_since_epoch().count();
  core::HttpRequest request;
  request.method = "POST";
  request.url = webhook.url;
  request.headers = {
      {"Content-Type", "application/json"},
      {"webhook-id", message.id},
      {"webhook-timestamp", std::to_string(timestamp)},
      {"webhook-signature", webhookSignature(webhook.secret, message.id, timestamp, message.body)}};
  request.body.assign(message.body.begin(), message.body.end());
  request.timeout = rules_.timeout;
  request.max_response_bytes = 64U << 10U;
  return request;
}

bool WebhookDispatcher::sendOne() {
  const auto now = parts_.clock.now();
  const auto message = parts_.book.claim(now, now + rules_.claim);
  if (!message) return false;
  const auto webhook = parts_.book.find(message->webhook);
  if (!webhook) return true;
  if (!stands(*webhook)) {
    parts_.book.died(*message, 0, kWebhookOrphaned.slug, now);
    return true;
  }
  if (!fromBase64(webhook->secret)) {  // another server may have the key
    settle(*message, *webhook, 0, kWebhookNoSecret);
    return true;
  }
  try {
    const auto response = parts_.http.send(requestOf(*message, *webhook));
    if (response.status / 100 == 2) {
      parts_.book.delivered(*message, response.status, parts_.clock.now());
    } else {
      settle(*message, *webhook, response.status,
             response.status == kGone ? kWebhookGone : kWebhookRefused);
    }
  } catch (const core::Error& error) {
    settle(*message, *webhook, 0, error.code());
  }
  return true;
}

void WebhookDispatcher::settle(const WebhookMessage& message, const core::Webhook& webhook,
                               int status, const core::ErrorCode& problem) {
  const auto now = parts_.clock.now();
  const pipeline::ForwardRules pauses{.first_pause = rules_.first_pause,
                                      .longest_pause = rules_.longest_pause};
  // Who gave no answer to other messages rests as long after this one.
  const int failures = std::max(message.attempts, status == 0 ? webhook.silences : 0) + 1;
  const auto due = now + pipeline::pauseAfter(pauses, failures, randomShare());
  if (problem.retry != core::Retry::kTransient || due > message.created + rules_.give_up) {
    parts_.book.died(message, status, problem.slug, now);
  } else {
    parts_.book.postponed(message, status, problem.slug, due);
  }
}

}  // namespace sohoa::server

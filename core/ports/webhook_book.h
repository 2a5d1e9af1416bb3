#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kNoSuchWebhook{"webhook.no_such_webhook", Retry::kNever,
                                          "Không có đăng ký hoặc lần gửi nào mang mã này.",
                                          "There is no subscription or delivery with this id."};

// Somebody who wants to be told.
struct Webhook {
  std::string id;
  std::string owner;  // account that asked for it
  std::string unit;   // tells of papers of this unit and those below it; kEveryUnit: of all
  std::string url{};
  std::set<std::string> events{};  // "copy.created", …
  std::string secret;              // that messages are signed with, base64
  Timestamp created{};
  int silences = 0;  // messages in a row that it gave no answer to
};

enum class MessageState { kWaiting, kDelivered, kDead };
[[nodiscard]] std::string_view slug(MessageState state);  // "waiting", "delivered", "dead"

// One event for one webhook.
struct WebhookMessage {
  std::string id;  // every attempt carries it
  std::string webhook;
  std::string event;
  std::string body;  // JSON
  MessageState state = MessageState::kWaiting;
  int attempts = 0;  // that ended
  Timestamp created;
  Timestamp due;        // not before
  int status = 0;       // of the last answer; 0: there was none
  std::string problem;  // slug of the last failure
  std::optional<Timestamp> settled;
  std::int64_t number = 0;  // of the row, from 1
  std::int64_t lease = 0;   // of the claim
};

// Who is to be told of what, and what is still to be told. Durable when a call returns. Safe for
// several threads and processes. Throws Error(kStoreBusy).
class WebhookBook {
 public:
  virtual ~WebhookBook() = default;

  virtual void add(const Webhook& webhook) = 0;
  [[nodiscard]] virtual std::vector<Webhook> webhooks() const = 0;  // oldest first
  [[nodiscard]] virtual std::optional<Webhook> find(const std::string& id) const = 0;
  // With its messages. Throws Error(kNoSuchWebhook).
  virtual void remove(const std::string& id) = 0;

  // Up to where a feed ("copies", "versions", "batches") was read; nothing: never.
  [[nodiscard]] virtual std::optional<std::int64_t> position(const std::string& feed) const = 0;
  // Adds the messages and moves the feed on, all or none; false and nothing when somebody else
  // moved it from `from` (nothing: never read) before.
  virtual bool record(const std::string& feed, std::optional<std::int64_t> from, std::int64_t to,
                      const std::vector<WebhookMessage>& messages) = 0;

  // The message that has been due longest of those whose webhook has none on its way and need not
  // rest, now the caller's until `until`; one that is not settled by then was left by a dead
  // process and comes again.
  [[nodiscard]] virtual std::optional<WebhookMessage> claim(Timestamp now, Timestamp until) = 0;
  // How a claim ended; nothing happens when it is another's meanwhile.
  virtual void delivered(const WebhookMessage& sent, int status, Timestamp now) = 0;
  // Without an answer (`status` 0) the webhook rests until then, with all its messages.
  virtual void postponed(const WebhookMessage& failed, int status, std::string_view problem,
                         Timestamp due) = 0;
  virtual void died(const WebhookMessage& failed, int status, std::string_view problem,
                    Timestamp now) = 0;

  // Oldest first, after the row with that number.
  [[nodiscard]] virtual std::vector<WebhookMessage> messages(
      const std::string& webhook, const std::optional<MessageState>& state, std::int64_t after,
      int limit) const = 0;
  // Forgets the messages that were settled before. Returns how many.
  virtual int prune(Timestamp settled_before) = 0;
  // Due at once, under the same id, whatever became of it. Throws Error(kNoSuchWebhook).
  virtual WebhookMessage replay(const std::string& webhook, const std::string& id,
                                Timestamp now) = 0;
};

}  // namespace sohoa::core

#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/pool.h"
#include "core/ports/access_book.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_versions.h"
#include "core/ports/http_client.h"
#include "core/ports/operator_book.h"
#include "core/ports/webhook_book.h"
#include "core/ports/work_store.h"
#include "core/unit_tree.h"

namespace sohoa::server {

inline constexpr core::ErrorCode kWebhookRefused{
    "webhook.refused", core::Retry::kTransient,
    "Bên nhận không nhận tin (mã trả lời khác 2xx); sẽ gửi lại.",
    "The receiver did not take the message (no 2xx); it is sent again."};
inline constexpr core::ErrorCode kWebhookGone{
    "webhook.gone", core::Retry::kNever, "Bên nhận nói địa chỉ này đã bỏ (410); không gửi nữa.",
    "The receiver says that the address is gone (410); nothing is sent any more."};

inline constexpr core::ErrorCode kWebhookOrphaned{
    "webhook.orphaned", core::Retry::kNever,
    "Tài khoản lập webhook này đã bị khoá hoặc không còn quyền với đơn vị; không gửi nữa.",
    "The account that asked for this is disabled or has no right to the unit any more; nothing is "
    "sent."};

inline constexpr core::ErrorCode kWebhookNoSecret{
    "webhook.no_secret", core::Retry::kTransient,
    "Không mở được bí mật dùng để ký tin (thiếu khoá sau khi phục hồi?); hãy lập lại webhook.",
    "The secret that messages are signed with cannot be opened (a restore without keys?); set the "
    "webhook up anew."};

// "copy.created", "copy.replaced", "copy.removed", "batch.done".
[[nodiscard]] const std::set<std::string>& webhookEvents();

// `webhook-signature` of https://www.standardwebhooks.com: "v1," and the base64 of HMAC-SHA256
// under the secret's bytes over "ID.TIMESTAMP.BODY". `secret` is base64.
[[nodiscard]] std::string webhookSignature(const std::string& secret, const std::string& id,
                                           std::int64_t timestamp, const std::string& body);

struct WebhookRules {
  std::chrono::seconds first_pause{10};  // doubles after each failure, with a random share taken
  std::chrono::seconds longest_pause{6 * 3600};
  std::chrono::seconds give_up{3 * 86400};  // after the message was made, or replayed
  std::chrono::seconds claim{120};          // what is not settled by then comes again
  std::chrono::milliseconds timeout{15000};
  std::chrono::hours kept{30 * 24};  // messages that were settled
};

// Tells webhooks what happened. Several of it, in as many processes, tell everything once: feeds
// move on in one transaction with the messages made of them, and messages are claimed. A webhook
// whose owner could not ask for it any more gets nothing. One thread each; what it is given
// outlives it.
class WebhookDispatcher {
 public:
  struct Parts {
    const core::CopyCatalogue& catalogue;
    const core::CopyVersions& versions;
    core::WebhookBook& book;
    const core::AccessBook& clients;
    const core::OperatorBook& operators;
    core::Pool<core::WorkStore>& stores;
    core::HttpClient& http;
    const core::Clock& clock;
  };
  WebhookDispatcher(const Parts& parts, const core::UnitTree& units, WebhookRules rules)
      : parts_(parts), units_(units), rules_(rules) {}

  // Makes messages of what came since; the first time of all, of nothing. Forgets what was settled
  // long ago. Throws Error.
  void gather();
  // Sends the message that has been due longest. False: none is due. Throws Error of the book
  // alone; what the far side does is noted with the message.
  bool sendOne();

 private:
  void gatherCopies();
  void gatherVersions();
  void gatherBatches();
  void seeBatches();
  // Adds a message for each webhook that wants this event of papers of this unit.
  void add(std::vector<core::WebhookMessage>& messages, const std::string& event,
           const std::string& unit, const std::string& data) const;
  // Whether its owner could still ask for it.
  [[nodiscard]] bool stands(const core::Webhook& webhook) const;
  [[nodiscard]] core::HttpRequest requestOf(const core::WebhookMessage& message,
                                            const core::Webhook& webhook) const;
  void settle(const core::WebhookMessage& message, const core::Webhook& webhook, int status,
              const core::ErrorCode& problem);

  Parts parts_;
  const core::UnitTree& units_;
  WebhookRules rules_;
  std::vector<core::Webhook> webhooks_;  // of this round
  std::set<std::string> told_batches_;
  std::map<std::string, core::BatchRow> open_batches_;  // seen, and not told of
  core::Timestamp pruned_{};
};

}  // namespace sohoa::server

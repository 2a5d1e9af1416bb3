#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/pool.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_versions.h"
#include "core/ports/http_client.h"
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

// "copy.created", "copy.replaced", "batch.done".
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
};

// Tells webhooks what happened. Several of it, in as many processes, tell everything once: feeds
// move on in one transaction with the messages made of them, and messages are claimed. One thread
// each; what it is given outlives it.
class WebhookDispatcher {
 public:
  struct Parts {
    const core::CopyCatalogue& catalogue;
    const core::CopyVersions& versions;
    core::WebhookBook& book;
    core::Pool<core::WorkStore>& stores;
    core::HttpClient& http;
    const core::Clock& clock;
  };
  WebhookDispatcher(const Parts& parts, const core::UnitTree& units, WebhookRules rules)
      : parts_(parts), units_(units), rules_(rules) {}

  // Makes messages of what came since; the first time of all, of nothing. Throws Error.
  void gather();
  // Sends the message that has been due longest. False: none is due. Throws Error of the book
  // alone; what the far side does is noted with the message.
  bool sendOne();

 private:
  void gatherCopies();
  void gatherVersions();
  void gatherBatches();
  // Adds a message for each webhook that wants this event of papers of this unit.
  void add(std::vector<core::WebhookMessage>& messages, const std::string& event,
           const std::string& unit, const std::string& data) const;
  void settle(const core::WebhookMessage& message, int status, const core::ErrorCode& problem);

  Parts parts_;
  const core::UnitTree& units_;
  WebhookRules rules_;
  std::vector<core::Webhook> webhooks_;  // of this round
  std::set<std::string> told_batches_;
};

// Runs a dispatcher in a thread of its own until it is destroyed. Failures of the stores are waited
// out.
class WebhookThread {
 public:
  explicit WebhookThread(WebhookDispatcher& dispatcher,
                         std::chrono::milliseconds between = std::chrono::seconds(1));
  ~WebhookThread();
  WebhookThread(const WebhookThread&) = delete;
  WebhookThread& operator=(const WebhookThread&) = delete;

 private:
  void run(std::chrono::milliseconds between);
  [[nodiscard]] bool stopping();

  WebhookDispatcher& dispatcher_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace sohoa::server

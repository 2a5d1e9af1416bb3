#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/secret_box.h"
#include "core/ports/webhook_book.h"
#include "store/location.h"
#include "store/sealed_column.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// Webhooks and their messages beside the accounts of SqlAccessBook, in the same place. Threads take
// turns at one connection. Not to be carried across fork().
class SqlWebhookBook final : public core::WebhookBook {
 public:
  // Opens the place, makes it when absent, and migrates it; errors as for SqlWorkStore. With a
  // `box`, which outlives this, secrets lie in the place sealed, also those that were there.
  explicit SqlWebhookBook(const Location& location,
                          std::chrono::milliseconds busy_timeout = std::chrono::seconds(10),
                          const core::SecretBox* box = nullptr);
  ~SqlWebhookBook() override;

  void add(const core::Webhook& webhook) override;
  [[nodiscard]] std::vector<core::Webhook> webhooks() const override;
  [[nodiscard]] std::optional<core::Webhook> find(const std::string& id) const override;
  void remove(const std::string& id) override;
  [[nodiscard]] std::optional<std::int64_t> position(const std::string& feed) const override;
  bool record(const std::string& feed, std::optional<std::int64_t> from, std::int64_t to,
              const std::vector<core::WebhookMessage>& messages) override;
  [[nodiscard]] std::optional<core::WebhookMessage> claim(core::Timestamp now,
                                                          core::Timestamp until) override;
  void delivered(const core::WebhookMessage& sent, int status, core::Timestamp now) override;
  void postponed(const core::WebhookMessage& failed, int status, std::string_view problem,
                 core::Timestamp due) override;
  void died(const core::WebhookMessage& failed, int status, std::string_view problem,
            core::Timestamp now) override;
  [[nodiscard]] std::vector<core::WebhookMessage> messages(
      const std::string& webhook, const std::optional<core::MessageState>& state,
      std::int64_t after, int limit) const override;
  int prune(core::Timestamp settled_before) override;
  core::WebhookMessage replay(const std::string& webhook, const std::string& id,
                              core::Timestamp now) override;

 private:
  struct Settled {
    core::MessageState state;
    int status;
    std::string_view problem;
    core::Timestamp due;  // or when it ended
  };
  void settle(const core::WebhookMessage& held, const Settled& how);

  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
  SealedColumn secret_;
};

}  // namespace sohoa::store

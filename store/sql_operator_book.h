#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/operator_book.h"
#include "core/ports/secret_box.h"
#include "store/location.h"
#include "store/sealed_column.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// The operators beside the clients of SqlAccessBook, in the same place. Threads take turns at one
// connection. Not to be carried across fork().
class SqlOperatorBook final : public core::OperatorBook {
 public:
  // Opens the place, makes it when absent, and migrates it; errors as for SqlWorkStore. With a
  // `box`, which outlives this, second factors lie in the place sealed, also those that were there.
  explicit SqlOperatorBook(const Location& location,
                           std::chrono::milliseconds busy_timeout = std::chrono::seconds(10),
                           const core::SecretBox* box = nullptr);
  ~SqlOperatorBook() override;

  void addOperator(const core::Operator& person) override;
  core::Operator changeOperator(const std::string& id,
                                const std::function<void(core::Operator&)>& change) override;
  [[nodiscard]] std::optional<core::Operator> operatorById(const std::string& id) const override;
  [[nodiscard]] std::optional<core::Operator> operatorByLogin(
      const std::string& login) const override;
  [[nodiscard]] std::optional<core::Operator> operatorBySubject(
      const std::string& subject) const override;
  [[nodiscard]] std::vector<core::Operator> operators() const override;
  bool useStep(const std::string& id, std::int64_t step) override;
  void setRecoveryCodes(const std::string& id, const std::vector<std::string>& codes) override;
  bool useRecoveryCode(const std::string& id, const std::string& code) override;
  int startAttempt(const std::vector<std::pair<std::string, Patience>>& names,
                   core::Timestamp now) override;
  void attemptSucceeded(const std::vector<std::string>& names, const std::string& cleared) override;
  void addSession(const core::Session& session) override;
  [[nodiscard]] std::optional<core::Session> session(const std::string& key) const override;
  void touchSession(const std::string& key, core::Timestamp now) override;
  void endSession(const std::string& key) override;
  void endSessions(const std::string& operator_id) override;
  int expireSessions(core::Timestamp now, core::Timestamp seen_before) override;

 private:
  [[nodiscard]] std::optional<core::Operator> one(const char* condition,
                                                  const std::string& value) const;

  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
  SealedColumn totp_;
};

}  // namespace sohoa::store

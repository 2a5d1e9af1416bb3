#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/ports/review_book.h"
#include "store/copy_id.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
class Statement;
}  // namespace sql

// The review book in the same place as SqlWorkStore, over a connection of its own.
class SqlReviewBook final : public core::ReviewBook {
 public:
  // Opens the place, makes it when absent, and migrates it. Throws as SqlWorkStore does.
  explicit SqlReviewBook(const Location& location,
                         std::function<std::string()> new_copy_id = randomCopyId);
  ~SqlReviewBook() override;

  [[nodiscard]] std::vector<core::ReviewEntry> waiting(const Wanted& wanted) override;
  [[nodiscard]] int count(const std::optional<std::vector<std::string>>& units) override;
  [[nodiscard]] std::optional<core::ReviewEntry> find(const std::string& copy_id) override;
  [[nodiscard]] core::ReviewContent content(core::Id document, int revision) override;
  [[nodiscard]] std::vector<core::ReviewStep> steps(core::Id document) override;
  void claim(core::Id document, const std::string& person, core::Timestamp now,
             core::Timestamp until) override;
  int change(const core::ReviewTurn& turn, const std::string& action,
             const core::ReviewContent& content) override;
  std::string split(const core::ReviewTurn& turn, const core::ReviewContent& kept,
                    const core::ReviewContent& taken) override;
  void merge(const core::ReviewTurn& turn, const std::string& other, int other_revision,
             const core::ReviewContent& content) override;
  void approve(const core::ReviewTurn& turn, const core::ReviewContent& content,
               const std::map<int, core::Sha256>& results,
               const core::ReviewEffort& effort) override;
  void holdSecret(const core::ReviewTurn& turn, const std::string& level) override;
  [[nodiscard]] std::vector<core::ReviewEffort> efforts(core::Timestamp since,
                                                        core::Timestamp until) override;

 private:
  // Within an open transaction, as all that follow: the document, which this one alone changes;
  // throws unless it waits at that revision.
  core::ReviewEntry take(const core::ReviewTurn& turn);
  [[nodiscard]] std::optional<core::ReviewEntry> entryWhere(std::string_view condition,
                                                            const std::string& copy_id,
                                                            core::Id document);
  // Writes the next revision and the document as it says, and returns its number.
  int write(const core::ReviewTurn& turn, const std::string& action,
            const core::ReviewContent& content);
  void recordEffort(const core::ReviewTurn& turn, const core::ReviewEffort& effort);

  std::unique_ptr<sql::Connection> connection_;
  std::function<std::string()> new_copy_id_;
};

}  // namespace sohoa::store

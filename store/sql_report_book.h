#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/report_book.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// What reports are made from, beside the reuses of SqlAccessBook, in the same place. Threads take
// turns at one connection. Not to be carried across fork().
class SqlReportBook final : public core::ReportBook {
 public:
  // Opens the place, makes it when absent, and migrates it; errors as for SqlWorkStore.
  explicit SqlReportBook(const Location& location,
                         std::chrono::milliseconds busy_timeout = std::chrono::seconds(10));
  ~SqlReportBook() override;

  [[nodiscard]] std::optional<Place> place() const override;
  bool beginAnew(const std::optional<Place>& from, const Place& to) override;
  bool count(const Place& from, std::int64_t to,
             const std::vector<core::ReportCount>& counts) override;
  [[nodiscard]] std::vector<Sum> sums(const std::string& measure, const std::string& from,
                                      const std::string& until, bool by_day) const override;
  [[nodiscard]] std::vector<Sum> reuses(core::Timestamp from, core::Timestamp until) const override;
  void addFigures(const std::vector<core::ReportFigure>& figures) override;
  [[nodiscard]] std::vector<core::ReportFigure> figures(const std::string& from,
                                                        const std::string& until) const override;
  [[nodiscard]] std::vector<core::ReportFigure> lastFigures(
      const std::optional<std::vector<std::string>>& units, int limit) const override;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store

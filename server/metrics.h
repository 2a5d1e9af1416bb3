#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::server {

// One metric in the text exposition format of Prometheus 0.0.4.
class MetricText {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  // Begins a metric; `type` is "counter", "gauge" or "histogram".
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(std::string_view name, const Labels& labels, double value);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// What the server counts of itself: operations by status, their time and bytes. Never names a copy,
// a person or a search. Safe for several threads.
class RequestMetrics {
 public:
  void count(std::string_view operation, int status, std::uint64_t bytes,
             std::chrono::duration<double> time);
  void write(MetricText& out) const;

 private:
  static constexpr std::array kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,  0.5,    1.0,   2.5,  5.0,   10.0};
  struct Row {
    std::map<int, std::uint64_t> by_status;
    std::array<std::uint64_t, kBounds.size() + 1> by_time{};
    double seconds = 0;
    std::uint64_t bytes = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Row, std::less<>> rows_;
};

}  // namespace sohoa::server

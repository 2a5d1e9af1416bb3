#include "server/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace sohoa::server {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

void MetricText::family(std::string_view name, std::string_view type, std::string_view help) {
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void MetricText::sample(std::string_view name, const Labels& labels, double value) {
  text_ += name;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    text_ +=
        fmt::format("{}{}=\"{}\"", i == 0 ? "{" : ",", labels[i].first, escaped(labels[i].second));
  }
  text_ += fmt::format("{} {}\n", labels.empty() ? "" : "}", value);
}

void RequestMetrics::count(std::string_view operation, int status, std::uint64_t bytes,
                           std::chrono::duration<double> time) {
  const std::lock_guard lock(mutex_);
  auto place = rows_.find(operation);
  if (place == rows_.end()) place = rows_.emplace(operation, Row{}).first;
  auto& row = place->second;
  ++row.by_status[status];
  ++row.by_time[static_cast<std::size_t>(
      std::lower_bound(kBounds.begin(), kBounds.end(), time.count()) - kBounds.begin())];
  row.seconds += time.count();
  row.bytes += bytes;
}

void RequestMetrics::write(MetricText& out) const {
  const std::lock_guard lock(mutex_);
  out.family("sohoa_http_requests_total", "counter", "Requests answered, by operation and status.");
  for (const auto& [operation, row] : rows_) {
    for (const auto& [status, count] : row.by_status) {
      out.sample("sohoa_http_requests_total",
                 {{"operation", operation}, {"status", std::to_string(status)}},
                 static_cast<double>(count));
    }
  }
  out.family("sohoa_http_sent_bytes_total", "counter", "Bytes of answers, without heads.");
  for (const auto& [operation, row] : rows_) {
    out.sample("sohoa_http_sent_bytes_total", {{"operation", operation}},
               static_cast<double>(row.bytes));
  }
  constexpr std::string_view kName = "sohoa_http_request_duration_seconds";
  const std::string bucket = std::string(kName) + "_bucket";
  out.family(kName, "histogram", "From the head of a request to the end of its answer.");
  for (const auto& [operation, row] : rows_) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < row.by_time.size(); ++i) {
      count += row.by_time[i];
      const auto bound = i < kBounds.size() ? fmt::format("{}", kBounds[i]) : "+Inf";
      out.sample(bucket, {{"operation", operation}, {"le", bound}}, static_cast<double>(count));
    }
    out.sample(std::string(kName) + "_sum", {{"operation", operation}}, row.seconds);
    out.sample(std::string(kName) + "_count", {{"operation", operation}},
               static_cast<double>(count));
  }
}

}  // namespace sohoa::server

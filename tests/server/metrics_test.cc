#include "server/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sohoa::server {
namespace {

using testing::HasSubstr;

TEST(MetricText, EscapesWhatLabelsMayNotHold) {
  MetricText text;
  text.family("m", "gauge", "Help.");
  text.sample("m", {{"a", "x\"y\\z\nw"}, {"b", ""}}, 1.5);
  text.sample("m", {}, 3);
  EXPECT_EQ(text.text(),
            "# HELP m Help.\n# TYPE m gauge\n"
            "m{a=\"x\\\"y\\\\z\\nw\",b=\"\"} 1.5\nm 3\n");
}

TEST(RequestMetrics, CountsByOperationStatusTimeAndBytes) {
  RequestMetrics metrics;
  metrics.count("getCopy", 200, 100, std::chrono::milliseconds(3));
  metrics.count("getCopy", 404, 50, std::chrono::milliseconds(20));
  metrics.count("getCopy", 200, 100, std::chrono::seconds(100));
  metrics.count("none", 404, 1, std::chrono::seconds(0));
  MetricText out;
  metrics.write(out);
  for (const char* line : {"sohoa_http_requests_total{operation=\"getCopy\",status=\"200\"} 2\n",
                           "sohoa_http_requests_total{operation=\"getCopy\",status=\"404\"} 1\n",
                           "sohoa_http_sent_bytes_total{operation=\"getCopy\"} 250\n",
                           "_bucket{operation=\"getCopy\",le=\"0.0025\"} 0\n",
                           "_bucket{operation=\"getCopy\",le=\"0.005\"} 1\n",
                           "_bucket{operation=\"getCopy\",le=\"0.025\"} 2\n",
                           "_bucket{operation=\"getCopy\",le=\"10\"} 2\n",
                           "_bucket{operation=\"getCopy\",le=\"+Inf\"} 3\n",
                           "sohoa_http_request_duration_seconds_count{operation=\"getCopy\"} 3\n",
                           "_bucket{operation=\"none\",le=\"0.001\"} 1\n"}) {
    EXPECT_THAT(out.text(), HasSubstr(line));
  }
}

}  // namespace
}  // namespace sohoa::server

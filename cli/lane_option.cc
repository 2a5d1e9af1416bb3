#include "cli/lane_option.h"

namespace sohoa::cli {

void addLaneOption(const Verb& verb, core::Lane& lane) {
  const auto take = [&lane](const std::string& word) {
    for (const auto each : {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog}) {
      if (word == core::slug(each)) lane = each;
    }
  };
  verb.wordOption("--lane", take,
                  {"Làn: counter (dân đang chờ), case (hồ sơ, mặc định), backlog (tồn đọng)",
                   "Lane: counter (a citizen waits), case (default), backlog"})
      .oneOf({"counter", "case", "backlog"});
}

}  // namespace sohoa::cli

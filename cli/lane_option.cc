#include "cli/lane_option.h"

#include <CLI/CLI.hpp>
#include <map>

namespace sohoa::cli {

void addLaneOption(CLI::App& verb, core::Language language, core::Lane& lane) {
  std::map<std::string, core::Lane> lanes;
  for (const auto each : {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog}) {
    lanes.emplace(core::slug(each), each);
  }
  verb.add_option_function<std::string>(
          "--lane", [lanes, &lane](const std::string& word) { lane = lanes.at(word); },
          std::string(core::pick(
              language, "Làn: counter (dân đang chờ), case (hồ sơ, mặc định), backlog (tồn đọng)",
              "Lane: counter (a citizen waits), case (default), backlog")))
      ->check(CLI::IsMember({"counter", "case", "backlog"}));
}

}  // namespace sohoa::cli

#include "cli/queue_options.h"

#include "core/text.h"

namespace sohoa::cli {

void addLaneOption(const Verb& verb, Help help, core::Lane& lane) {
  const auto take = [&lane](const std::string& word) {
    for (const auto each : {core::Lane::kCounter, core::Lane::kCase, core::Lane::kBacklog}) {
      if (word == core::slug(each)) lane = each;
    }
  };
  verb.wordOption("--lane", take, help).oneOf({"counter", "case", "backlog"});
}

void addQueueOptions(const Verb& verb, core::Queue& queue) {
  addLaneOption(verb,
                {"Làn: counter (dân đang chờ), case (hồ sơ, mặc định), backlog (tồn đọng)",
                 "Lane: counter (a citizen waits), case (default), backlog"},
                queue.lane);
  verb.wordOption(
      "--unit", [&queue](const std::string& word) { queue.unit = core::toNfc(word); },
      {"Đơn vị có hồ sơ của lô mới; trong một làn các đơn vị được làm luân phiên (mặc định: [unit] "
       "id)",
       "Unit whose papers a new batch holds; within a lane units take turns (default: [unit] id)"});
}

core::Queue inUnit(core::Queue queue, const Context& context) {
  if (queue.unit.empty()) queue.unit = context.settings.unit.id;
  return queue;
}

}  // namespace sohoa::cli

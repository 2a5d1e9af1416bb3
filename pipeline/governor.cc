#include "pipeline/governor.h"

#include <sched.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace sohoa::pipeline {
namespace {

constexpr std::uint64_t kOrdinaryPage = 384ULL << 20U;  // A4 at 300 dpi and the engine around it
constexpr std::uint64_t kGiB = 1ULL << 30U;

int coresAllowed() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

// The limit of our control group (cgroup v2), or the most there can be.
std::uint64_t groupLimit() {
  std::ifstream own("/proc/self/cgroup");
  for (std::string line; std::getline(own, line);) {
    if (line.rfind("0::", 0) != 0) continue;
    std::ifstream limit("/sys/fs/cgroup" + line.substr(3) + "/memory.max");
    std::uint64_t bytes = 0;
    if (limit >> bytes) return bytes;
  }
  return UINT64_MAX;
}

}  // namespace

Machine thisMachine() {
  const auto total = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                     static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {coresAllowed(), std::min(total, groupLimit())};
}

std::uint64_t memoryBudget(std::uint64_t wanted, const Machine& machine) {
  return wanted > 0 ? wanted : machine.memory / 4 * 3;
}

int workerCount(int wanted, const Machine& machine, std::uint64_t budget) {
  if (wanted > 0) return wanted;
  const auto room = static_cast<int>(std::min<std::uint64_t>(budget / kOrdinaryPage, 512));
  return std::max(1, std::min(machine.cores, room));
}

std::uint64_t workerCeiling(std::uint64_t wanted, const Machine& machine) {
  return wanted > 0 ? wanted : std::clamp(machine.memory, kGiB, 4 * kGiB);
}

std::optional<core::Error> diskObstacle(const std::filesystem::path& folder, std::uint64_t least) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return {};
  const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  if (free >= least) return {};
  return core::Error(core::kDiskFull, {.file = folder.string(),
                                       .detail = std::to_string(free >> 20U) + " MB free, " +
                                                 std::to_string(least >> 20U) + " MB wanted"});
}

}  // namespace sohoa::pipeline

#include "pipeline/scratch.h"

#include "pipeline/worker.h"

namespace sohoa::pipeline {

namespace fs = std::filesystem;

fs::path scratchFor(const fs::path& scratch, const std::string& worker) {
  auto folder = scratch / worker;
  fs::create_directories(folder);
  return folder;
}

void clearScratch(const fs::path& scratch, const fs::path& run_folder) {
  std::error_code gone;  // another process may clear the same folder
  for (const auto& entry : fs::directory_iterator(scratch, gone)) {
    const auto lock = run_folder / (entry.path().filename().string() + ".lock");
    if (LifeLock::ownerGone(lock)) fs::remove_all(entry.path(), gone);
  }
}

}  // namespace sohoa::pipeline

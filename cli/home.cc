#include "cli/home.h"

#include <cstdlib>

#include "core/fault.h"

namespace sohoa::cli {

namespace fs = std::filesystem;

void Home::require() const {
  if (!exists()) throw core::Error(kNoHome, {.file = root.string()});
}

void Home::create() const {
  for (const auto& folder :
       {root, blobs(), work().parent_path(), journal().parent_path(), run(), scratch()}) {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
  }
}

void armFaultsFor(const Home& home) {
  const char* faults = std::getenv("SOHOA_FAULTS");
  if (faults == nullptr || *faults == '\0') return;
  if (!fs::exists(home.faultsAllowed())) {
    throw core::Error(core::kBadFaults, {.file = home.faultsAllowed().string()});
  }
  core::armFaults(faults);
}

Home findHome(const std::string& option) {
  if (!option.empty()) return {fs::absolute(option)};
  if (const char* home = std::getenv("SOHOA_HOME"); home != nullptr && *home != '\0') {
    return {fs::absolute(home)};
  }
  return {fs::absolute("sohoa-home")};
}

}  // namespace sohoa::cli

#pragma once

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "core/file.h"
#include "scan/scanner_child.h"

namespace sohoa::scan::testing {

// Children that find the drivers named in `dll` (one a line) and nothing of this computer's setup.
// `conf` is the configuration of SANE's own driver `test`.
class SaneSetup {
 public:
  explicit SaneSetup(const std::string& dll, const std::string& conf = "number_of_devices 1\n") {
    std::ofstream(folder_.path() / "dll.conf") << dll;
    std::ofstream(folder_.path() / "test.conf") << conf;
    ::setenv("SANE_CONFIG_DIR", folder_.path().c_str(), 1);
    ::setenv("LD_LIBRARY_PATH", SOHOA_SANE_DRIVERS, 1);
  }

 private:
  core::TemporaryFolder folder_;
};

inline std::unique_ptr<core::Scanner> childScanner(
    std::chrono::milliseconds patience = std::chrono::seconds(60)) {
  return std::make_unique<ChildScanner>(
      [](const std::filesystem::path& folder) -> std::vector<std::string> {
        return {SOHOA_SCANNER_CHILD, folder.string()};
      },
      patience);
}

}  // namespace sohoa::scan::testing

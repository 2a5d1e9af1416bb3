#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/ports/scanner.h"

namespace sohoa::scan {

// The command that runs serveScanner over a folder.
using ScannerCommand = std::function<std::vector<std::string>(const std::filesystem::path& folder)>;

// Scanners whose drivers run in a child process. A driver that is silent for longer than `patience`
// is ended and tells kScannerHung; one that crashes tells kScannerDied; either way the next call
// starts a new child and opens the device again. Files that came before stay.
class ChildScanner final : public core::Scanner {
 public:
  ChildScanner(ScannerCommand command, std::chrono::milliseconds patience);

  [[nodiscard]] std::vector<core::ScannerInfo> devices() override;
  [[nodiscard]] std::vector<core::ScannerOption> options(const std::string& device) override;
  [[nodiscard]] std::unique_ptr<core::PaperFeed> open(const core::ScanRequest& request,
                                                      const std::filesystem::path& folder) override;

 private:
  ScannerCommand command_;
  std::chrono::milliseconds patience_;
};

}  // namespace sohoa::scan

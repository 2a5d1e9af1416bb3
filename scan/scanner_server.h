#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/ports/scanner.h"

namespace sohoa::scan {

// Answers the questions that come in lines on the descriptor `in` on the descriptor `out`, until
// `in` ends or nobody reads `out` any more. Pictures go into `folder`.
class ScannerServer {
 public:
  ScannerServer(std::filesystem::path folder, int in, int out);

  void serve(core::Scanner& scanner);
  // Tells that a driver is at work and not stuck.
  void alive();

 private:
  void answer(core::Scanner& scanner, const std::string& line);
  void tell(const std::string& line);

  std::filesystem::path folder_;
  int in_;
  int out_;
  bool heard_ = true;  // somebody reads what is told
  std::unique_ptr<core::PaperFeed> feed_;
};

// What the child process of a ChildScanner does: serves the scanners of this computer and recorded
// sessions ("replay:FOLDER") over its standard input and output. SIGTERM cancels a scan under way
// and ends the process soon after; SIGINT is left to the parent.
void runScannerChild(const std::filesystem::path& folder, std::uint64_t max_pixels);

}  // namespace sohoa::scan

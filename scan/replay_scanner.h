#pragma once

#include <cstdint>

#include "core/ports/scanner.h"

namespace sohoa::scan {

// Plays a recorded session, so that everything behind a scanner can be tried without one. Device
// "replay:FOLDER": a folder with the manifest of a scan session (phien.jsonl) and its pictures. Of
// each line of the manifest in turn
//   {"page":{"file":"to-00001-a.tif",...}}  is the next side: TIFF, PNG, JPEG or PDF, first page
//   {"stop":{"code":"scanner.jam",...}}     is a stop
//   {"hang":true}  {"die":true}             are a driver that stands still, or crashes
//   {"pause_ms":20}                         is time that a sheet takes
// and all else is passed over. After the last line the tray is empty. How far it came is kept in
// FOLDER/da-phat, so that a new process goes on where the last one ended; remove the file to start
// anew.
class ReplayScanner final : public core::Scanner {
 public:
  explicit ReplayScanner(std::uint64_t max_pixels) : max_pixels_(max_pixels) {}

  [[nodiscard]] std::vector<core::ScannerInfo> devices() override { return {}; }
  [[nodiscard]] std::vector<core::ScannerOption> options(const std::string& device) override;
  // Throws Error(kNoScanner) when there is no such folder or manifest.
  [[nodiscard]] std::unique_ptr<core::PaperFeed> open(const core::ScanRequest& request,
                                                      const std::filesystem::path& folder) override;

 private:
  std::uint64_t max_pixels_;
};

}  // namespace sohoa::scan

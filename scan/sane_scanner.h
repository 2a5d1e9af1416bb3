#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/ports/scanner.h"

namespace sohoa::scan {

// The devices that libsane's drivers know (SANE standard 1.06), in this process. A driver that
// hangs or crashes takes the process with it: use it behind serveScanner and ChildScanner.
// One feed at a time.
class SaneScanner final : public core::Scanner {
 public:
  // `alive` is called now and then while a picture comes in.
  explicit SaneScanner(
      std::uint64_t max_pixels, std::function<void()> alive = [] {});
  ~SaneScanner() override;

  [[nodiscard]] std::vector<core::ScannerInfo> devices() override;
  [[nodiscard]] std::vector<core::ScannerOption> options(const std::string& device) override;
  [[nodiscard]] std::unique_ptr<core::PaperFeed> open(const core::ScanRequest& request,
                                                      const std::filesystem::path& folder) override;

  // Stops a scan that is under way; may be called from a signal handler.
  static void cancelFromSignal() noexcept;

 private:
  struct Library;
  Library& library();

  std::uint64_t max_pixels_;
  std::function<void()> alive_;
  std::unique_ptr<Library> library_;
};

}  // namespace sohoa::scan

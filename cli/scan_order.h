#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/settings.h"
#include "core/ports/work_store.h"
#include "core/scan_request.h"

namespace sohoa::cli {

inline constexpr core::ErrorCode kScanOrder{
    "cli.scan_order", core::Retry::kConfigure,
    "Lệnh quét không hợp lệ ở chỗ được nêu; hãy xem `sohoa scan --help`.",
    "The scan command is not valid at the place named; see `sohoa scan --help`."};

// What the command line of `sohoa scan` says; empty, 0 and -1: nothing.
struct ScanOrder {
  config::ScannerProfile scanner;
  std::string profile;
  int pages = 0;
  int wait = 0;     // seconds
  int timeout = 0;  // seconds
  std::string resume;
  int replace = 0;
  int insert_after = -1;
  int without_note = 0;
  bool hold = false;
  bool finish = false;
  bool keep = false;
  bool no_process = false;
  bool list = false;
  bool show_options = false;
  bool sessions = false;
  std::string case_id;
  core::Queue queue;
  std::filesystem::path out;
  int workers = 0;
};

// Built up from `start`, the settings' standard profile (not when a session is resumed), the named
// profile and the command line; later ones win. Throws Error(kScanOrder) on an unknown profile, a
// page size that is none, or an option without "=".
[[nodiscard]] core::ScanRequest requestOf(core::ScanRequest start, const ScanOrder& order,
                                          const config::ScannerSettings& settings, bool resumed);

}  // namespace sohoa::cli

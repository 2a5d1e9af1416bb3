#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/scanner.h"

namespace sohoa::scan {

// What passes between this program and the child in which a scanner's driver runs: one JSON object
// a line, one answer for each question, signs of life before it. Neither side trusts the other:
// whatever is not exactly such a line is an Error(core::kScannerDied).

struct ScannerAsk {
  enum class What { kDevices, kOptions, kOpen, kNext };
  What what = What::kDevices;
  std::string device;         // kOptions
  core::ScanRequest request;  // kOpen
  std::string file;           // kNext: a plain name
};

struct ScannerReply {
  enum class What { kAlive, kDevices, kOptions, kOpened, kSide, kStop };
  What what = What::kAlive;
  std::vector<core::ScannerInfo> devices;
  std::vector<core::ScannerOption> options;
  core::ScanSetup setup;
  core::ScannedSide side;
  std::optional<core::Error> stop;
};

// Without the newline. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string lineOf(const ScannerAsk& ask);
[[nodiscard]] std::string lineOf(const ScannerReply& reply);

[[nodiscard]] ScannerAsk askFrom(std::string_view line);
[[nodiscard]] ScannerReply replyFrom(std::string_view line);

}  // namespace sohoa::scan

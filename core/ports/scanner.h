#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/geometry.h"
#include "core/scan_request.h"

namespace sohoa::core {

struct ScannerInfo {
  std::string name;  // to ask for it by
  std::string vendor;
  std::string model;
  std::string type;
};

// One of the device's own settings.
struct ScannerOption {
  std::string name;
  std::string title;
  std::string value;
  std::string choices;  // "Flatbed|ADF", "50..600 dpi"; empty: anything
};

// What the device made of a request, in its own words.
struct ScanSetup {
  std::string device;
  std::string source;  // empty where the device has one source only
  std::string mode;
  double resolution = 0;  // dots per inch
  double width_mm = 0;    // of the area it scans
  double height_mm = 0;
};

struct ScannedSide {
  Size size;           // pixels
  int components = 1;  // 3: red, green, blue
  int bits = 8;        // a component
  double resolution = 0;
};

// What came of asking for the next side.
struct SideAnswer {
  std::optional<Error> stop;  // why none came (core/ports/scanner_errors.h); else
  ScannedSide side;
};

// Paper that lies in a scanner. One thread at a time.
class PaperFeed {
 public:
  virtual ~PaperFeed() = default;  // lets the device go

  [[nodiscard]] virtual const ScanSetup& setup() const = 0;

  // Scans one more side into the file `name` of the folder given to open(): fronts and backs by
  // turns when both sides were asked for. When it returns a side, the file is whole and durable
  // (fsync), a TIFF of one page with the device's pixels unchanged; no sheet after it was asked
  // for. When it returns a stop there is no such file, and after the operator mended what is wrong
  // the next call starts at a front. Throws nothing of its own.
  [[nodiscard]] virtual SideAnswer next(const std::string& name) = 0;
};

// The scanners of this computer. One thread at a time.
class Scanner {
 public:
  virtual ~Scanner() = default;

  // Throws Error of core/ports/scanner_errors.h.
  [[nodiscard]] virtual std::vector<ScannerInfo> devices() = 0;
  [[nodiscard]] virtual std::vector<ScannerOption> options(const std::string& device) = 0;
  // Throws Error: kNoScanner, kScannerBusy, kScannerDenied, kScannerSetting with what the device
  // offers, and what a driver may meet besides.
  [[nodiscard]] virtual std::unique_ptr<PaperFeed> open(const ScanRequest& request,
                                                        const std::filesystem::path& folder) = 0;
};

}  // namespace sohoa::core

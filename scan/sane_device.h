#pragma once

#include <sane/sane.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/ports/scanner.h"

// Private to scan/: shows SANE's header.
namespace sohoa::scan {

// The error that a status stands for. `doing` is technical.
[[nodiscard]] core::Error saneError(SANE_Status status, const std::string& doing);

// libsane, loaded with its drivers as long as this lives. At most one at a time.
class SaneLibrary {
 public:
  SaneLibrary();
  ~SaneLibrary();
  SaneLibrary(const SaneLibrary&) = delete;
  SaneLibrary& operator=(const SaneLibrary&) = delete;

  // Devices at this computer and those the drivers know of in the network.
  [[nodiscard]] std::vector<core::ScannerInfo> devices() const;
};

// An open device and its options by name (SANE standard 1.06, clause 4.3). What a driver says is
// not trusted: strings are bounded by the sizes it told.
class SaneDevice {
 public:
  // Empty: the first device found. Throws Error(kNoScanner, kScannerBusy, kScannerDenied, ...).
  SaneDevice(const SaneLibrary& library, const std::string& name);

  [[nodiscard]] SANE_Handle handle() const { return handle_.get(); }
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] std::vector<core::ScannerOption> options() const;

  // Whether there is such an option that is active and can be set.
  [[nodiscard]] bool offers(const std::string& option) const;
  // The words of a string option with a list; empty for others.
  [[nodiscard]] std::vector<std::string> words(const std::string& option) const;
  [[nodiscard]] std::optional<std::string> text(const std::string& option) const;
  [[nodiscard]] std::optional<double> number(const std::string& option) const;
  // True when a switch or sensor is on.
  [[nodiscard]] bool isOn(const std::string& option) const;

  // Throws Error(kScannerSetting) with what the device offers.
  void set(const std::string& option, const std::string& value);
  void setResolution(double wanted);
  // Millimetres, or pixels where the device counts in them; its limit when it is smaller.
  void setLength(const std::string& option, double millimetres, double dpi);

 private:
  struct Closer {
    void operator()(void* handle) const noexcept { ::sane_close(handle); }
  };
  [[nodiscard]] const SANE_Option_Descriptor* find(const std::string& option, int& index) const;
  [[nodiscard]] bool read(int index, const SANE_Option_Descriptor& option, void* into) const;
  void write(int index, const SANE_Option_Descriptor& option, void* value);
  void setWords(int index, const SANE_Option_Descriptor& option, double value);
  [[nodiscard]] std::string valueOf(int index, const SANE_Option_Descriptor& option) const;
  [[nodiscard]] static std::string choicesOf(const SANE_Option_Descriptor& option);

  std::string name_;
  std::unique_ptr<void, Closer> handle_;
};

}  // namespace sohoa::scan

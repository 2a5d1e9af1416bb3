#include "scan/sane_scanner.h"

#include <fmt/format.h>

#include <atomic>

#include "core/ports/scanner_errors.h"
#include "scan/errors.h"
#include "scan/sane_device.h"
#include "scan/sane_names.h"
#include "scan/sane_sheet.h"

namespace sohoa::scan {
namespace {

using core::Error;
using core::PaperSource;
using core::ScanColour;

// The device a signal handler may cancel.
std::atomic<SANE_Handle> scanning{nullptr};

class SaneFeed final : public core::PaperFeed {
 public:
  SaneFeed(const SaneLibrary& library, const core::ScanRequest& request,
           std::filesystem::path folder, std::uint64_t max_pixels,
           const std::function<void()>& alive)
      : device_(library, request.device),
        folder_(std::move(folder)),
        flatbed_(request.source == PaperSource::kFlatbed),
        max_pixels_(max_pixels),
        alive_(alive) {
    chooseSource(request);
    chooseColour(request);
    device_.setResolution(request.resolution);
    for (const auto& [name, value] : request.options) device_.set(name, value);
    setup_.resolution = resolution(request.resolution);
    setArea(request);
    setup_.device = device_.name();
    setup_.source = device_.text("source").value_or("");
    setup_.mode = device_.text("mode").value_or("");
    if (setup_.resolution < 1) {
      throw Error(core::kScannerSetting, {.detail = "the device tells no resolution"});
    }
  }
  ~SaneFeed() override { ::sane_cancel(device_.handle()); }
  SaneFeed(const SaneFeed&) = delete;
  SaneFeed& operator=(const SaneFeed&) = delete;

  [[nodiscard]] const core::ScanSetup& setup() const override { return setup_; }

  [[nodiscard]] core::SideAnswer next(const std::string& name) override {
    try {
      scanning = device_.handle();
      const auto picture = readSheet(device_.handle(), setup_.resolution, max_pixels_, alive_);
      scanning = nullptr;
      // A glass gives one picture; a feeder has more sheets, which a cancel would throw out.
      if (flatbed_) ::sane_cancel(device_.handle());
      alive_();
      writeSheetTiff(picture, folder_ / name);
      return {std::nullopt, {picture.size, picture.components, picture.bits, picture.resolution}};
    } catch (const SaneStop& stop) {
      return stopped(explain(stop));
    } catch (const Error& error) {
      return stopped(error);
    } catch (const std::bad_alloc&) {
      return stopped(Error(core::kOutOfMemory, {}));
    }
  }

 private:
  core::SideAnswer stopped(const Error& error) {
    scanning = nullptr;
    ::sane_cancel(device_.handle());
    return {error, {}};
  }

  // SANE has one status for a jam and for two sheets at once; some drivers tell them apart in
  // sensors.
  [[nodiscard]] Error explain(const SaneStop& stop) const {
    const auto error = saneError(stop.status, stop.doing);
    if (stop.status != SANE_STATUS_JAMMED && stop.status != SANE_STATUS_IO_ERROR) return error;
    for (const char* sensor : {"double-feed", "df-detected"}) {
      if (device_.isOn(sensor)) return {core::kScannerDoubleFeed, error.context()};
    }
    for (const char* sensor : {"adf-open", "cover-open"}) {
      if (device_.isOn(sensor)) return {core::kScannerCoverOpen, error.context()};
    }
    return error;
  }

  void chooseSource(const core::ScanRequest& request) {
    if (!request.source_name.empty()) return device_.set("source", request.source_name);
    const bool duplex = request.source == PaperSource::kDuplex;
    const auto offered = device_.words("source");
    if (const auto name = sourceNamed(offered, request.source)) {
      return device_.set("source", *name);
    }
    // Others have a feeder and, apart from it, a way of feeding.
    if (duplex) {
      if (const auto feeder = sourceNamed(offered, PaperSource::kFeeder)) {
        device_.set("source", *feeder);
      }
      for (const char* option : {"adf-mode", "adf_mode", "feed-mode", "side"}) {
        if (const auto mode = sourceNamed(device_.words(option), request.source)) {
          return device_.set(option, *mode);
        }
      }
      for (const char* option : {"duplex", "adf-duplex", "both-sides"}) {
        if (device_.offers(option)) return device_.set(option, "yes");
      }
    } else if (offered.size() < 2) {
      return;  // the only way the device has
    }
    throw Error(core::kScannerSetting,
                {.detail = fmt::format("source {}; the device has {}", slug(request.source),
                                       joined(offered))});
  }

  void chooseColour(const core::ScanRequest& request) {
    const auto offered = device_.words("mode");
    const bool bilevel = request.colour == ScanColour::kBilevel;
    const auto mode = modeNamed(offered, request.colour);
    if (mode) {
      device_.set("mode", *mode);
      if (!bilevel) setDepth("8");
      return;
    }
    // One bit may be a depth of grey.
    const auto grey = modeNamed(offered, ScanColour::kGrey);
    if (bilevel && grey && device_.offers("depth")) {
      device_.set("mode", *grey);
      return device_.set("depth", "1");
    }
    if (offered.empty()) return;
    throw Error(core::kScannerSetting,
                {.detail = fmt::format("mode {}; the device has {}", slug(request.colour),
                                       joined(offered))});
  }

  void setDepth(const char* bits) {
    if (!device_.offers("depth")) return;
    try {
      device_.set("depth", bits);
    } catch (const Error& error) {
      if (error.code() != core::kScannerSetting) throw;  // it has another; pictures tell theirs
    }
  }

  [[nodiscard]] double resolution(double wanted) const {
    for (const char* option : {"resolution", "x-resolution"}) {
      if (const auto value = device_.number(option)) return *value;
    }
    return device_.offers("resolution") ? wanted : 0;
  }

  // The paper's size first: drivers bound the area by it.
  void setArea(const core::ScanRequest& request) {
    const double dpi = setup_.resolution;
    device_.setLength("page-width", request.width_mm, dpi);
    device_.setLength("page-height", request.height_mm, dpi);
    device_.setLength("tl-x", 0, dpi);
    device_.setLength("tl-y", 0, dpi);
    device_.setLength("br-x", request.width_mm, dpi);
    device_.setLength("br-y", request.height_mm, dpi);
    SANE_Parameters p{};
    if (::sane_get_parameters(device_.handle(), &p) != SANE_STATUS_GOOD || dpi < 1) return;
    setup_.width_mm = p.pixels_per_line * 25.4 / dpi;
    setup_.height_mm = std::max(0, p.lines) * 25.4 / dpi;
  }

  SaneDevice device_;
  std::filesystem::path folder_;
  bool flatbed_;
  std::uint64_t max_pixels_;
  const std::function<void()>& alive_;
  core::ScanSetup setup_;
};

}  // namespace

struct SaneScanner::Library {
  SaneLibrary sane;
};

SaneScanner::SaneScanner(std::uint64_t max_pixels, std::function<void()> alive)
    : max_pixels_(max_pixels), alive_(std::move(alive)) {}

SaneScanner::~SaneScanner() = default;

SaneScanner::Library& SaneScanner::library() {
  if (!library_) library_ = std::make_unique<Library>();
  return *library_;
}

std::vector<core::ScannerInfo> SaneScanner::devices() { return library().sane.devices(); }

std::vector<core::ScannerOption> SaneScanner::options(const std::string& device) {
  return SaneDevice(library().sane, device).options();
}

std::unique_ptr<core::PaperFeed> SaneScanner::open(const core::ScanRequest& request,
                                                   const std::filesystem::path& folder) {
  return std::make_unique<SaneFeed>(library().sane, request, folder, max_pixels_, alive_);
}

void SaneScanner::cancelFromSignal() noexcept {
  // The standard (clause 4.3.10) lets a handler do this.
  if (SANE_Handle handle = scanning; handle != nullptr) ::sane_cancel(handle);
}

}  // namespace sohoa::scan

#include "scan/replay_scanner.h"

#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/file.h"
#include "core/ports/scanner_errors.h"
#include "scan/page_source_opener.h"
#include "scan/sheet_tiff.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using core::Error;

constexpr const char* kManifest = "phien.jsonl";
constexpr const char* kDropped = "bo-ra";
constexpr const char* kPlayed = "da-phat";
constexpr int kLongestPause = 60'000;

fs::path folderOf(const std::string& device) {
  constexpr std::string_view kPrefix = "replay:";
  const fs::path folder = device.substr(std::min(device.size(), kPrefix.size()));
  if (!fs::is_regular_file(folder / kManifest)) {
    throw Error(core::kNoScanner, {.detail = "no " + std::string(kManifest) + " in the folder"});
  }
  return folder;
}

class ReplayFeed final : public core::PaperFeed {
 public:
  ReplayFeed(const core::ScanRequest& request, fs::path into, std::uint64_t max_pixels)
      : folder_(folderOf(request.device)), into_(std::move(into)), max_pixels_(max_pixels) {
    setup_ = {request.device,
              std::string(slug(request.source)),
              std::string(slug(request.colour)),
              static_cast<double>(request.resolution),
              request.width_mm,
              request.height_mm};
    const auto text = core::readText(folder_ / kManifest);
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      events_.push_back(Json::parse(text.substr(at, end - at), nullptr, false));
      at = end + 1;
    }
    if (fs::exists(folder_ / kPlayed)) {
      played_ = std::strtoull(core::readText(folder_ / kPlayed).c_str(), nullptr, 10);
    }
  }

  [[nodiscard]] const core::ScanSetup& setup() const override { return setup_; }

  [[nodiscard]] core::SideAnswer next(const std::string& name) override {
    try {
      while (played_ < events_.size()) {
        const Json& event = events_[played_];
        core::writeFileAtomically(folder_ / kPlayed, std::to_string(++played_));
        if (!event.is_object()) continue;
        if (event.contains("page")) return side(event.at("page"), name);
        if (event.contains("stop")) {
          return {Error(core::scannerError(event.at("stop").at("code").get<std::string>()), {}),
                  {}};
        }
        if (event.contains("pause_ms")) {
          ::poll(nullptr, 0, std::clamp(event.at("pause_ms").get<int>(), 0, kLongestPause));
        }
        if (event.contains("die")) std::abort();
        while (event.contains("hang")) ::poll(nullptr, 0, -1);
      }
      return {Error(core::kScannerEmpty, {}), {}};
    } catch (const Json::exception& error) {
      return {Error(core::kScannerIo, {.detail = error.what()}), {}};
    } catch (const Error& error) {
      return {error, {}};
    }
  }

 private:
  core::SideAnswer side(const Json& page, const std::string& name) const {
    const auto recorded = fs::path(page.at("file").get<std::string>()).filename();
    const auto kept = folder_ / recorded;
    const auto file = fs::exists(kept) ? kept : folder_ / kDropped / recorded;
    ScanOptions options;
    options.max_pixels_per_page = max_pixels_;
    const auto picture = pictureOf(ScanOpener(options).open(file, file.string())->raster(0));
    writeSheetTiff(picture, into_ / name);
    return {std::nullopt, {picture.size, picture.components, picture.bits, picture.resolution}};
  }

  fs::path folder_;
  fs::path into_;
  std::uint64_t max_pixels_;
  core::ScanSetup setup_;
  std::vector<Json> events_;
  std::size_t played_ = 0;
};

}  // namespace

std::vector<core::ScannerOption> ReplayScanner::options(const std::string& device) {
  static_cast<void>(folderOf(device));
  return {};
}

std::unique_ptr<core::PaperFeed> ReplayScanner::open(const core::ScanRequest& request,
                                                     const fs::path& folder) {
  return std::make_unique<ReplayFeed>(request, folder, max_pixels_);
}

}  // namespace sohoa::scan

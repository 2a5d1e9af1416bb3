#include "cli/scan_order.h"

#include <cstdio>
#include <map>

#include "core/error.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

using core::Error;

[[noreturn]] void refuse(const std::string& what) { throw Error(kScanOrder, {.detail = what}); }

void setPage(core::ScanRequest& request, const std::string& page) {
  static const std::map<std::string, std::pair<double, double>> kSizes{
      {"a3", {297, 420}}, {"a4", {210, 297}}, {"a5", {148, 210}}};
  if (const auto known = kSizes.find(core::toLower(page)); known != kSizes.end()) {
    std::tie(request.width_mm, request.height_mm) = known->second;
    return;
  }
  double width = 0;
  double height = 0;
  char rest = 0;
  const bool read = std::sscanf(page.c_str(), "%lfx%lf%c", &width, &height, &rest) == 2;
  if (!read || !(width >= 20 && width <= 2000 && height >= 20 && height <= 2000)) {
    refuse("page " + page + ": a3, a4, a5 or WIDTHxHEIGHT in millimetres");
  }
  request.width_mm = width;
  request.height_mm = height;
}

void apply(core::ScanRequest& request, const config::ScannerProfile& profile) {
  if (!profile.device.empty()) request.device = profile.device;
  if (!profile.source.empty()) {
    request.source = core::paperSource(profile.source);
    request.source_name.clear();
  }
  if (!profile.source_name.empty()) request.source_name = profile.source_name;
  if (!profile.mode.empty()) request.colour = core::scanColour(profile.mode);
  if (!profile.page.empty()) setPage(request, profile.page);
  if (profile.resolution != 0) request.resolution = profile.resolution;
  for (const auto& option : profile.options) {
    const auto equals = option.find('=');
    if (equals == 0 || equals == std::string::npos) refuse("option " + option + ": NAME=VALUE");
    const auto name = option.substr(0, equals);
    std::erase_if(request.options, [&](const auto& set) { return set.first == name; });
    request.options.emplace_back(name, option.substr(equals + 1));
  }
}

}  // namespace

core::ScanRequest requestOf(core::ScanRequest start, const ScanOrder& order,
                            const config::ScannerSettings& settings, bool resumed) {
  if (!resumed) apply(start, settings.standard);
  if (!order.profile.empty()) {
    const auto profile = settings.profiles.find(order.profile);
    if (profile == settings.profiles.end()) {
      refuse("no [scanner.profiles." + order.profile + "] in the settings");
    }
    apply(start, profile->second);
  }
  apply(start, order.scanner);
  return start;
}

}  // namespace sohoa::cli

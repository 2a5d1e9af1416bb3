#include "core/scan_request.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/ports/scanner_errors.h"

namespace sohoa::core {
namespace {

constexpr std::array kKnown{kScannerJam,     kScannerDoubleFeed, kScannerCoverOpen, kScannerEmpty,
                            kScannerNoBack,  kScannerBusy,       kScannerIo,        kScannerHung,
                            kScannerDied,    kScannerCancelled,  kScannerDenied,    kNoScanner,
                            kScannerSetting, kOutOfMemory,       kDiskFull,         kIo};

}  // namespace

const ErrorCode& scannerError(std::string_view slug) {
  for (const auto& code : kKnown) {
    if (code.slug == slug) return code;
  }
  return kScannerIo;
}

std::string_view slug(PaperSource source) {
  switch (source) {
    case PaperSource::kFeeder:
      return "adf";
    case PaperSource::kDuplex:
      return "duplex";
    case PaperSource::kFlatbed:
      return "flatbed";
  }
  return "";
}

std::string_view slug(ScanColour colour) {
  switch (colour) {
    case ScanColour::kColour:
      return "colour";
    case ScanColour::kGrey:
      return "grey";
    case ScanColour::kBilevel:
      return "bilevel";
  }
  return "";
}

PaperSource paperSource(std::string_view word) {
  for (const auto each : {PaperSource::kFeeder, PaperSource::kDuplex, PaperSource::kFlatbed}) {
    if (word == slug(each)) return each;
  }
  throw Error(kScannerSetting, {.detail = "source is adf, duplex or flatbed"});
}

ScanColour scanColour(std::string_view word) {
  if (word == "color") return ScanColour::kColour;
  if (word == "gray") return ScanColour::kGrey;
  for (const auto each : {ScanColour::kColour, ScanColour::kGrey, ScanColour::kBilevel}) {
    if (word == slug(each)) return each;
  }
  throw Error(kScannerSetting, {.detail = "mode is colour, grey or bilevel"});
}

void to_json(nlohmann::json& json, const ScanRequest& request) {
  json = {{"device", request.device},           {"source", slug(request.source)},
          {"source_name", request.source_name}, {"mode", slug(request.colour)},
          {"resolution", request.resolution},   {"width_mm", request.width_mm},
          {"height_mm", request.height_mm},     {"options", request.options}};
}

void from_json(const nlohmann::json& json, ScanRequest& request) {
  json.at("device").get_to(request.device);
  request.source = paperSource(json.at("source").get<std::string>());
  json.at("source_name").get_to(request.source_name);
  request.colour = scanColour(json.at("mode").get<std::string>());
  json.at("resolution").get_to(request.resolution);
  json.at("width_mm").get_to(request.width_mm);
  json.at("height_mm").get_to(request.height_mm);
  json.at("options").get_to(request.options);
}

}  // namespace sohoa::core

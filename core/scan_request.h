#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sohoa::core {

enum class PaperSource { kFeeder, kDuplex, kFlatbed };
enum class ScanColour { kColour, kGrey, kBilevel };

// "adf", "duplex", "flatbed"; "colour", "grey", "bilevel".
[[nodiscard]] std::string_view slug(PaperSource source);
[[nodiscard]] std::string_view slug(ScanColour colour);
// Of these words, also "color" and "gray"; throws Error(kScannerSetting) on others.
[[nodiscard]] PaperSource paperSource(std::string_view word);
[[nodiscard]] ScanColour scanColour(std::string_view word);

// What is asked of a scanner. Pictures come in full size: the resolution says how many pixels an
// inch of paper has.
struct ScanRequest {
  std::string device;  // the driver's name for it; empty: the first one found
  PaperSource source = PaperSource::kFeeder;
  std::string source_name;  // the device's own word for the source, when ours does not find it
  ScanColour colour = ScanColour::kColour;
  int resolution = 300;   // dots per inch; the device may choose the next higher one it has
  double width_mm = 210;  // of the paper; the device's limit when it is smaller
  double height_mm = 297;
  std::vector<std::pair<std::string, std::string>> options;  // the device's own, set in this order

  [[nodiscard]] int sides() const { return source == PaperSource::kDuplex ? 2 : 1; }
  friend bool operator==(const ScanRequest&, const ScanRequest&) = default;
};

// from_json throws nlohmann's exceptions or Error(kScannerSetting).
void to_json(nlohmann::json& json, const ScanRequest& request);
void from_json(const nlohmann::json& json, ScanRequest& request);

}  // namespace sohoa::core

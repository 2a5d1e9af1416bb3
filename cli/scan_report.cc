#include "cli/scan_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "pipeline/scan_session.h"

namespace sohoa::cli {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

std::string inWords(core::SheetFlag flag, const core::SheetLook& look, core::Language language) {
  using core::SheetFlag;
  const auto pick = [&](std::string_view vi, std::string_view en) {
    return std::string(core::pick(language, vi, en));
  };
  switch (flag) {
    case SheetFlag::kSkewed:
      return fmt::format("{} {:.1f}°", pick("lệch", "crooked by"), std::abs(look.skew_deg));
    case SheetFlag::kCutEdge:
      return pick("chữ bị cắt ở mép", "writing cut at an edge");
    case SheetFlag::kDark:
      return pick("nền quá tối", "too dark");
    case SheetFlag::kBlurred:
      return pick("mờ", "blurred");
    case SheetFlag::kLowResolution:
      return fmt::format("{} ({:.0f} dpi)", pick("dưới 200 dpi", "under 200 dpi"), look.resolution);
    case SheetFlag::kNotColour:
      return pick("không phải ảnh màu", "not in colour");
  }
  return "";
}

Json jsonOf(const core::ScanSetup& setup) {
  return {{"device", setup.device},     {"source", setup.source},
          {"mode", setup.mode},         {"resolution", setup.resolution},
          {"width_mm", setup.width_mm}, {"height_mm", setup.height_mm}};
}

}  // namespace

std::string flagsInWords(const core::SheetLook& look, core::Language language) {
  std::string words;
  for (const auto flag : look.flags) {
    words += (words.empty() ? "" : ", ") + inWords(flag, look, language);
  }
  return words;
}

Json scanJson(const pipeline::SessionBook& book, const std::optional<core::ScanSetup>& setup,
              const std::optional<core::Error>& stop, core::Language language) {
  Json pages = Json::array();
  for (const auto& page : book.pages()) {
    Json flags = Json::array();
    for (const auto flag : page.look.flags) flags.push_back(core::slug(flag));
    pages.push_back({{"page", pages.size() + 1},
                     {"sheet", page.sheet},
                     {"side", page.side == 0 ? "front" : "back"},
                     {"file", page.file},
                     {"sha256", page.sha256.hex()},
                     {"dpi", page.look.resolution},
                     {"skew_deg", page.look.skew_deg},
                     {"flags", flags},
                     {"second_image", page.bares.has_value()}});
  }
  Json json{{"session", book.head().name}, {"sheets", book.sheets()}, {"pages", pages}};
  json["setup"] = setup ? jsonOf(*setup) : Json();
  json["stop"] =
      stop ? Json{{"code", stop->code().slug}, {"message", stop->describe(language)}} : Json();
  return json;
}

void printDevices(const std::vector<core::ScannerInfo>& devices, Terminal& terminal, bool json) {
  if (json) {
    Json all = Json::array();
    for (const auto& each : devices) {
      all.push_back({{"name", each.name},
                     {"vendor", each.vendor},
                     {"model", each.model},
                     {"type", each.type}});
    }
    return terminal.print(Json{{"devices", all}});
  }
  for (const auto& each : devices) {
    terminal.print(core::printable(
        fmt::format("{}  {} {} ({})", each.name, each.vendor, each.model, each.type)));
  }
  if (devices.empty()) {
    terminal.say(std::string(terminal.pick("Không thấy máy quét nào.", "No scanner was found.")));
  }
}

void printOptions(const std::vector<core::ScannerOption>& options, Terminal& terminal, bool json) {
  if (json) {
    Json all = Json::array();
    for (const auto& each : options) {
      all.push_back({{"name", each.name},
                     {"title", each.title},
                     {"value", each.value},
                     {"choices", each.choices}});
    }
    return terminal.print(Json{{"options", all}});
  }
  for (const auto& each : options) {
    terminal.print(core::printable(
        fmt::format("{}={}  [{}]  {}", each.name, each.value, each.choices, each.title)));
  }
}

void printSessions(const fs::path& folder, Terminal& terminal, bool json) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  Json all = Json::array();
  for (const auto& path : found) {
    const auto book = pipeline::readSession(path);
    const auto name = core::toNfc(path.filename().string());
    const std::string state = !book ? "damaged" : book->batch() ? "taken" : "open";
    all.push_back({{"session", name},
                   {"state", state},
                   {"sheets", book ? book->sheets() : 0},
                   {"pages", book ? book->pages().size() : 0}});
    if (json) continue;
    const auto word = !book           ? terminal.pick("hỏng", "damaged")
                      : book->batch() ? terminal.pick("đã nạp", "taken in")
                                      : terminal.pick("đang mở", "open");
    terminal.print(core::printable(
        terminal.format("{}  {}  {} tờ, {} trang", "{}  {}  {} sheets, {} pages", name, word,
                        book ? book->sheets() : 0, book ? book->pages().size() : 0)));
  }
  if (json) terminal.print(Json{{"sessions", all}});
}

}  // namespace sohoa::cli

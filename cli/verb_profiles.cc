#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/read_pages.h"
#include "cli/verb.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

int check(const std::filesystem::path& folder, Context& context) {
  const auto report = context.parts.checkProfiles(folder);
  auto& terminal = context.terminal;
  if (context.json) {
    json kinds = json::array();
    for (const auto& one : report.kinds) {
      kinds.push_back({{"kind", one.kind}, {"title", one.title}, {"fields", one.fields}});
    }
    json faults = json::array();
    for (const auto& fault : report.faults) {
      faults.push_back(errorJson(fault, terminal.language()));
    }
    terminal.print(json{{"folder", report.folder.string()},
                        {"kinds", std::move(kinds)},
                        {"units_file", report.units_file.string()},
                        {"units", report.units},
                        {"faults", std::move(faults)}});
  } else {
    for (const auto& one : report.kinds) {
      terminal.print(fmt::format("{:<40} {}  ({} {})", one.kind, one.title, one.fields,
                                 terminal.pick("trường", "fields")));
    }
    terminal.print(fmt::format("{:<40} {} {}", report.units_file.filename().string(), report.units,
                               terminal.pick("đơn vị", "units")));
  }
  for (const auto& fault : report.faults) terminal.complain(fault);
  return report.faults.empty() ? kDone : kSomeFailed;
}

}  // namespace

void addProfiles(const Verb& line) {
  auto folder = std::make_shared<std::filesystem::path>();
  const auto verb = line.verb("profiles", {"Mô tả loại giấy tờ", "Document profiles"});
  verb.needsVerb();
  const auto check_verb = verb.verb("check", {"Kiểm tra các tệp mô tả, nêu từng chỗ sai",
                                              "Check the profile files and name every fault"});
  check_verb.option("DIR", *folder,
                    {"Thư mục mô tả; bỏ trống là bộ có sẵn",
                     "Folder of profiles; without it those that came along"});
  check_verb.example("sohoa profiles check config/profiles");
  check_verb.runs([folder](Context& context) { return check(*folder, context); });
}

}  // namespace sohoa::cli

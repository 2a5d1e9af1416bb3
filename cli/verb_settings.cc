#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "config/settings.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

int run(Context& context) {
  context.home.require();
  const auto file = context.home.settings();
  auto& terminal = context.terminal;
  json list = json::array();
  for (const auto& line : config::listSettings(file, context.home.root)) {
    list.push_back({{"key", line.key},
                    {"value", line.value},
                    {"source", line.line > 0 ? "file" : "default"},
                    {"line", line.line > 0 ? json(line.line) : json(nullptr)},
                    {"meaning", terminal.pick(line.vi, line.en)}});
    if (context.json) continue;
    terminal.print(core::printable(
        fmt::format("{:<36} {:<28} {:<10} {}", line.key, line.value.empty() ? "-" : line.value,
                    line.line > 0 ? terminal.format("dòng {}", "line {}", line.line)
                                  : std::string(terminal.pick("mặc định", "default")),
                    terminal.pick(line.vi, line.en))));
  }
  if (context.json) {
    terminal.print(json{{"file", file.string()}, {"settings", std::move(list)}});
  }
  return kDone;
}

}  // namespace

void addSettings(const Verb& line) {
  const auto verb =
      line.verb("settings", {"Mọi thiết lập: giá trị, nguồn và ý nghĩa; không có bí mật",
                             "Every setting: value, source and meaning; no secrets"});
  verb.example("sohoa settings --json");
  verb.runs(run);
}

}  // namespace sohoa::cli

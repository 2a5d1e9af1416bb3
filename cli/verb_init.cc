#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/file.h"

namespace sohoa::cli {
namespace {

struct Options {
  bool demo = false;
  std::string unit_id = "demo";
  std::string unit_name = "UBND Phường Thử Nghiệm";
};

constexpr core::ErrorCode kHomeExists{"cli.home_exists", core::Retry::kConfigure,
                                      "Thư mục này đã có thiết lập; không ghi đè.",
                                      "This folder has settings already; nothing was overwritten."};

int run(const Options& options, Context& context) {
  const Home& home = context.home;
  Terminal& terminal = context.terminal;
  if (home.exists()) throw core::Error(kHomeExists, {.file = home.settings().string()});
  home.create();
  // The settings come last: a home without them counts as not made, and is made anew.
  if (options.demo) {
    std::filesystem::remove_all(home.pki());
    context.parts.makeDemoPki(home.pki(), options.unit_name);
  }
  core::writeFileAtomically(
      home.settings(), config::settingsTemplate(options.demo, options.unit_id, options.unit_name),
      0600);
  if (context.json) {
    terminal.print(nlohmann::json{{"home", home.root.string()},
                                  {"settings", home.settings().string()},
                                  {"demo", options.demo}});
    return kDone;
  }
  terminal.print(std::string(terminal.pick("Đã tạo thư mục làm việc: ", "Home folder made: ")) +
                 home.root.string());
  terminal.print(std::string(terminal.pick("Thiết lập: ", "Settings: ")) +
                 home.settings().string());
  if (options.demo) {
    terminal.print(
        std::string(terminal.pick("Khoá ký chỉ để THỬ NGHIỆM, không có giá trị pháp lý.",
                                  "The signing keys are for TESTS only and have no legal value.")));
  }
  terminal.print(std::string(terminal.pick("Bước tiếp: sohoa batch <thư mục bản quét>",
                                           "Next: sohoa batch <folder of scans>")));
  return kDone;
}

}  // namespace

void addInit(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb(
      "init", {"Tạo thư mục làm việc và tệp thiết lập", "Make a home folder with its settings"});
  verb.flag("--demo", options->demo,
            {"Tạo kèm khoá, chứng thư và máy dấu thời gian thử nghiệm",
             "Also make a test PKI and a local timestamp authority"});
  verb.option("--unit", options->unit_id, {"Mã đơn vị", "Id of the office"});
  verb.option("--unit-name", options->unit_name, {"Tên đơn vị", "Name of the office"});
  verb.example("sohoa init --demo --home ./sohoa-home");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

#include <unistd.h>

#include <CLI/CLI.hpp>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <typeinfo>

#include "cli/signals.h"
#include "cli/verb.h"
#include "cli/wiring.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

constexpr void (*kVerbs[])(const Verb&) = {
    addInit,      addBatch,    addScan,     addWatch,    addStatus,  addHold,    addQuarantine,
    addSearch,    addCertify,  addRegister, addFetch,    addOcr,     addExtract, addProfiles,
    addAssemble,  addSign,     addAugment,  addVerify,   addDoctor,  addWorker,  addSeparators,
    addScanChild, addExport,   addImport,   addReport,   addBalance, addServe,   addClient,
    addOperator,  addBackup,   addRestore,  addRestored, addDeliver, addMigrate, addScrub,
    addRetention, addSettings, addKeys,     addReadChild};

// Before the arguments are parsed, because help texts and usage errors need it too.
core::Language chooseLanguage(int argc, char** argv) {
  std::string_view wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--lang-ui" && i + 1 < argc) wanted = argv[i + 1];
    if (arg.rfind("--lang-ui=", 0) == 0) wanted = arg.substr(10);
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (wanted.empty() && value != nullptr) wanted = value;
  }
  return wanted.rfind("en", 0) == 0 ? core::Language::kEnglish : core::Language::kVietnamese;
}

// The OpenMP runtime reads its limit once, when it is loaded; a second Tesseract thread costs half
// as much CPU again and saves no time.
void limitOpenMp(char** argv) {
  if (std::getenv("OMP_THREAD_LIMIT") != nullptr) return;
  ::setenv("OMP_THREAD_LIMIT", "1", 1);
  ::execv(std::filesystem::read_symlink("/proc/self/exe").c_str(), argv);
}

int exitCode(const core::Error& error) {
  return error.retry() == core::Retry::kTransient ? kTemporaryFailure : kSomeFailed;
}

int runCommand(const Command& command, const std::string& home_option, bool json,
               Terminal& terminal) {
  const core::SystemClock clock;
  try {
    const Home home = findHome(home_option);
    armFaultsFor(home);
    HomeLock lock(home);
    const auto settings =
        home.exists() ? config::loadSettings(home.settings(), home.root) : config::Settings{};
    const auto parts = wire(home, settings, clock);
    Context context{home, settings, *parts, clock, terminal, lock, json};
    return command(context);
  } catch (const core::Error& error) {
    terminal.complain(error);
    return exitCode(error);
  } catch (const std::filesystem::filesystem_error& error) {
    terminal.complain(
        core::Error(core::kIo, {.file = error.path1().string(), .detail = error.code().message()}));
    return kTemporaryFailure;
  } catch (const std::bad_alloc&) {
    terminal.complain(core::Error(core::kOutOfMemory, {}));
    return kSomeFailed;
  } catch (const std::exception& error) {
    // Its text may quote a page, so only the type is shown.
    terminal.complain(core::Error(core::kInternal, {.detail = typeid(error).name()}));
    return kSomeFailed;
  }
}

// The words that the parser itself puts into help texts; empty for types, which the help explains.
void speak(CLI::App& app, core::Language language) {
  for (const char* type : {"TEXT", "INT", "FLOAT"}) app.get_formatter()->label(type, "");
  if (language == core::Language::kEnglish) return;
  for (const auto& [english, vietnamese] :
       std::initializer_list<std::pair<const char*, const char*>>{{"Usage", "Cách dùng"},
                                                                  {"OPTIONS", "TUỲ CHỌN"},
                                                                  {"SUBCOMMAND", "LỆNH"},
                                                                  {"Positionals", "Tham số"},
                                                                  {"REQUIRED", "(bắt buộc)"}}) {
    app.get_formatter()->label(english, vietnamese);
  }
  app.option_defaults()->group(std::string(kOptionsInVietnamese));
}

int run(int argc, char** argv) {
  const auto language = chooseLanguage(argc, argv);
  const auto pick = [&](std::string_view vi, std::string_view en) {
    return std::string(core::pick(language, vi, en));
  };
  Terminal terminal(language);
  CLI::App app(
      pick("Sohoa: số hoá, ký số và giao giấy tờ", "Sohoa: digitise, sign and deliver papers"),
      "sohoa");
  speak(app, language);
  app.set_version_flag("--version", "sohoa " SOHOA_VERSION,
                       pick("In số phiên bản", "Print the version"));
  app.set_help_flag("-h,--help", pick("In hướng dẫn này", "Print this help"));
  app.require_subcommand(1);
  std::string home;
  std::string language_option;
  bool json = false;
  app.add_option("--home", home,
                 pick("Thư mục làm việc (hoặc SOHOA_HOME; mặc định ./sohoa-home)",
                      "Home folder (or SOHOA_HOME; default ./sohoa-home)"));
  app.add_option("--lang-ui", language_option,
                 pick("Ngôn ngữ thông báo: vi, en", "Language of messages: vi, en"))
      ->check(CLI::IsMember({"vi", "en"}));
  app.add_flag("--json", json, pick("In một tài liệu JSON", "Print one JSON document"));
  app.footer(pick("Ví dụ: ", "Example: ") + "sohoa init --demo && sohoa batch ban-quet/");
  Command command;
  const Verb line(app, language, command);
  for (const auto add : kVerbs) add(line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  catchStopSignals();
  return runCommand(command, home, json, terminal);
}

}  // namespace
}  // namespace sohoa::cli

int main(int argc, char** argv) {
  std::setlocale(LC_ALL, "C");
  sohoa::cli::limitOpenMp(argv);
  return sohoa::cli::run(argc, argv);
}

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::filesystem::path in;
  std::filesystem::path out;
  std::string role;
  std::string level;
};

int run(const Options& options, Context& context) {
  context.home.require();
  auto& terminal = context.terminal;
  const core::SignRequest request{
      core::signerRole(options.role),
      options.level.empty() ? context.settings.signing.level : core::padesLevel(options.level)};
  try {
    context.parts.signer().sign(options.in, options.out, request);
  } catch (const core::Error& error) {
    throw error.at(options.in.string());
  }
  if (context.json) {
    terminal.print(nlohmann::json{{"path", options.out.string()},
                                  {"role", core::slug(request.role)},
                                  {"level", core::slug(request.level)}});
  } else {
    terminal.print(fmt::format("{}: {} {}", options.out.string(),
                               terminal.pick("đã ký, mức", "signed, level"),
                               core::slug(request.level)));
  }
  return kDone;
}

}  // namespace

void addSign(CLI::App& app, core::Language language, Command& chosen) {
  auto options = std::make_shared<Options>();
  auto* verb = app.add_subcommand(
      "sign", std::string(core::pick(language, "Ký một tệp PDF theo PAdES", "Sign a PDF (PAdES)")));
  verb->add_option("IN", options->in)->required();
  verb->add_option("-o,--output", options->out)->required();
  verb->add_option("--as", options->role)
      ->required()
      ->check(CLI::IsMember({"operator", "certifier", "agency"}));
  verb->add_option("--level", options->level)
      ->check(CLI::IsMember({"B-B", "B-T", "B-LT", "B-LTA"}));
  verb->footer(std::string(core::pick(language, "Ví dụ: ", "Example: ")) +
               "sohoa sign ban-sao.pdf -o da-ky.pdf --as operator --level B-T");
  verb->callback([options, &chosen] {
    chosen = [options](Context& context) { return run(*options, context); };
  });
}

}  // namespace sohoa::cli

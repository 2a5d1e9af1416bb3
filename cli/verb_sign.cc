#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"

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

void addSign(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("sign", {"Ký một tệp PDF theo PAdES", "Sign a PDF (PAdES)"});
  verb.option("IN", options->in).required();
  verb.option("-o,--output", options->out).required();
  verb.option("--as", options->role).required().oneOf({"operator", "certifier", "agency"});
  verb.option("--level", options->level).oneOf({"B-B", "B-T", "B-LT", "B-LTA"});
  verb.example("sohoa sign ban-sao.pdf -o da-ky.pdf --as operator --level B-T");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/parallel.h"
#include "cli/read_pages.h"
#include "cli/verb.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Options {
  std::vector<fs::path> in;
  fs::path out;
  std::vector<std::string> roles;
  std::string level;
  int jobs = 16;
  bool resume = false;
};

struct Outcome {
  fs::path out;
  std::optional<core::Error> error;
  bool skipped = false;
};

std::vector<core::SignRequest> requestsOf(const Options& options, const Context& context) {
  const auto level =
      options.level.empty() ? context.settings.signing.level : core::padesLevel(options.level);
  std::vector<core::SignRequest> requests;
  for (const auto& role : options.roles) requests.push_back({core::signerRole(role), level});
  return requests;
}

void signOne(const fs::path& in, const Options& options,
             const std::vector<core::SignRequest>& requests, core::CopySigner& signer,
             Outcome& outcome) {
  // Outputs appear whole or not at all, so one that is there is done.
  outcome.skipped = options.resume && fs::exists(outcome.out);
  if (outcome.skipped) return;
  try {
    signer.signAll(in, outcome.out, requests);
  } catch (const core::Error& error) {
    outcome.error = error.at(in.string());
  } catch (const std::exception& error) {
    outcome.error = core::Error(core::kInternal, {.file = in.string(), .detail = error.what()});
  }
}

json outcomeJson(const fs::path& in, const Outcome& outcome, const Options& options,
                 core::PadesLevel level, core::Language language) {
  json entry{{"in", in.string()}, {"path", outcome.out.string()}, {"level", core::slug(level)}};
  entry["role"] = options.roles.size() == 1 ? json(options.roles.front()) : json(options.roles);
  if (outcome.skipped) entry["skipped"] = true;
  if (outcome.error) entry["error"] = errorJson(*outcome.error, language);
  return entry;
}

int exitOf(const std::vector<Outcome>& outcomes) {
  bool failed = false;
  bool transient = true;
  for (const auto& outcome : outcomes) {
    if (!outcome.error) continue;
    failed = true;
    transient = transient && outcome.error->retry() == core::Retry::kTransient;
  }
  return !failed ? kDone : transient ? kTemporaryFailure : kSomeFailed;
}

int run(const Options& options, Context& context) {
  context.home.require();
  auto& terminal = context.terminal;
  const auto requests = requestsOf(options, context);
  const auto level = requests.front().level;
  const bool many = options.in.size() > 1 || fs::is_directory(options.out);
  if (many) fs::create_directories(options.out);
  std::vector<Outcome> outcomes(options.in.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i].out = many ? options.out / options.in[i].filename() : options.out;
  }
  auto& signer = context.parts.signer();
  forEachParallel(outcomes.size(), static_cast<std::size_t>(options.jobs), [&](std::size_t i) {
    signOne(options.in[i], options, requests, signer, outcomes[i]);
  });
  json list = json::array();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& outcome = outcomes[i];
    if (outcome.error) terminal.complain(*outcome.error);
    list.push_back(
        outcomeJson(options.in[i], outcome, options, level, context.terminal.language()));
    if (context.json || outcome.error) continue;
    terminal.print(fmt::format("{}: {} {}", outcome.out.string(),
                               outcome.skipped
                                   ? terminal.pick("đã có, bỏ qua; mức", "there already; level")
                                   : terminal.pick("đã ký, mức", "signed, level"),
                               core::slug(level)));
  }
  if (context.json) terminal.print(many ? json{{"files", std::move(list)}} : list.front());
  return exitOf(outcomes);
}

}  // namespace

void addSign(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("sign", {"Ký tệp PDF theo PAdES", "Sign PDF files (PAdES)"});
  verb.option("IN", options->in, {"Tệp PDF cần ký", "PDF files to sign"}).required();
  verb.option("-o,--output", options->out,
              {"Tệp, hoặc thư mục khi ký nhiều tệp", "File, or folder when signing several files"})
      .required();
  verb.option("--as", options->roles,
              {"Vai trò; nhắc lại để ký nhiều lần một lượt",
               "Role; repeat it to sign several times in one go"})
      .required()
      .oneOf({"operator", "certifier", "agency"})
      .repeatable();
  verb.option(
          "--level", options->level,
          {"Mức chữ ký (mặc định theo cài đặt)", "Signature level (default: from the settings)"})
      .oneOf({"B-B", "B-T", "B-LT", "B-LTA"});
  verb.option("--jobs", options->jobs, {"Số tệp ký cùng lúc", "Files signed at once"})
      .between(1, 256);
  verb.flag("--resume", options->resume,
            {"Bỏ qua tệp đã ký ở lần trước", "Leave out files that an earlier run has signed"});
  verb.example("sohoa sign ban-sao.pdf -o da-ky.pdf --as operator --as agency --level B-T");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/ports/secret_box.h"
#include "core/text.h"
#include "pipeline/doctor.h"
#include "pipeline/log_anchor.h"
#include "pipeline/repair.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

// One part of the program that must be there; its own error tells what to do when it is not.
template <class Probe>
void check(const std::string& name, Probe probe, Context& context, json& checks,
           std::vector<std::string>& problems) {
  json entry{{"name", name}, {"ok", true}};
  try {
    probe();
  } catch (const core::Error& error) {
    entry["ok"] = false;
    entry["message"] = error.describe(context.terminal.language());
    problems.push_back(name + ": " + error.describe(context.terminal.language()));
  }
  checks.push_back(std::move(entry));
}

void checkParts(bool keys, Context& context, json& checks, std::vector<std::string>& problems) {
  auto& parts = context.parts;
  check(
      "ocr", [&] { static_cast<void>(parts.reader()); }, context, checks, problems);
  check(
      "profiles", [&] { static_cast<void>(parts.documents()); }, context, checks, problems);
  check(
      "font", [&] { static_cast<void>(parts.assembler()); }, context, checks, problems);
  if (!context.home.exists()) return;
  if (keys) {
    check(
        "keys", [&] { static_cast<void>(parts.signer()); }, context, checks, problems);
  }
  check(
      "trust", [&] { static_cast<void>(parts.verifier({}, {})); }, context, checks, problems);
  check(
      "secrets", [&] { static_cast<void>(parts.vault()); }, context, checks, problems);
}

// Puts damaged files aside and makes again what can be.
pipeline::RepairReport repairAll(Context& context) {
  context.home.require();
  auto& parts = context.parts;
  return pipeline::repair({parts.store(), parts.blobs(), parts.opener(), parts.reader(),
                           context.home.damaged(), parts.replicas()});
}

// Looking must not make a part of the store: the disk may be full.
bool isThere(const std::filesystem::path& file, const Context& context) {
  return std::filesystem::exists(file) || !context.settings.store.url.empty();
}

void checkAllSignatures(Context& context, std::vector<std::string>& problems) {
  auto& terminal = context.terminal;
  auto& parts = context.parts;
  const auto* versions = isThere(context.home.versions(), context) ? &parts.versions() : nullptr;
  const auto checked = pipeline::checkSignatures(
      parts.warehouse(), versions, parts.blobs(), parts.verifier({}, {}), [&](int done) {
        terminal.progress(terminal.pick("Kiểm chữ ký", "Verifying"), done, done,
                          terminal.pick("bản sao", "copies"));
      });
  terminal.endProgress();
  problems.insert(problems.end(), checked.problems.begin(), checked.problems.end());
}

// Sealed by a key of the home that is not here, as after a restore without keys.
void checkSecrets(Context& context, std::vector<std::string>& problems) {
  const auto lost = [](const std::string& secret) { return secret.starts_with(core::kSealed); };
  const auto why = [](const std::string& secret) {
    return secret == core::kGivenUp ? " was given up: set another"
                                    : " cannot be opened: server/secrets.key is gone or another";
  };
  for (const auto& person : context.parts.operators().operators()) {
    if (lost(person.totp)) problems.push_back("second factor of " + person.id + why(person.totp));
  }
  for (const auto& webhook : context.parts.webhooks().webhooks()) {
    if (!lost(webhook.secret)) continue;
    problems.push_back("secret of webhook " + webhook.id + why(webhook.secret));
  }
}

struct Options {
  bool deep = false;
  bool repair = false;
  bool signatures = false;
  bool no_keys = false;
};

int run(const Options& options, Context& context) {
  pipeline::RepairReport repaired;
  if (options.repair) repaired = repairAll(context);
  json checks = json::array();
  std::vector<std::string> problems;
  checkParts(!options.no_keys, context, checks, problems);
  pipeline::Diagnosis diagnosis;
  if (context.home.exists()) {
    check(
        "store",
        [&] {
          diagnosis = pipeline::diagnose(
              context.parts.store(), context.parts.blobs(), context.parts.warehouse(),
              context.parts.entries(), options.deep,
              [&](const std::string& copy) {
                return context.parts.catalogue().tombstone(copy).has_value();
              },
              [&](const pipeline::BlobVisit& visit) {
                auto& parts = context.parts;
                if (isThere(context.home.versions(), context)) {
                  pipeline::forEachCopyBlob(parts.catalogue(), parts.versions(), visit);
                } else {
                  pipeline::forEachCopyBlob(parts.catalogue(), visit);
                }
              });
        },
        context, checks, problems);
    problems.insert(problems.end(), diagnosis.problems.begin(), diagnosis.problems.end());
    if (options.signatures) checkAllSignatures(context, problems);
    const auto journal = context.parts.journalProblem();
    if (!journal.empty()) problems.push_back("journal: " + journal);
    const bool has_log = isThere(context.home.access(), context);
    const auto log = has_log ? context.parts.accessBook().logProblem() : std::string();
    if (!log.empty()) problems.push_back("access log: entry " + log + " does not fit");
    if (has_log && !options.no_keys) checkSecrets(context, problems);
    const auto cut =
        has_log ? pipeline::logAnchorProblem(context.parts.accessBook(), context.parts.upkeep())
                : std::string();
    if (!cut.empty()) problems.push_back("access log: " + cut);
  }
  auto& terminal = context.terminal;
  if (context.json) {
    terminal.print(json{{"ok", problems.empty()},
                        {"checks", std::move(checks)},
                        {"problems", problems},
                        {"damaged", repaired.damaged},
                        {"restored", repaired.restored},
                        {"blobs_checked", diagnosis.blobs_checked},
                        {"orphan_blobs", diagnosis.orphan_blobs},
                        {"copies_checked", diagnosis.copies_checked},
                        {"numbers_open", diagnosis.numbers_open}});
    return problems.empty() ? kDone : kSomeFailed;
  }
  for (const auto& entry : checks) {
    terminal.print(fmt::format("{} {}", entry["ok"].get<bool>() ? "✓" : "✗",
                               entry["name"].get<std::string>()));
  }
  if (repaired.damaged > 0) {
    terminal.print(terminal.format(
        "! {} tệp hỏng đã để riêng ở {}; làm lại được {}. Tệp còn thiếu: phục hồi từ bản sao lưu.",
        "! {} damaged files were put aside into {}; {} were made again. The others: restore them "
        "from a backup.",
        repaired.damaged, context.home.damaged().string(), repaired.restored));
  }
  for (const auto& problem : problems) terminal.print(core::printable("✗ " + problem));
  if (diagnosis.numbers_open > 0) {
    terminal.print(
        terminal.format("! {} số chứng thực chưa dùng xong; xem 'sohoa register list'",
                        "! {} numbers of the register not used yet; see 'sohoa register list'",
                        diagnosis.numbers_open));
  }
  if (!context.home.exists()) {
    terminal.say(core::Error(kNoHome, {}).describe(terminal.language()));
  }
  terminal.print(problems.empty()
                     ? terminal.format("Mọi thứ ổn: {} tệp lưu, {} bản sao đã đối chiếu.",
                                       "All is well: {} blobs, {} copies checked.",
                                       diagnosis.blobs_checked, diagnosis.copies_checked)
                     : fmt::format("{} {}", problems.size(),
                                   terminal.pick("vấn đề cần xem.", "problems need a look.")));
  return problems.empty() ? kDone : kSomeFailed;
}

}  // namespace

void addDoctor(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb("doctor", {"Kiểm tra cài đặt, khoá, kho và sổ ghi",
                                         "Check the installation, keys, store and journal"});
  verb.flag("--deep", options->deep, {"Đọc lại từng tệp đã lưu", "Read every stored file again"});
  verb.flag("--repair", options->repair,
            {"Để riêng tệp hỏng và làm lại từ bản gốc nếu được (đọc lại từng tệp)",
             "Put damaged files aside and make them again where possible (reads every file)"});
  verb.flag("--signatures", options->signatures,
            {"Kiểm chữ ký của mọi bản sao", "Verify the signatures of every copy"});
  verb.flag("--no-keys", options->no_keys,
            {"Không tìm khoá ký (với bản sao lưu không kèm khoá)",
             "Do not look for signing keys (of a backup without them)"});
  verb.example("sohoa doctor --deep --json");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

#include "cli/workforce.h"

#include <functional>
#include <optional>

#include "core/child_process.h"
#include "core/text.h"
#include "pipeline/governor.h"
#include "pipeline/sealing.h"

namespace sohoa::cli {
namespace {

constexpr core::ErrorCode kNoSigners{
    "cli.no_signers", core::Retry::kConfigure,
    "Chưa khai báo khoá của người số hoá hoặc của cơ quan ([signing.operator], [signing.agency]); "
    "hãy điền vào sohoa.toml rồi chạy lại. Chưa có tệp nào được nạp.",
    "The operator's or the agency's key is not set ([signing.operator], [signing.agency]); put it "
    "into sohoa.toml and run again. No file was taken in."};
constexpr core::ErrorCode kNoTimestamps{
    "cli.no_timestamps", core::Retry::kConfigure,
    "Mức B-T cần máy cấp dấu thời gian; hãy điền [signing.timestamp] urls vào sohoa.toml. Chưa có "
    "tệp nào được nạp.",
    "Level B-T needs a timestamp authority; put [signing.timestamp] urls into sohoa.toml. No file "
    "was taken in."};
constexpr core::ErrorCode kNoOfficer{
    "cli.no_secrets_officer", core::Retry::kConfigure,
    "Có giấy mang dấu mật nhưng chưa có chứng thư của người phụ trách ([secrets] "
    "officer_certificate); tệp gốc chưa được niêm phong.",
    "A paper carries a secrecy mark but no officer's certificate is set ([secrets] "
    "officer_certificate); its file is not sealed yet."};

core::ChildLimits workerLimits([[maybe_unused]] const config::Settings& settings,
                               [[maybe_unused]] const pipeline::Machine& machine) {
#ifdef SOHOA_SANITIZED
  return {};  // the sanitizers' shadow memory is terabytes of address space
#else
  return {.address_space_bytes =
              pipeline::workerCeiling(settings.work.worker_memory_mb << 20U, machine)};
#endif
}

}  // namespace

int workerCount(int wanted, const config::Settings& settings) {
  const auto machine = pipeline::thisMachine();
  const auto& work = settings.work;
  return pipeline::workerCount(wanted > 0 ? wanted : work.workers, machine,
                               pipeline::memoryBudget(work.memory_mb << 20U, machine));
}

void preflight(Context& context) {
  const auto& signing = context.settings.signing;
  if (signing.op.empty() || signing.agency.empty()) throw core::Error(kNoSigners, {});
  if (signing.level != core::PadesLevel::kBB && signing.timestamp_urls.empty()) {
    throw core::Error(kNoTimestamps, {});
  }
  // By parts that go at once: a token that stays logged in here would take anybody's word for an
  // officer's PIN.
  static_cast<void>(context.parts.partsUnder(context.settings)->signer());
  static_cast<void>(context.parts.verifier({}, {}));
  static_cast<void>(context.parts.documents());
}

std::optional<core::Error> obstacle(const Context& context) {
  return pipeline::diskObstacle(context.home.root, context.settings.work.min_free_disk_mb << 20U);
}

void tellTrouble(Context& context, const std::optional<core::Error>& trouble) {
  auto& terminal = context.terminal;
  if (trouble) {
    terminal.say(
        core::printable(terminal.format("! Tạm dừng, sẽ tự làm tiếp: {}", "! Work is put off: {}",
                                        trouble->describe(terminal.language()))));
  } else {
    terminal.say(std::string(terminal.pick("· Đã làm tiếp được.", "· Work goes on.")));
  }
}

pipeline::SupervisorOptions supervision(Context& context, int workers) {
  const auto machine = pipeline::thisMachine();
  const auto limits = workerLimits(context.settings, machine);
  const std::string language =
      context.terminal.language() == core::Language::kEnglish ? "en" : "vi";
  const auto program = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto home = context.home.root.string();
  pipeline::SupervisorOptions options;
  options.workers = workerCount(workers, context.settings);
  options.obstacle = [&context] { return obstacle(context); };
  options.on_trouble = [&context](const auto& trouble) { tellTrouble(context, trouble); };
  options.counter_workers = context.settings.work.counter_workers;
  options.start_worker = [=](const std::string& id, core::Lane last) {
    return core::spawnChild({program, "--home", home, "--lang-ui", language, "worker", "--id", id,
                             "--lane", std::string(core::slug(last))},
                            limits);
  };
  return options;
}

namespace {

pipeline::RemovalParts removal(Context& context) {
  auto& parts = context.parts;
  return {parts.upkeep(),
          parts.blobs(),
          {parts.catalogue(), parts.versions(), parts.entries()},
          context.clock,
          context.home.damaged()};
}

// Throws Error. Returns how many blobs let go are still under a lock of the storage; looks for them
// only where `remove`.
int sealAll(Context& context, bool remove) {
  auto& terminal = context.terminal;
  auto& parts = context.parts;
  std::optional<core::Error> first;
  const auto attempt = [&](const std::function<void()>& work) {
    try {
      work();
    } catch (const core::Error& error) {
      if (!first) first = error;
    }
  };
  int sealed = 0;
  attempt([&] {
    if (parts.store().mastersToSeal().empty()) return;
    const auto* vault = parts.vault();
    if (vault == nullptr) throw core::Error(kNoOfficer, {});
    sealed = pipeline::sealSecrets(parts.store(), *vault, parts.blobs(), context.clock);
    if (sealed == 0) return;
    terminal.say(terminal.format(
        "! {} tệp có dấu mật đã được niêm phong; hãy báo người phụ trách.",
        "! {} files with a secrecy mark were sealed; tell the officer responsible.", sealed));
  });
  int locked = 0;
  attempt([&] {
    if ((remove || sealed > 0) && !parts.upkeep().toRemove().empty()) {
      locked = pipeline::removeLetGo(removal(context));
    }
  });
  if (first) throw *first;
  return locked;
}

}  // namespace

void sealSecrets(Context& context) {
  try {
    sealAll(context, true);
  } catch (const core::Error& error) {
    context.terminal.complain(error);
  }
}

void SealingRounds::operator()() {
  constexpr auto kPause = std::chrono::seconds(20);
  constexpr auto kLockedPause = std::chrono::hours(1);  // locks last for days
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kPause;
  try {
    if (sealAll(context_, now >= next_removal_) > 0) next_removal_ = now + kLockedPause;
    told_.clear();
  } catch (const core::Error& error) {
    if (told_.insert(std::string(error.code().slug)).second) context_.terminal.complain(error);
  }
}

void ForgettingRounds::operator()() {
  constexpr auto kPause = std::chrono::seconds(20);
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kPause;
  try {
    const auto gone = context_.parts.upkeep().letGoAfter(last_);
    for (const auto& id : gone.ids) {
      context_.parts.blobs().forgetLocal(id);
      pipeline::removeAside(context_.home.damaged(), id);
    }
    last_ = gone.last;
  } catch (const core::Error&) {  // the store is away or busy: the next round goes on from here
  }
}

}  // namespace sohoa::cli

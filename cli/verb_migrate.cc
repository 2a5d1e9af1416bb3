#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/file.h"
#include "pipeline/backup.h"
#include "pipeline/worker.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr core::ErrorCode kNotThere{
    "cli.migrate_place", core::Retry::kConfigure,
    "Nơi nguồn phải đúng với sohoa.toml hiện nay, nơi đích phải đúng với tệp của --settings.",
    "The source must be what sohoa.toml names now, the target what the file of --settings names."};
constexpr core::ErrorCode kAtWork{
    "cli.migrate_at_work", core::Retry::kConfigure,
    "Còn tiến trình đang làm việc trên kho này; hãy dừng mọi dịch vụ Sohoa trên mọi máy trước.",
    "Workers are at work on this store; stop every service of Sohoa on every machine first."};
constexpr core::ErrorCode kBlobsDiffer{
    "cli.migrate_blobs", core::Retry::kConfigure,
    "Có tệp không chép được nguyên vẹn; kho cũ còn nguyên, hãy xem danh sách rồi chạy lại.",
    "Some blobs could not be copied whole; the old place is unchanged. See the list, then run "
    "again."};

struct Options {
  std::string from;
  std::string to;
  fs::path settings;
  bool write = false;
};

bool isStore(const std::string& place) { return place == "sqlite" || place == "postgres"; }

// What settings name, in the words of this verb.
std::string placeOf(const config::Settings& settings, bool store) {
  if (store) return settings.store.url.empty() ? "sqlite" : "postgres";
  return settings.storage.s3.endpoint.empty() ? "folder" : "s3";
}

config::Settings settingsOfTarget(const Options& options, const Context& context) {
  if (!options.settings.empty()) {
    return config::loadSettings(options.settings, context.home.root);
  }
  auto settings = context.settings;
  if (options.to == "sqlite") settings.store.url.clear();
  if (options.to == "folder") settings.storage.s3.endpoint.clear();
  return settings;
}

void requirePlaces(const Options& options, const config::Settings& target, const Context& context) {
  const bool store = isStore(options.from);
  if (options.from == options.to || store != isStore(options.to) ||
      placeOf(context.settings, store) != options.from || placeOf(target, store) != options.to) {
    throw core::Error(kNotThere, {.detail = options.from + " > " + options.to});
  }
}

// Nobody else is at work on this machine, whose home is locked; workers of others gave a sign
// lately.
void requireRest(Context& context) {
  constexpr auto kSilent = std::chrono::seconds(60);
  const auto host = pipeline::thisHost();
  for (const auto& worker : context.parts.store().workers()) {
    const bool alive = worker.host == host ? !pipeline::LifeLock::ownerGone(worker.lock_file)
                                           : context.clock.now() - worker.heartbeat < kSilent;
    if (alive) throw core::Error(kAtWork, {.detail = worker.id});
  }
}

json moveRows(const config::Settings& target, Context& context) {
  auto& terminal = context.terminal;
  const auto tables = context.parts.moveStores(target, [&](std::int64_t done, std::int64_t of) {
    terminal.progress(terminal.pick("Chép và so", "Copying and comparing"), static_cast<int>(done),
                      static_cast<int>(of), terminal.pick("dòng", "rows"));
  });
  terminal.endProgress();
  json moved = json::object();
  for (const auto& table : tables) {
    moved[table.table] = table.rows;
    if (!context.json && table.rows > 0) {
      terminal.print(terminal.format("✓ {}: {} dòng", "✓ {}: {} rows", table.table, table.rows));
    }
  }
  return {{"rows", moved}};
}

json moveBlobs(const config::Settings& target, Context& context) {
  auto& terminal = context.terminal;
  const auto parts = context.parts.partsUnder(target);
  auto& from = context.parts.blobs();
  auto& to = parts->blobs();
  int all = 0;
  from.forEach([&](const core::BlobInfo&) { ++all; });
  auto copied = pipeline::copyBlobs(from, to, [&](int done) {
    terminal.progress(terminal.pick("Chép tệp", "Copying"), done, all,
                      terminal.pick("tệp", "blobs"));
  });
  terminal.endProgress();
  // Read back: what was there already may be of a run that was cut short, or of somebody else.
  int compared = 0;
  from.forEach([&](const core::BlobInfo& blob) {
    try {
      if (!to.intact(blob.id)) copied.problems.push_back("blob " + blob.id.hex() + " differs");
    } catch (const core::Error& error) {
      copied.problems.push_back("blob " + blob.id.hex() + ": " + std::string(error.code().slug));
    }
    terminal.progress(terminal.pick("So tệp", "Comparing"), ++compared, all,
                      terminal.pick("tệp", "blobs"));
  });
  terminal.endProgress();
  for (const auto& problem : copied.problems) terminal.say("✗ " + problem);
  if (!copied.problems.empty()) throw core::Error(kBlobsDiffer, {});
  if (!context.json) {
    terminal.print(terminal.format("✓ {} tệp đã chép, {} đã có, {} đã so",
                                   "✓ {} blobs copied, {} there already, {} compared",
                                   copied.copied, copied.there, compared));
  }
  return {{"blobs", {{"copied", copied.copied}, {"there", copied.there}, {"compared", compared}}}};
}

void tellWhatToChange(const Options& options, Context& context) {
  auto& terminal = context.terminal;
  const auto file = context.home.settings().string();
  if (options.write) {
    const auto old = core::readFile(file);
    core::writeFileAtomically(file + ".before", old, 0600);
    core::writeFileAtomically(file, core::readFile(options.settings), 0600);
    terminal.say(terminal.format("Đã thay {}; bản cũ: {}.before",
                                 "{} was replaced; the old one: "
                                 "{}.before",
                                 file, file));
  } else if (isStore(options.to)) {
    terminal.say(
        terminal.format("Bước tiếp: sửa [store] url trong {} ({}) trên mọi máy, rồi "
                        "'sohoa doctor'. Không ghi thêm vào kho cũ.",
                        "Next: change [store] url in {} ({}) on every machine, then "
                        "'sohoa doctor'. Write nothing more into the old store.",
                        file, options.to == "sqlite" ? "bỏ trống / empty" : "postgresql://"));
  } else {
    terminal.say(
        terminal.format("Bước tiếp: sửa [storage] trong {} ({}) trên mọi máy, rồi "
                        "'sohoa doctor --deep'. Không ghi thêm vào nơi cũ.",
                        "Next: change [storage] in {} ({}) on every machine, then "
                        "'sohoa doctor --deep'. Write nothing more into the old place.",
                        file, options.to == "folder" ? "s3_endpoint = \"\"" : "s3_…"));
  }
}

int run(const Options& options, Context& context) {
  context.home.require();
  const auto target = settingsOfTarget(options, context);
  requirePlaces(options, target, context);
  context.lock.takeAlone();
  requireRest(context);
  auto report = isStore(options.to) ? moveRows(target, context) : moveBlobs(target, context);
  tellWhatToChange(options, context);
  report["from"] = options.from;
  report["to"] = options.to;
  report["settings_written"] = options.write;
  if (context.json) context.terminal.print(report);
  return kDone;
}

}  // namespace

void addMigrate(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb =
      line.verb("migrate",
                {"Chuyển kho sang nơi khác, so từng dòng, từng tệp: sqlite ↔ postgres, folder ↔ s3",
                 "Move the store elsewhere and compare every row and blob: sqlite ↔ postgres, "
                 "folder ↔ s3"});
  verb.option("SOURCE", options->from, {"Nơi hiện nay", "Where it is now"})
      .required()
      .oneOf({"sqlite", "postgres", "folder", "s3"});
  verb.option("TARGET", options->to, {"Nơi sẽ chuyển đến", "Where it is to be"})
      .required()
      .oneOf({"sqlite", "postgres", "folder", "s3"});
  verb.option("--settings", options->settings,
              {"sohoa.toml như sẽ dùng sau khi chuyển (cần cho postgres và s3)",
               "sohoa.toml as it shall be afterwards (needed for postgres and s3)"});
  verb.flag("--write-settings", options->write,
            {"Xong thì thay sohoa.toml bằng tệp đó",
             "When done, put that file in place of "
             "sohoa.toml"});
  verb.example("sohoa migrate sqlite postgres --settings moi.toml --write-settings");
  verb.runs([options](Context& context) { return run(*options, context); },
            [options] { return !options->write || !options->settings.empty(); }, "--settings");
}

}  // namespace sohoa::cli

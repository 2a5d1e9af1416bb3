#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/verb.h"
#include "core/child_process.h"
#include "core/fault.h"
#include "core/file.h"
#include "core/text.h"
#include "pipeline/backup.h"
#include "pipeline/sealing.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kUnfinished = "backup.unfinished";

constexpr core::ErrorCode kNoBackup{
    "cli.no_backup", core::Retry::kConfigure,
    "Thư mục này không phải bản sao lưu đã hoàn tất; hãy chọn đúng thư mục của 'sohoa backup'.",
    "This folder is no finished backup; name one that 'sohoa backup' made."};
constexpr core::ErrorCode kNotEmpty{
    "cli.home_not_empty", core::Retry::kConfigure,
    "Nơi phục hồi đã có dữ liệu; không ghi đè. Hãy chọn thư mục chưa có.",
    "There is something where the home is to be restored; nothing was overwritten. Choose a folder "
    "that is not there yet."};

constexpr core::ErrorCode kBadPlace{
    "cli.backup_place", core::Retry::kConfigure,
    "Không sao lưu vào chính kho, vào bên trong kho, hay vào thư mục đã có thứ khác; "
    "hãy chọn thư mục trống hoặc thư mục của lần sao lưu trước.",
    "A backup cannot lie in the home itself, around it, or in a folder that holds something else; "
    "name an empty folder or that of an earlier backup."};
constexpr core::ErrorCode kBlobsElsewhere{
    "cli.blobs_elsewhere", core::Retry::kConfigure,
    "Tệp của kho nằm ở S3; hãy sao lưu bằng công cụ của máy chủ S3 (bản sao vùng chứa).",
    "The blobs lie in S3; back them up by that server's own means (replication of the bucket)."};

fs::path markOf(const fs::path& folder) { return folder / "backup.json"; }

bool within(const fs::path& inner, const fs::path& outer) {
  const auto [rest, unused] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return rest == outer.end();
}

// Another home, or this one, must never be taken for an old backup: its stores would be replaced
// under those who have them open.
void checkPlace(const Home& home, const fs::path& folder) {
  const auto from = fs::weakly_canonical(home.root);
  const auto to = fs::weakly_canonical(folder);
  const bool nested = within(from, to) || within(to, from);
  const bool strange = fs::exists(to) && !fs::is_empty(to) && !fs::exists(markOf(to)) &&
                       !fs::exists(to / kUnfinished);
  if (nested || strange) throw core::Error(kBadPlace, {.file = folder.string()});
}

struct Copied {
  pipeline::CopiedBlobs blobs;
  int files = 0;
};

// A backup is laid out as a home, so that it can be opened and checked as one. Stores are seen at
// one moment before the blobs are copied: what their rows name is there by then. The stores of an
// earlier backup in the same place stay until all blobs of the new one are there. `live`: others
// may work at the source.
Copied copyHome(const Home& from, const Home& to, bool with_keys, bool live, Parts& source,
                Context& context) {
  to.create();
  Copied copied;
  auto& terminal = context.terminal;
  const auto target = source.blobFolder(to.blobs());
  std::optional<core::TemporaryFolder> stores;
  for (bool whole = false; !whole;) {
    const auto before = live ? source.upkeep().letGoAfter(0).last : 0;
    stores.emplace(to.scratch());
    source.snapshotStores(stores->path());
    core::crashPoint("backup.snapshot");
    const int there = copied.blobs.copied;
    copied.blobs = pipeline::copyBlobs(source.blobs(), *target, [&](int done) {
      terminal.progress(terminal.pick("Chép tệp", "Copying"), done, done,
                        terminal.pick("tệp", "files"));
    });
    copied.blobs.copied += there;
    terminal.endProgress();
    // What was let go meanwhile may have gone before it was copied, and the rows still name it.
    whole = !live || source.upkeep().letGoAfter(before).ids.empty();
  }
  fs::remove(markOf(to.root));
  copied.files = pipeline::copyHomeFiles(from.root, to.root, with_keys);
  for (const auto& store : fs::directory_iterator(stores->path())) {
    const auto name = to.work().parent_path() / store.path().filename();
    // Those of the old file must not be taken for the new one's.
    for (const char* tail : {"-wal", "-shm"}) fs::remove(name.string() + tail);
    fs::rename(store.path(), name);
  }
  core::syncFolder(to.work().parent_path());
  return copied;
}

// `sohoa doctor` on the copy, in a process of its own: it must open like any other home.
int checkCopy(const Home& home, bool with_keys, Context& context) {
  const auto program = fs::read_symlink("/proc/self/exe").string();
  const std::string language =
      context.terminal.language() == core::Language::kEnglish ? "en" : "vi";
  std::vector<std::string> command{program,  "--home", home.root.string(), "--lang-ui",
                                   language, "doctor", "--deep",           "--signatures"};
  if (!with_keys) command.emplace_back("--no-keys");
  const auto result = core::runChild(command, {}, std::chrono::hours(240));
  for (const auto* said : {&result.standard_output, &result.standard_error}) {
    if (result.exit_code != 0) context.terminal.say(*said);
  }
  return result.exit_code;
}

int tell(const Copied& copied, const fs::path& folder, int checked, Context& context) {
  auto& terminal = context.terminal;
  for (const auto& problem : copied.blobs.problems) terminal.say("✗ " + problem);
  const bool ok = copied.blobs.problems.empty() && checked == 0;
  if (context.json) {
    terminal.print(json{{"ok", ok},
                        {"folder", folder.string()},
                        {"blobs_copied", copied.blobs.copied},
                        {"blobs_there", copied.blobs.there},
                        {"bytes", copied.blobs.bytes},
                        {"files", copied.files},
                        {"problems", copied.blobs.problems}});
  } else {
    terminal.print(terminal.format("{} {} tệp lưu mới ({:.1f} MB), {} đã có, {} tệp khác: {}",
                                   "{} {} new blobs ({:.1f} MB), {} there already, {} other files: "
                                   "{}",
                                   ok ? "✓" : "✗", copied.blobs.copied, copied.blobs.bytes / 1e6,
                                   copied.blobs.there, copied.files,
                                   core::printable(folder.string())));
  }
  return ok ? kDone : kSomeFailed;
}

// Without a name the copy is not taken for a whole one.
void mark(const Home& home, const Copied& copied, bool with_keys, Context& context) {
  core::writeFileAtomically(markOf(home.root),
                            json{{"made", core::formatIso8601(context.clock.now())},
                                 {"of", context.settings.unit.id},
                                 {"keys", with_keys},
                                 {"blobs", copied.blobs.copied + copied.blobs.there}}
                                    .dump(1) +
                                "\n",
                            0600);
}

bool withKeys(const Home& backup) {
  return json::parse(core::readText(markOf(backup.root)), nullptr, false).value("keys", false);
}

int backup(const fs::path& folder, bool with_keys, Context& context) {
  context.home.require();
  const auto begun = context.clock.now();
  if (!context.settings.storage.s3.endpoint.empty()) throw core::Error(kBlobsElsewhere, {});
  checkPlace(context.home, folder);
  const Home target{fs::absolute(folder)};
  fs::create_directories(target.root);
  core::writeFileAtomically(target.root / kUnfinished, std::string_view(), 0600);
  const auto copied = copyHome(context.home, target, with_keys, true, context.parts, context);
  // What was sealed since an earlier backup must not stay readable in it.
  const auto blobs = context.parts.blobFolder(target.blobs());
  auto& parts = context.parts;
  pipeline::removeSealedAway(parts.store(), {parts.catalogue(), parts.versions(), parts.entries()},
                             *blobs);
  mark(target, copied, with_keys, context);
  fs::remove(target.root / kUnfinished);
  const int checked = checkCopy(target, with_keys, context);
  if (!copied.blobs.problems.empty() || checked != 0) {
    core::writeFileAtomically(target.root / kUnfinished, std::string_view(), 0600);
    fs::remove(markOf(target.root));
  }
  if (copied.blobs.problems.empty() && checked == 0) {
    context.parts.upkeep().setAnchor("backup", {begun.time_since_epoch().count(), core::Sha256()},
                                     context.clock.now());
  }
  return tell(copied, target.root, checked, context);
}

// Those who follow the changes have seen what this store has not, or will number otherwise; and who
// was logged in when the backup was made may have been shut out since.
void beginAnew(Parts& parts) {
  parts.catalogue().beginAnew();
  const auto ever = core::Timestamp::max();
  parts.operators().expireSessions(ever, ever);
}

int restore(const fs::path& folder, Context& context) {
  const Home source{fs::absolute(folder)};
  const auto& home = context.home;
  if (!fs::exists(markOf(source.root))) throw core::Error(kNoBackup, {.file = folder.string()});
  if (fs::exists(home.root) && !fs::is_empty(home.root)) {
    throw core::Error(kNotEmpty, {.file = home.root.string()});
  }
  const auto parts = context.parts.partsOf(source);
  const auto copied = copyHome(source, home, true, false, *parts, context);
  beginAnew(*context.parts.partsOf(home));
  return tell(copied, home.root, checkCopy(home, withKeys(source), context), context);
}

}  // namespace

void addBackup(const Verb& line) {
  auto folder = std::make_shared<fs::path>();
  auto with_keys = std::make_shared<bool>(false);
  const auto verb = line.verb(
      "backup",
      {"Sao lưu kho vào một thư mục, chạy được khi đang làm việc; lần sau chỉ chép phần mới",
       "Copy the home into a folder while work goes on; the next time only what is new"});
  verb.option("DIR", *folder, {"Thư mục sao lưu", "Folder of the backup"}).required();
  verb.flag("--with-keys", *with_keys,
            {"Chép cả khoá và mật khẩu (mặc định không)", "Copy keys and passphrases too"});
  verb.example("sohoa backup /mnt/sao-luu/phuong");
  verb.runs([folder, with_keys](Context& context) { return backup(*folder, *with_keys, context); });
}

void addRestored(const Verb& line) {
  const auto verb = line.verb(
      "restored",
      {"Báo kho vừa được phục hồi bằng công cụ khác (pg_restore, …): đóng mọi phiên đăng nhập, "
       "người theo dõi thay đổi bắt đầu lại",
       "Tell that the store was restored by other means (pg_restore, …): every login ends, who "
       "follows the changes begins again"});
  verb.example("sohoa restored");
  verb.runs([](Context& context) {
    context.home.require();
    context.lock.takeAlone();
    beginAnew(context.parts);
    auto& terminal = context.terminal;
    const auto life = context.parts.catalogue().incarnation();
    if (context.json) {
      terminal.print(json{{"life", life}});
    } else {
      terminal.print(terminal.format("✓ Kho bắt đầu vòng đời mới: {}",
                                     "✓ The store begins another life: {}", life));
    }
    return static_cast<int>(kDone);
  });
}

void addRestore(const Verb& line) {
  auto folder = std::make_shared<fs::path>();
  const auto verb = line.verb(
      "restore", {"Phục hồi kho từ bản sao lưu vào --home chưa có, rồi kiểm mọi tệp và chữ ký",
                  "Restore a backup into a --home that is not there, then check every file and "
                  "signature"});
  verb.option("DIR", *folder, {"Thư mục sao lưu", "Folder of the backup"}).required();
  verb.example("sohoa --home /srv/sohoa restore /mnt/sao-luu/phuong");
  verb.runs([folder](Context& context) { return restore(*folder, context); });
}

}  // namespace sohoa::cli

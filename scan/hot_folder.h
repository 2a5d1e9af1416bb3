#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/hot_folder.h"
#include "scan/file_identity.h"
#include "scan/spool.h"

namespace sohoa::scan {

struct HotFolderOptions {
  // A file is taken once its size, times and inode have stood still this long and nobody has it
  // open for writing, as far as the file system tells.
  std::chrono::milliseconds settle{5'000};
  // ... and this long when its end is missing (see looksWhole): scanners that pause between pages
  // of one file, networks that stall. Then it is taken as it is.
  std::chrono::milliseconds patience{120'000};
  // Take a file only when NAME.done lies beside it or a file named .done in its folder.
  bool markers = false;
};

using MonotonicNow = std::function<std::chrono::steady_clock::time_point()>;

// A hot folder that is looked at again and again, so that it works on network shares, which tell
// nothing of changes. Claimed files move to FOLDER/.sohoa, so every claim is one rename within one
// file system; what cannot be taken in moves to FOLDER/khong-nap-duoc with the reason in
// NAME.ly-do.txt. Hidden entries, clutter of operating systems and sidecars (see listFiles) are
// left alone, but for those that say something of a scan (see sidecar.h): a scan waits until they
// stand still, its own goes where it goes, and the list of its folder stays.
// A sidecar that stood without a scan for an hour is refused.
class PolledHotFolder final : public core::HotFolder {
 public:
  // Throws Error(kHotFolder) when the folder is missing, not writable, or watched by another
  // process already.
  PolledHotFolder(const std::filesystem::path& folder, HotFolderOptions options,
                  MonotonicNow now = std::chrono::steady_clock::now);

  [[nodiscard]] core::Claims claim() override;
  void done(const core::ClaimedFile& file) override;
  void refuse(const core::ClaimedFile& file, const core::Error& error) override;
  [[nodiscard]] bool idle() const override { return waiting_.empty() && spooled_.empty(); }

 private:
  using Path = std::filesystem::path;

  struct Seen {
    FileIdentity identity;
    std::chrono::steady_clock::time_point since;
    int round;
  };

  void lookThrough(const Path& below, core::Claims& claims);
  void lookAt(const Path& name, const std::filesystem::file_status& status, core::Claims& claims);
  // Whether the file has stood still long enough; keeps count of it in `book`.
  bool settled(std::map<Path, Seen>& book, const Path& key, const Path& place);
  // The same of its sidecar and the list of its folder.
  bool sidecarsSettled(const Path& scan);
  [[nodiscard]] bool marked(const Path& name) const;
  void moveToSpool(const Path& name, core::Claims& claims);
  void lookAtLonely(const Path& name, core::Claims& claims);
  void refuseEntry(const Path& name, const core::Error& error, core::Claims& claims);

  Path folder_;
  HotFolderOptions options_;
  MonotonicNow now_;
  core::Fd lock_;
  std::optional<Spool> spool_;  // once the lock is ours
  int round_ = 0;
  std::map<Path, Seen> waiting_;               // by name: not claimed yet
  std::map<Path, Seen> sidecars_;              // by place: of scans that wait
  std::map<Path, Seen> lonely_;                // by name: sidecars without a scan
  std::map<Path, core::ClaimedFile> spooled_;  // by place: claimed, not done
  std::map<Path, Seen> unsettled_;             // by place: claimed, but changed in the last moment
  std::map<Path, std::string> complained_;     // entries that cannot be moved aside: told once
};

}  // namespace sohoa::scan

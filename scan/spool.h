#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/ports/hot_folder.h"
#include "scan/file_identity.h"
#include "scan/sidecar.h"

namespace sohoa::scan {

// Where claimed files of a hot folder lie until they are stored: FOLDER/.sohoa/nap/NUMBER/NAME, the
// scan's own sidecars beside it, and what they and the folder's list say of it in NUMBER/.said.
// Sidecars come first, so that a scan that lies here has all it came with, whenever a run ends.
// Throws Error(core::kIo, core::kDiskFull) and std::filesystem::filesystem_error.
class Spool {
 public:
  // `hot_folder` is absolute.
  explicit Spool(const std::filesystem::path& hot_folder);

  // What earlier runs claimed and did not finish; sidecars without their scan go back.
  [[nodiscard]] std::vector<core::ClaimedFile> reclaim();

  // Moves hot_folder/name in by one rename. Nothing when it is gone meanwhile. Whatever fails,
  // sidecars go back to it.
  [[nodiscard]] std::optional<core::ClaimedFile> claim(const std::filesystem::path& name);

  // Removes the claim's files, the scan last.
  void remove(const core::ClaimedFile& file) const;
  // Moves the scan to hot_folder/khong-nap-duoc, as a name nobody has there: the reason first, then
  // its sidecars as NAME.json and so on, the scan last.
  void refuse(const core::ClaimedFile& file, const core::Error& error) const;

  // What is said of a scan, or why that cannot be used.
  struct Word {
    core::Said said;
    std::optional<core::Error> fault;
  };

 private:
  [[nodiscard]] Word wordOf(const std::vector<std::filesystem::path>& own,
                            const std::filesystem::path& scan);
  [[nodiscard]] const SaidTable& listAt(const std::filesystem::path& list);
  [[nodiscard]] std::filesystem::path claimOf(const std::filesystem::path& place) const;
  void giveBack(const std::filesystem::path& claim) const;
  static void clear(const std::filesystem::path& claim);

  std::filesystem::path hot_folder_;
  std::filesystem::path folder_;
  std::uint64_t next_ = 0;
  std::optional<FileIdentity> last_list_;  // the list read last, as it was
  SaidTable last_table_;
};

inline constexpr const char* kRefusedFolder = "khong-nap-duoc";

// TARGET.ly-do.txt: why what lies at `target`, or will, was not taken in.
void writeReason(const std::filesystem::path& target, const core::Error& error);

// A name nobody has at `wanted`: "a.pdf", "a-2.pdf", ...
[[nodiscard]] std::filesystem::path freeName(const std::filesystem::path& wanted);

}  // namespace sohoa::scan

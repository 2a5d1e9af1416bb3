#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/ports/hot_folder.h"

namespace sohoa::scan {

// Where claimed files of a hot folder lie until they are stored: FOLDER/.sohoa/nap/NUMBER/NAME, the
// scan's own sidecars beside it, and what they and the folder's list say of it in NUMBER/.said.
// Sidecars come first, so that a scan that lies here has all it came with, whenever a run ends.
// Throws Error(kHotFolder, kDiskFull) and std::filesystem::filesystem_error.
class Spool {
 public:
  // `hot_folder` is absolute.
  explicit Spool(const std::filesystem::path& hot_folder);

  // What earlier runs claimed and did not finish; sidecars without their scan go back.
  [[nodiscard]] std::vector<core::ClaimedFile> reclaim();

  // Moves hot_folder/name in by one rename. Nothing when it is gone meanwhile.
  [[nodiscard]] std::optional<core::ClaimedFile> claim(const std::filesystem::path& name);

  // Removes the claim's files, the scan last.
  void remove(const core::ClaimedFile& file) const;
  // Moves the scan to `target` and its sidecars beside it, as TARGET.json and so on.
  void moveTo(const core::ClaimedFile& file, const std::filesystem::path& target) const;

 private:
  [[nodiscard]] std::filesystem::path claimOf(const std::filesystem::path& place) const;
  // Back into the hot folder, where the name is free.
  void giveBack(const std::filesystem::path& claim) const;
  void clear(const std::filesystem::path& claim) const;

  std::filesystem::path hot_folder_;
  std::filesystem::path folder_;
  std::uint64_t next_ = 0;
};

// A name nobody has at `wanted`: "a.pdf", "a-2.pdf", ...
[[nodiscard]] std::filesystem::path freeName(const std::filesystem::path& wanted);

}  // namespace sohoa::scan

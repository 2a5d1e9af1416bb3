#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "core/document.h"
#include "core/error.h"

namespace sohoa::core {

// A file moved out of the hot folder into its spool: nobody else takes it, and it stays there until
// done() or refuse().
struct ClaimedFile {
  std::filesystem::path place;      // where its bytes lie now
  std::filesystem::path name;       // where it lay, relative to the hot folder
  Said said = {};                   // by its sidecar and the list of its folder
  std::optional<Error> fault = {};  // of these: the file must not be taken in without them
};

// Something that can never become a scan, or could not be looked at.
struct RefusedEntry {
  std::filesystem::path name;  // relative to the hot folder
  Error error;
};

struct Claims {
  std::vector<ClaimedFile> files;     // in natural order: page2 before page10
  std::vector<RefusedEntry> refused;  // moved aside already where that was possible
  std::vector<Error> put_off;         // could not be looked into now; come again
};

// A folder that scanners and people put files into. One thread at a time.
class HotFolder {
 public:
  virtual ~HotFolder() = default;

  // One look at the folder. Files that nobody writes to any more are claimed, each by one rename;
  // files that an earlier run claimed and did not finish come again. Throws Error when the folder
  // itself cannot be read.
  [[nodiscard]] virtual Claims claim() = 0;

  // The file's bytes are stored elsewhere for good: removes it and its sidecar.
  virtual void done(const ClaimedFile& file) = 0;

  // Moves the file and its sidecar aside with the reason beside it, for a person to look at. Never
  // overwrites.
  virtual void refuse(const ClaimedFile& file, const Error& error) = 0;

  // Nothing is on its way: no file waits to stand still or to be taken in.
  [[nodiscard]] virtual bool idle() const = 0;
};

}  // namespace sohoa::core

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/digest.h"
#include "core/error.h"

namespace sohoa::core {

// A master that is stored and journalled.
struct TakenMaster {
  Sha256 sha256;
  std::uint64_t size = 0;  // bytes
  std::string name;        // file name, UTF-8 NFC
};

// One path found below what the user named.
struct FoundFile {
  std::filesystem::path path;
  std::optional<Error> error;  // why it cannot be taken; the others can
};

struct FoundFiles {
  std::vector<FoundFile> files;                // in natural order: page2 before page10
  std::vector<std::filesystem::path> ignored;  // sidecars and clutter beside scans
};

// Where paper comes in. Safe for several threads.
class Intake {
 public:
  virtual ~Intake() = default;

  // Files and, recursively, folders. Never throws for one bad entry.
  [[nodiscard]] virtual FoundFiles list(const std::vector<std::filesystem::path>& paths) const = 0;

  // Copies the bytes to the blob store and journals them; durable when it returns. Throws Error:
  // not a regular file, empty, unreadable, changed while it was read, disk full.
  [[nodiscard]] virtual TakenMaster take(const std::filesystem::path& file,
                                         const std::string& batch) = 0;
  // Stores the bytes of a file taken just now once more, where they are gone: the same may have
  // been let go of before a row named them. Throws as take(), also when the file has other bytes
  // by now.
  virtual void keep(const std::filesystem::path& file, const TakenMaster& taken) = 0;
};

}  // namespace sohoa::core

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/ports/blob_store.h"

namespace sohoa::pipeline {

struct CopiedBlobs {
  int copied = 0;
  int there = 0;            // already
  std::uint64_t bytes = 0;  // copied
  std::vector<std::string> problems;
};

// Puts every blob of `from` into `to`. Each is hashed on the way; one that does not match its name
// is a problem and is not kept under it. `progress` is told how many were looked at.
[[nodiscard]] CopiedBlobs copyBlobs(const core::BlobStore& from, core::BlobStore& to,
                                    const std::function<void(int)>& progress);

// Copies the other files of a home: settings, journal, scan sessions and what else lies there, but
// neither stores and blobs, which have ways of their own, nor what only a running program needs.
// Keys and their passphrases are left out unless `with_keys`; files that an earlier copy left and
// that are gone are removed. Files that grow by lines are copied up to their last whole line.
// Returns the number of files. Throws Error(kIo), Error(kDiskFull).
int copyHomeFiles(const std::filesystem::path& from, const std::filesystem::path& to,
                  bool with_keys);

}  // namespace sohoa::pipeline

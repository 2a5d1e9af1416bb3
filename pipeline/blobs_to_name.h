#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "core/ports/blob_store.h"

namespace sohoa::pipeline {

// Bytes that rows are about to name. The same bytes may have been let go of elsewhere: whoever
// removes them looks for rows again when they are gone (removeLetGo), but cannot see a row that
// comes after that. So whoever records one looks after it whether the bytes are there, and puts
// them once more.
class BlobsToName {
 public:
  explicit BlobsToName(core::BlobStore& blobs) : blobs_(blobs) {}

  // `put` stores bytes, now and perhaps again in recorded(), by when they must still be there.
  core::BlobInfo put(std::function<core::BlobInfo()> put) {
    const auto blob = put();
    put_.emplace_back(blob.id, std::move(put));
    return blob;
  }
  core::BlobInfo putFile(const std::filesystem::path& file) {
    return put([this, file] { return blobs_.putFile(file); });
  }
  // The rows are on disk. Throws what the store throws, after some attempts; the rows stand then.
  void recorded() const {
    constexpr int kAttempts = 3;
    for (const auto& [id, again] : put_) {
      for (int attempt = 1;; ++attempt) {
        try {
          if (!blobs_.contains(id)) static_cast<void>(again());
          break;
        } catch (const core::Error&) {
          if (attempt == kAttempts) throw;
        }
      }
    }
  }

 private:
  core::BlobStore& blobs_;
  std::vector<std::pair<core::Sha256, std::function<core::BlobInfo()>>> put_;
};

}  // namespace sohoa::pipeline

#pragma once

#include <filesystem>
#include <string>

#include "core/file.h"
#include "store/folder_blob_store.h"

namespace sohoa::store {

// Private to store/: a file being written that has no name in the store yet, removed unless
// published.
class FolderBlobStore::Draft {
 public:
  Draft(const std::filesystem::path& folder, bool unnamed);
  ~Draft();
  Draft(Draft&& other) noexcept;
  Draft& operator=(Draft&&) = delete;

  [[nodiscard]] int fd() const { return fd_.get(); }
  // Makes the bytes durable and gives the file its name; a file already there has the same bytes.
  void publishAs(const std::filesystem::path& target);

  // Removes the named drafts in the folder whose writers are dead.
  static void removeDead(const std::filesystem::path& folder);

 private:
  void openNamed(const std::filesystem::path& folder);

  core::Fd fd_;
  std::string name_;  // empty while the file has none
};

}  // namespace sohoa::store

#pragma once

#include <filesystem>
#include <string>

#include "core/file.h"

namespace sohoa::store {

// Private to store/: a file being written that has no name in the store yet, removed unless
// published.
class BlobDraft {
 public:
  BlobDraft(const std::filesystem::path& folder, bool unnamed);
  ~BlobDraft();
  BlobDraft(BlobDraft&& other) noexcept;
  BlobDraft& operator=(BlobDraft&&) = delete;

  [[nodiscard]] int fd() const { return fd_.get(); }
  // Makes the bytes durable and gives the file its name. A file already there stays, or with
  // `replace` is replaced in one step, so that readers find the one or the other.
  void publishAs(const std::filesystem::path& target, bool replace);

  // Removes the named drafts in the folder whose writers are dead.
  static void removeDead(const std::filesystem::path& folder);

 private:
  void openNamed();
  // False when the name is taken.
  bool linkAs(const std::filesystem::path& target);
  // Names an unnamed draft as openNamed() would.
  void nameInFolder();

  std::filesystem::path folder_;
  core::Fd fd_;
  std::string name_;  // empty while the file has none
};

}  // namespace sohoa::store

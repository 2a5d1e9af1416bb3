#pragma once

#include <filesystem>
#include <string>

#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/intake.h"
#include "core/ports/intake_journal.h"
#include "scan/file_list.h"

namespace sohoa::scan {

// Takes files in, byte for byte. Safe for several threads when its parts are.
class FolderIntake final : public core::Intake {
 public:
  FolderIntake(core::BlobStore& blobs, core::IntakeJournal& journal, const core::Clock& clock);

  // See listFiles.
  [[nodiscard]] core::FoundFiles list(
      const std::vector<std::filesystem::path>& paths) const override;

  // Throws Error(kNotAFile) for anything but an ordinary file (links are not followed), Error(
  // kEmpty), Error(kUnreadable), Error(kChanged) (transient) when the file changed meanwhile, and
  // what the store and the journal throw. The file named in the error is `file`.
  [[nodiscard]] core::TakenMaster take(const std::filesystem::path& file,
                                       const std::string& batch) override;
  void keep(const std::filesystem::path& file, const core::TakenMaster& taken) override;

 private:
  core::BlobStore& blobs_;
  core::IntakeJournal& journal_;
  const core::Clock& clock_;
};

}  // namespace sohoa::scan

#pragma once

#include "core/ports/uploads.h"

namespace sohoa::scan {

// Uploads in a folder: FOLDER/ID/info.json and FOLDER/ID/data/NAME, whose size is the offset.
class UploadFolder final : public core::Uploads {
 public:
  explicit UploadFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  core::Upload create(const std::string& owner, const std::string& name, std::uint64_t length,
                      core::Timestamp expires) override;
  [[nodiscard]] std::optional<core::Upload> find(const std::string& id,
                                                 core::Timestamp now) const override;
  [[nodiscard]] std::unique_ptr<core::UploadPart> append(const std::string& id,
                                                         std::uint64_t offset,
                                                         core::Timestamp now) override;
  [[nodiscard]] std::filesystem::path file(const core::Upload& upload) const override;
  void remove(const std::string& id) override;
  int expire(core::Timestamp now) override;

 private:
  [[nodiscard]] std::optional<core::Upload> read(const std::string& id) const;

  std::filesystem::path folder_;
};

// A name for a file that keeps what was said of it, without folders, control characters, leading
// dots or more than 200 bytes; "scan" when nothing is left.
[[nodiscard]] std::string safeFileName(const std::string& said);

}  // namespace sohoa::scan

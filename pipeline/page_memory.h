#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/digest.h"
#include "core/error.h"
#include "core/image.h"
#include "core/ports/page_reader.h"

namespace sohoa::pipeline {

// What was read from pages before their file was taken in, kept in a folder under the digest of
// their pixels and of what read them. A result is given out once: nothing of a page stays here when
// its file has been worked on. Safe for several threads and processes.
class PageMemory {
 public:
  explicit PageMemory(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // `version`: of the reader.
  [[nodiscard]] static core::Sha256 keyOf(const core::Raster& page, const std::string& version);

  [[nodiscard]] bool has(const std::string& session, const core::Sha256& key) const;
  // `session` is a plain name. Throws Error(core::kIo, core::kDiskFull).
  void keep(const std::string& session, const core::Sha256& key,
            const core::PageResult& result) const;
  // Whichever session it was read for. A result that cannot be read is none.
  [[nodiscard]] std::optional<core::PageResult> take(const core::Sha256& key) const;
  // Everything of a session, or of all.
  void forget(const std::string& session) const;
  void forgetAll() const;

 private:
  std::filesystem::path folder_;
};

// Another reader, whose work is spared where the memory has the page. One thread at a time.
class RememberingReader final : public core::PageReader {
 public:
  RememberingReader(core::PageReader& reader, PageMemory memory)
      : reader_(reader), memory_(std::move(memory)), version_(reader.version()) {}

  [[nodiscard]] std::string version() const override { return version_; }

 private:
  [[nodiscard]] core::PageResult readPage(const core::Raster& page,
                                          std::optional<int> said) override;

  core::PageReader& reader_;
  PageMemory memory_;
  std::string version_;
};

}  // namespace sohoa::pipeline

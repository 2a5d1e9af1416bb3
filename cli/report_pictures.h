#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "core/ports/work_store.h"

namespace sohoa::cli {

// Small pictures of pages for a report, each written into a folder. Asks no questions of secrecy:
// the caller does. Holds one master open at a time.
class ReportPictures {
 public:
  ReportPictures(Context& context, std::filesystem::path folder, int most);
  ~ReportPictures();

  // The file name of a picture of the box with some room around it (empty box: of the whole page);
  // nothing when there are enough pictures already, or the page cannot be shown.
  [[nodiscard]] std::optional<std::string> take(core::Id master, int page, core::Box box);
  [[nodiscard]] int left() const { return most_ - made_; }

 private:
  struct OpenPage;
  [[nodiscard]] OpenPage& open(core::Id master, int page);

  Context& context_;
  std::filesystem::path folder_;
  int most_;
  int made_ = 0;
  std::unique_ptr<OpenPage> open_;
};

}  // namespace sohoa::cli

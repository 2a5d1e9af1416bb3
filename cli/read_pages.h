#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "cli/command.h"
#include "core/page.h"

namespace sohoa::cli {

// One page of a file read without a store: its result, or why there is none.
struct ReadPage {
  int index = 0;
  core::PageResult result;
  std::optional<core::Error> error;
};

struct ReadFile {
  std::filesystem::path path;
  std::vector<ReadPage> pages;
  std::optional<core::Error> error;  // the file as a whole
  [[nodiscard]] bool failed() const;
  // The results alone, in order; of a failed page an empty one.
  [[nodiscard]] std::vector<core::PageResult> results() const;
};

// Reads every page of every file, showing progress; folders are walked. Failures are in the result.
[[nodiscard]] std::vector<ReadFile> readFiles(const std::vector<std::filesystem::path>& paths,
                                              Context& context);

// {"code","message","page"} for the JSON of every verb.
[[nodiscard]] nlohmann::json errorJson(const core::Error& error, core::Language language);

}  // namespace sohoa::cli

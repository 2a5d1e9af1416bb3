#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/command.h"

namespace sohoa::cli {

struct SurveyOrder {
  std::vector<std::filesystem::path> paths;
  std::string case_pattern;  // empty: as the settings say
  bool plan = false;         // also read a sample
  int sample = 12;           // pages
  int workers = 0;           // 0: as the settings say
};

// `sohoa batch --dry-run` and `--plan`: tells what a batch of these paths would bring and cost, and
// writes nothing. kSomeFailed when a file would be refused or held, or the disk is too small.
[[nodiscard]] int runSurvey(const SurveyOrder& order, Context& context);

}  // namespace sohoa::cli

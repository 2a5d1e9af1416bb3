#pragma once

#include <filesystem>
#include <string>

namespace sohoa::pipeline {

// Each worker has a scratch folder under its own id; what a killed one left in it may be a paper in
// the clear.
[[nodiscard]] std::filesystem::path scratchFor(const std::filesystem::path& scratch,
                                               const std::string& worker);

// Removes what lies in `scratch` and belongs to no living worker of `run_folder` (see LifeLock).
void clearScratch(const std::filesystem::path& scratch, const std::filesystem::path& run_folder);

}  // namespace sohoa::pipeline

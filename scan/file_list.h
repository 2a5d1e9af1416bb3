#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/ports/intake.h"

namespace sohoa::scan {

// Arguments in their order, folders with all below them in natural order (page2 before page10).
// A link given as an argument is followed; links inside folders are not and are listed as errors,
// as is everything else that is not an ordinary file. Sidecars (.json .txt .csv .xml .md) and
// hidden entries in folders are reported as ignored. What operating systems and office programs
// leave in folders (.DS_Store, ._*, Thumbs.db, desktop.ini, ~$*) is passed over. Files of unknown
// kinds are listed. File names may hold any bytes. Throws nothing of its own.
[[nodiscard]] core::FoundFiles listFiles(const std::vector<std::filesystem::path>& paths);

// What listFiles passes over or reports as ignored, by its name.
[[nodiscard]] bool isClutter(const std::filesystem::path& file);
[[nodiscard]] bool isHidden(const std::filesystem::path& file);
[[nodiscard]] bool isSidecar(const std::filesystem::path& file);

// Whether `a` stands before `b`: runs of digits by value, all else byte by byte.
[[nodiscard]] bool naturallyBefore(const std::string& a, const std::string& b);

}  // namespace sohoa::scan

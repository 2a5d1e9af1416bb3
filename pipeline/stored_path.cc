#include "pipeline/stored_path.h"

#include "core/text.h"

namespace sohoa::pipeline {

std::string storedPath(const std::filesystem::path& path) {
  auto full = std::filesystem::absolute(path).lexically_normal();
  if (!full.has_filename()) full = full.parent_path();  // "scans/" is "scans"
  const auto bytes = full.string();
  return core::toUtf8(core::codePoints(bytes)) == bytes ? bytes : core::printable(bytes);
}

}  // namespace sohoa::pipeline

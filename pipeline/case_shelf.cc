#include "pipeline/case_shelf.h"

#include <algorithm>

#include "pipeline/stored_path.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;

fs::path full(const fs::path& path) {
  auto out = fs::absolute(path).lexically_normal();
  return out.has_filename() ? out : out.parent_path();
}

}  // namespace

CaseShelf::CaseShelf(CasePattern pattern, const std::vector<fs::path>& named)
    : pattern_(std::move(pattern)) {
  for (const auto& path : named) named_.push_back(full(path));
  std::sort(named_.begin(), named_.end(), [](const fs::path& a, const fs::path& b) {
    return a.native().size() > b.native().size();
  });
}

core::CasePlace CaseShelf::placeOf(const fs::path& file) const {
  const auto path = full(file);
  auto below = path.filename();
  for (const auto& root : named_) {
    const auto relative = path.lexically_relative(root);
    if (relative.empty() || relative == "." || *relative.begin() == "..") continue;
    below = relative;
    break;
  }
  auto place = pattern_.place(below);
  if (!place) throw core::Error(kNoCasePlace, {.file = file.string()});
  place->path = storedPath(file);
  return *place;
}

}  // namespace sohoa::pipeline

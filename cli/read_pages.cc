#include "cli/read_pages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sohoa::cli {
namespace {

core::Raster decode(core::PageSource& source, int index, Context& context) {
  const auto scope = core::StageMeter::enter(&context.parts.meter(), core::ReadingStage::kDecode);
  return source.raster(index);
}

ReadPage readPage(core::PageSource& source, int index, const std::string& name, Context& context) {
  ReadPage page{index, {}, {}};
  try {
    page.result = context.parts.reader().read(decode(source, index, context));
  } catch (const core::Error& error) {
    page.error = error.at(name, index);
  } catch (const std::bad_alloc&) {
    page.error = core::Error(core::kOutOfMemory, {.file = name, .page = index});
  }
  if (page.error) context.terminal.complain(*page.error);
  return page;
}

ReadFile readFile(const core::FoundFile& found, Context& context) {
  ReadFile file{found.path, {}, found.error};
  if (file.error) {
    context.terminal.complain(*file.error);
    return file;
  }
  const auto name = found.path.string();
  try {
    const auto source = context.parts.opener().open(found.path, name);
    const int count = source->pageCount();
    for (int i = 0; i < count; ++i) {
      file.pages.push_back(readPage(*source, i, name, context));
      context.terminal.progress(found.path.filename().string(), i + 1, count,
                                context.terminal.pick("trang", "pages"));
    }
  } catch (const core::Error& error) {
    file.error = error.at(name);
  } catch (const std::bad_alloc&) {
    file.error = core::Error(core::kOutOfMemory, {.file = name});
  }
  if (file.error) context.terminal.complain(*file.error);
  return file;
}

}  // namespace

bool ReadFile::failed() const {
  return error || std::any_of(pages.begin(), pages.end(),
                              [](const ReadPage& page) { return page.error.has_value(); });
}

std::vector<core::PageResult> ReadFile::results() const {
  std::vector<core::PageResult> out;
  for (const auto& page : pages) out.push_back(page.result);
  return out;
}

std::vector<ReadFile> readFiles(const std::vector<std::filesystem::path>& paths, Context& context) {
  std::vector<ReadFile> files;
  for (const auto& found : context.parts.listFiles(paths).files) {
    files.push_back(readFile(found, context));
  }
  context.terminal.endProgress();
  return files;
}

nlohmann::json errorJson(const core::Error& error, core::Language language) {
  nlohmann::json json{{"code", error.code().slug}, {"message", error.describe(language)}};
  if (error.context().page) json["page"] = *error.context().page;
  return json;
}

}  // namespace sohoa::cli

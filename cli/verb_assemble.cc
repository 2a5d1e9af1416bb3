#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/file.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

struct Options {
  std::vector<std::filesystem::path> files;
  std::filesystem::path out;
  std::string title;
};

constexpr core::ErrorCode kWouldOverwrite{
    "cli.would_overwrite", core::Retry::kNever,
    "Tệp ra trùng với một bản quét đưa vào; bản gốc không bao giờ bị ghi đè.",
    "The output is one of the scans; a master is never overwritten."};

struct Source {
  std::unique_ptr<core::PageSource> pages;
  std::string name;
};

struct Place {
  std::size_t source;
  int page;
};

core::Sha256 digestOf(const std::filesystem::path& file) {
  return core::sha256(core::readFile(file));
}

int run(const Options& options, Context& context) {
  auto& parts = context.parts;
  auto& terminal = context.terminal;
  for (const auto& file : options.files) {
    std::error_code absent;
    if (std::filesystem::equivalent(file, options.out, absent)) {
      throw core::Error(kWouldOverwrite, {.file = options.out.string()});
    }
  }
  std::vector<Source> sources;
  std::vector<Place> places;
  core::CopySpec spec;
  for (const auto& file : options.files) {
    const auto name = file.string();
    sources.push_back({parts.opener().open(file, name), name});
    spec.sources.push_back(digestOf(file));
    for (int i = 0; i < sources.back().pages->pageCount(); ++i) {
      places.push_back({sources.size() - 1, i});
    }
  }
  spec.page_count = static_cast<int>(places.size());
  spec.title =
      core::toNfc(options.title.empty() ? options.files.front().stem().string() : options.title);
  spec.created = context.clock.now();
  const auto* look = core::policyFor(parts.appearances(), core::Product::kDigitised, spec.created);
  if (look != nullptr) spec.appearance = *look;
  spec.page = [&](int n) {
    const auto& place = places.at(static_cast<std::size_t>(n));
    auto& source = sources.at(place.source);
    try {
      core::CopySpec::Page page{source.pages->image(place.page),
                                parts.reader().read(source.pages->raster(place.page))};
      terminal.progress(terminal.pick("Ghép", "Assembling"), n + 1, spec.page_count,
                        terminal.pick("trang", "pages"));
      return page;
    } catch (const core::Error& error) {
      throw error.at(source.name, place.page);
    }
  };
  parts.assembler().assemble(spec, options.out);
  terminal.endProgress();
  if (context.json) {
    terminal.print(nlohmann::json{{"path", options.out.string()}, {"pages", spec.page_count}});
  } else {
    terminal.print(fmt::format("{} ({} {})", options.out.string(), spec.page_count,
                               terminal.pick("trang", "pages")));
  }
  return kDone;
}

}  // namespace

void addAssemble(const Verb& line) {
  auto options = std::make_shared<Options>();
  const auto verb = line.verb(
      "assemble", {"Ghép bản quét thành PDF/A-2u chưa ký", "Make an unsigned PDF/A-2u of scans"});
  verb.option("FILE", options->files,
              {"Bản quét (PDF, TIFF, JPEG, PNG)", "Scans (PDF, TIFF, JPEG, PNG)"})
      .required();
  verb.option("-o,--output", options->out, {"Tệp PDF cần tạo", "PDF to write"}).required();
  verb.option("--title", options->title, {"Tên ghi trong bản sao", "Title of the copy"});
  verb.example("sohoa assemble trang1.jpg trang2.jpg -o ban-sao.pdf");
  verb.runs([options](Context& context) { return run(*options, context); });
}

}  // namespace sohoa::cli

#include "cli/report_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/file.h"
#include "core/page.h"

namespace sohoa::cli {
namespace {

constexpr core::Size kPageSize{360, 480};
constexpr core::Size kFieldSize{900, 220};

core::Box withRoom(const core::Box& box) {
  const int room = std::max(12, box.height / 2);
  return {box.x - room, box.y - room, box.width + 2 * room, box.height + 2 * room};
}

}  // namespace

struct ReportPictures::OpenPage {
  core::Id master = 0;
  int page = -1;
  std::unique_ptr<core::PageSource> source;
  core::Raster raster;
  core::PageGeometry geometry;
};

ReportPictures::ReportPictures(Context& context, std::filesystem::path folder, int most)
    : context_(context), folder_(std::move(folder)), most_(most) {
  std::filesystem::create_directories(folder_);
}

ReportPictures::~ReportPictures() = default;

ReportPictures::OpenPage& ReportPictures::open(core::Id master, int page) {
  auto& parts = context_.parts;
  if (!open_ || open_->master != master) {
    const auto row = parts.store().master(master);
    auto opened = std::make_unique<OpenPage>();
    opened->master = master;
    opened->source = parts.opener().open(parts.blobs().localFile(row.sha256), row.name);
    open_ = std::move(opened);
  }
  if (open_->page != page) {
    const auto pages = parts.store().pages(master);
    const auto& result = pages.at(static_cast<std::size_t>(page)).result;
    open_->page = -1;
    open_->geometry =
        nlohmann::json::parse(parts.blobs().get(result.value())).get<core::PageResult>().geometry;
    open_->raster = open_->source->raster(page);
    open_->page = page;
  }
  return *open_;
}

std::optional<std::string> ReportPictures::take(core::Id master, int page, core::Box box) {
  if (left() <= 0) return {};
  try {
    const auto& opened = open(master, page);
    const bool whole = box.empty();
    const auto bytes = context_.parts.smallPicture(opened.raster, opened.geometry,
                                                   whole ? core::Box{} : withRoom(box),
                                                   whole ? kPageSize : kFieldSize);
    auto name = fmt::format("{:04}.jpg", ++made_);
    core::writeFileAtomically(folder_ / name, bytes);
    return name;
  } catch (const core::Error& error) {
    if (error.code() == core::kDiskFull) throw;
    open_.reset();
    return {};
  } catch (const std::logic_error&) {  // a page that is not there or not read
    open_.reset();
    return {};
  }
}

}  // namespace sohoa::cli

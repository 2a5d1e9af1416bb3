#include "pipeline/page_pictures.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "pipeline/discretion.h"

namespace sohoa::pipeline {
namespace {

constexpr std::ptrdiff_t kAtATime = 2;

core::Sha256 nameOf(const core::MasterRow& master, const core::PageRow& page,
                    const PictureWanted& wanted) {
  const auto& part = wanted.part;
  return core::sha256(fmt::format("{} {} {} {},{},{},{} {}x{}", master.sha256.hex(), page.index,
                                  page.result.value().hex(), part.x, part.y, part.width,
                                  part.height, wanted.most.width, wanted.most.height));
}

}  // namespace

PagePictures::PagePictures(core::BlobStore& blobs, core::PageSourceOpener& opener, Draw draw)
    : blobs_(blobs), opener_(opener), draw_(std::move(draw)), seats_(kAtATime) {}

Picture PagePictures::find(core::WorkStore& store, const PictureWanted& wanted) {
  const auto master = store.master(wanted.master);
  const auto pages = store.pages(wanted.master);
  const bool there = master.batch == wanted.batch && wanted.page >= 0 &&
                     static_cast<std::size_t>(wanted.page) < pages.size();
  if (!there || !Discretion::mayPicture(store, master)) {
    throw core::Error(core::kNoSuchItem, {.detail = "page"});
  }
  const auto& page = pages.at(static_cast<std::size_t>(wanted.page));
  return {nameOf(master, page, wanted),
          [this, master, page, wanted] { return take(master, page, wanted); }};
}

std::vector<std::uint8_t> PagePictures::take(const core::MasterRow& master,
                                             const core::PageRow& page,
                                             const PictureWanted& wanted) {
  const core::Seats::Seat seat(seats_, core::Error(core::kStoreBusy, {.detail = "pictures"}));
  const auto result =
      nlohmann::json::parse(blobs_.get(page.result.value())).get<core::PageResult>();
  const auto source = opener_.open(blobs_.localFile(master.sha256), master.name);
  return draw_(source->raster(wanted.page), result.geometry, wanted.part, wanted.most);
}

}  // namespace sohoa::pipeline

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"
#include "core/page.h"
#include "core/ports/blob_store.h"
#include "core/ports/page_source.h"
#include "core/ports/work_store.h"
#include "core/seats.h"

namespace sohoa::pipeline {

// A page of a stored file as somebody wants to see it.
struct PictureWanted {
  std::string batch;
  core::Id master = 0;
  int page = 0;        // from 0
  core::Box part;      // upright frame; empty: the whole page
  core::Size most{1};  // pixels
};

// What names a picture (another one has another name), and what makes it: a JPEG. Throws Error when
// the page cannot be decoded.
struct Picture {
  core::Sha256 name;
  std::function<std::vector<std::uint8_t>()> jpeg;
};

// Pictures of pages for people at a screen. Only of pages that a worker has decoded before, so that
// a file made to break the decoder is met by one whose death harms nobody, and never of what may
// carry a state secret (see Discretion). Few are made at a time, as each takes the memory of a
// whole page; the others wait. Safe for several threads.
class PagePictures {
 public:
  using Draw = std::function<std::vector<std::uint8_t>(const core::Raster& page,
                                                       const core::PageGeometry& geometry,
                                                       core::Box part, core::Size most)>;

  // All outlive it. `draw` gives a JPEG.
  PagePictures(core::BlobStore& blobs, core::PageSourceOpener& opener, Draw draw);

  // Throws Error(kNoSuchItem) when the batch has no such page or it is not to be shown. What it
  // gives asks the store nothing more, and must not outlive this.
  [[nodiscard]] Picture find(core::WorkStore& store, const PictureWanted& wanted);

 private:
  [[nodiscard]] std::vector<std::uint8_t> take(const core::MasterRow& master,
                                               const core::PageRow& page,
                                               const PictureWanted& wanted);

  core::BlobStore& blobs_;
  core::PageSourceOpener& opener_;
  Draw draw_;
  core::Seats seats_;
};

}  // namespace sohoa::pipeline

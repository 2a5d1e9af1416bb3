#include "pipeline/page_pictures.h"

#include <gtest/gtest.h>

#include "core/ports/errors.h"
#include "pipeline/paper_reading.h"
#include "tests/pipeline/fakes.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using test::slugOf;
using testing::Bench;

class PagePicturesTest : public ::testing::Test {
 protected:
  Bench bench_;
  // A page and what was asked of it, as text.
  PagePictures pictures_{
      bench_.blobs, bench_.opener,
      [](const core::Raster& page, const core::PageGeometry&, core::Box part, core::Size most) {
        const auto text = std::to_string(page.size.width - 1) + "/" + std::to_string(part.x) + "/" +
                          std::to_string(most.width);
        return std::vector<std::uint8_t>(text.begin(), text.end());
      }};
  std::string take(core::Id master, int page, core::Box part = {},
                   const std::string& batch = "lo-1") {
    const auto jpeg = pictures_.find(bench_.store, {batch, master, page, part, {300, 600}}).jpeg();
    return {jpeg.begin(), jpeg.end()};
  }
};

TEST_F(PagePicturesTest, ShowsPagesOfAFileWhosePapersAreToldApart) {
  const auto master = bench_.add("a", "3");
  bench_.drain();
  EXPECT_EQ(take(master.id, 2), "2/0/300");
  EXPECT_EQ(take(master.id, 1, {7, 0, 10, 10}), "1/7/300");  // a blank one too
}

TEST_F(PagePicturesTest, EveryPictureHasANameOfItsOwnAndKeepsIt) {
  const auto master = bench_.add("a", "3");
  bench_.drain();
  const auto name = [&](int page, core::Box part, int width) {
    return pictures_.find(bench_.store, {"lo-1", master.id, page, part, {width, width}}).name;
  };
  EXPECT_EQ(name(0, {}, 300), name(0, {}, 300));
  EXPECT_NE(name(0, {}, 300), name(2, {}, 300));
  EXPECT_NE(name(0, {}, 300), name(0, {}, 301));
  EXPECT_NE(name(0, {}, 300), name(0, {1, 1, 2, 2}, 300));
}

TEST_F(PagePicturesTest, NothingIsShownOfSecretsOfOtherBatchesOrBeforeAllIsRead) {
  const auto read = bench_.add("a", "1");
  bench_.drain();
  bench_.documents.secret = "MẬT";
  const auto secret = bench_.add("b", "2");
  bench_.drain();
  const auto waiting = bench_.add("c", "4");
  const auto shown = [&](core::Id master, int page, const std::string& batch = "lo-1") {
    return slugOf([&] { static_cast<void>(take(master, page, {}, batch)); });
  };
  EXPECT_EQ(shown(read.id, 0), "");
  EXPECT_EQ(shown(read.id, 1), core::kNoSuchItem.slug);
  EXPECT_EQ(shown(read.id, -1), core::kNoSuchItem.slug);
  EXPECT_EQ(shown(read.id, 0, "lo-2"), core::kNoSuchItem.slug);
  EXPECT_EQ(shown(secret.id, 0), core::kNoSuchItem.slug);
  EXPECT_EQ(shown(waiting.id, 0), core::kNoSuchItem.slug);
  EXPECT_EQ(shown(4711, 0), core::kNoSuchItem.slug);
}

TEST_F(PagePicturesTest, APaperIsReadForALookBeforeItsTurnButNotASecretOne) {
  const auto master = bench_.add("a", "1");
  bench_.drain();
  auto row = bench_.store.documentsOf(master.id).at(0);
  const auto read = row.document.fields;
  ASSERT_FALSE(read.empty());
  row.state = core::DocumentState::kDrafted;
  row.document.fields.clear();
  EXPECT_EQ(readingOf(bench_.store, bench_.blobs, bench_.documents, row).fields.size(),
            read.size());
  row.document.secret = "MẬT";
  EXPECT_TRUE(readingOf(bench_.store, bench_.blobs, bench_.documents, row).fields.empty());
}

}  // namespace
}  // namespace sohoa::pipeline

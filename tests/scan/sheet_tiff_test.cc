#include "scan/sheet_tiff.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "scan/page_source_opener.h"
#include "scan/sheet_images.h"
#include "tests/scan/samples.h"

namespace sohoa::scan::testing {
namespace {

class SheetTiff : public ::testing::Test {
 protected:
  std::filesystem::path write(const char* name, const core::Raster& raster) {
    const auto file = folder_.path() / name;
    writeSheetTiff(pictureOf(raster), file);
    return file;
  }
  static std::unique_ptr<core::PageSource> open(const std::filesystem::path& file) {
    return ScanOpener().open(file, file.string());
  }
  core::TemporaryFolder folder_;
};

TEST_F(SheetTiff, KeepsEveryPixelAndTheResolution) {
  for (const auto& raster :
       {greyPicture({37, 131}), colourPicture({65, 70}), bilevelPicture({43, 29})}) {
    const auto source = open(write("a.tif", raster));
    const auto read = source->raster(0);
    expectSamePixels(read, raster);
    EXPECT_EQ(read.resolution, raster.resolution);
  }
}

TEST_F(SheetTiff, BoundPagesKeepTheirOrderTheirKindAndEveryPixel) {
  const std::vector<core::Raster> rasters{bilevelPicture({43, 29}), colourPicture({65, 170}),
                                          greyPicture({37, 13})};
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; i < rasters.size(); ++i) {
    files.push_back(write(("p" + std::to_string(i)).c_str(), rasters[i]));
  }
  ScanOpener opener;
  TiffSheetImages(opener).bind(files, folder_.path() / "all.tif");
  const auto source = open(folder_.path() / "all.tif");
  ASSERT_EQ(source->pageCount(), 3);
  for (int i = 0; i < 3; ++i) {
    expectSamePixels(source->raster(i), rasters[static_cast<std::size_t>(i)]);
  }
  EXPECT_TRUE(source->image(0).verbatim);
}

TEST_F(SheetTiff, BindingTwiceGivesTheSameBytes) {
  const std::vector<std::filesystem::path> files{write("a.tif", greyPicture({30, 30})),
                                                 write("b.tif", bilevelPicture({30, 30}))};
  bindSheetTiffs(files, folder_.path() / "1.tif");
  bindSheetTiffs(files, folder_.path() / "2.tif");
  EXPECT_EQ(core::readFile(folder_.path() / "1.tif"), core::readFile(folder_.path() / "2.tif"));
}

TEST_F(SheetTiff, AMissingOrBrokenPageLeavesNothingBehind) {
  const auto good = write("a.tif", greyPicture({30, 30}));
  core::writeFileAtomically(folder_.path() / "bad.tif", std::string("II*\0rest", 8));
  const auto out = folder_.path() / "all.tif";
  EXPECT_THROW(bindSheetTiffs({good, folder_.path() / "bad.tif"}, out), core::Error);
  EXPECT_THROW(bindSheetTiffs({good, folder_.path() / "none.tif"}, out), core::Error);
  EXPECT_FALSE(std::filesystem::exists(out));
  EXPECT_FALSE(std::filesystem::exists(out.string() + ".tmp"));
}

TEST_F(SheetTiff, AFullDiskIsToldAsSuch) {
  const auto good = write("a.tif", greyPicture({300, 300}));
  EXPECT_EQ(slugOf([&] { bindSheetTiffs({good}, "/dev/full/x.tif"); }), "core.io");
}

}  // namespace
}  // namespace sohoa::scan::testing

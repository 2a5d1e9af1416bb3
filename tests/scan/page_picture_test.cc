#include "scan/page_picture.h"

#include <gtest/gtest.h>

#include "core/file.h"
#include "scan/errors.h"
#include "scan/jpeg_header.h"
#include "tests/support/minimal_pdf.h"
#include "tests/support/slug_of.h"

namespace sohoa::scan {
namespace {

class PagePicture : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& bytes) {
    const auto path = folder_.path() / "-copy.pdf";  // looks like an option
    core::writeFileAtomically(path, bytes);
    return path;
  }
  core::TemporaryFolder folder_;
  ScanOptions options_;
};

TEST_F(PagePicture, IsAsWideAsAskedForAndKeepsThePagesShape) {
  const auto picture = pagePicture(file(test::minimalPdf()), 0, 300, options_);
  const auto header = readJpegHeader(
      std::span(reinterpret_cast<const std::uint8_t*>(picture.data()), picture.size()));
  EXPECT_EQ(header.size.width, 300);
  EXPECT_NEAR(header.size.height, 300 * 842.0 / 595, 1);
}

TEST_F(PagePicture, IsRefusedForAPageThatIsNotThereAndAFileThatIsNoPdf) {
  const auto pdf = file(test::minimalPdf());
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(pagePicture(pdf, 1, 300, options_)); }),
            kNotRasterised.slug);
  const auto junk = file("no PDF at all");
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(pagePicture(junk, 0, 300, options_)); }),
            kNotRasterised.slug);
}

TEST_F(PagePicture, NeedsItsTool) {
  const auto pdf = file(test::minimalPdf());
  auto none = options_;
  none.rasteriser = folder_.path() / "not-there";
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(pagePicture(pdf, 0, 300, none)); }),
            kNoRasteriser.slug);
  none.rasteriser.clear();
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(pagePicture(pdf, 0, 300, none)); }),
            kNoRasteriser.slug);
}

}  // namespace
}  // namespace sohoa::scan

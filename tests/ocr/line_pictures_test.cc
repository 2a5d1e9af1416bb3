#include "ocr/line_pictures.h"

#include <gtest/gtest.h>
#include <leptonica/allheaders.h>

#include <memory>

namespace sohoa::ocr {
namespace {

struct Destroy {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
  void operator()(l_uint8* data) const { lept_free(data); }
};
using Picture = std::unique_ptr<PIX, Destroy>;

Picture drawn(int depth) {
  Picture pix(pixCreate(301, 40, depth));
  for (int x = 0; x < 301; ++x) pixSetPixel(pix.get(), x, x % 40, static_cast<unsigned>(x) % 2);
  return pix;
}

std::pair<std::unique_ptr<l_uint8, Destroy>, std::size_t> written(PIX* pix, int format) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(pixWriteMem(&data, &size, pix, format), 0);
  return {std::unique_ptr<l_uint8, Destroy>(data), size};
}

TEST(LinePictures, ComeBackAsTheyWereWithoutHavingBeenCompressed) {
  keepLinePicturesPlain();
  for (const int depth : {1, 8, 32}) {
    const Picture pix = drawn(depth);
    const auto [data, size] = written(pix.get(), IFF_PNG);
    EXPECT_GT(size, static_cast<std::size_t>(301 * 40 * depth / 8));
    const Picture back(pixReadMem(data.get(), size));
    ASSERT_NE(back, nullptr);
    int same = 0;
    pixEqual(pix.get(), back.get(), &same);
    EXPECT_EQ(same, 1) << depth;
  }
}

TEST(LinePictures, OtherFormatsAreWrittenAsTheLibraryWritesThem) {
  const Picture pix = drawn(1);
  const auto [data, size] = written(pix.get(), IFF_PNM);
  ASSERT_GT(size, 2U);
  EXPECT_EQ(data.get()[0], 'P');
}

TEST(LinePictures, NoPictureIsAnError) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  EXPECT_NE(pixWriteMem(&data, &size, nullptr, IFF_PNG), 0);
}

}  // namespace
}  // namespace sohoa::ocr

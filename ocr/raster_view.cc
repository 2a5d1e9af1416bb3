#include "ocr/raster_view.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "ocr/area_average.h"
#include "ocr/errors.h"

namespace sohoa::ocr {
namespace {

using Format = core::Raster::Format;

std::size_t rowBytes(const core::Raster& page) {
  const auto width = static_cast<std::size_t>(page.size.width);
  switch (page.format) {
    case Format::kBilevel:
      return (width + 7) / 8;
    case Format::kGrey:
      return width;
    case Format::kRgb:
      return width * 3;
  }
  return 0;
}

// OpenCV only reads through these views; its constructor has no const form.
cv::Mat view(const core::Raster& page, int type) {
  return {page.size.height, page.size.width, type, const_cast<std::uint8_t*>(page.pixels.data()),
          page.stride};
}

cv::Mat unpackBits(const core::Raster& page) {
  cv::Mat grey(page.size.height, page.size.width, CV_8U);
  for (int y = 0; y < grey.rows; ++y) {
    const std::uint8_t* bits = page.pixels.data() + static_cast<std::size_t>(y) * page.stride;
    auto* out = grey.ptr<std::uint8_t>(y);
    for (int x = 0; x < grey.cols; ++x) {
      out[x] = (bits[x >> 3] >> (7 - (x & 7)) & 1) != 0 ? 0 : 255;
    }
  }
  return grey;
}

template <class Pick>
cv::Mat pickChannel(const cv::Mat& rgb, Pick pick) {
  cv::Mat grey(rgb.rows, rgb.cols, CV_8U);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* in = rgb.ptr<std::uint8_t>(y);
    auto* out = grey.ptr<std::uint8_t>(y);
    for (int x = 0; x < rgb.cols; ++x, in += 3) out[x] = pick(pick(in[0], in[1]), in[2]);
  }
  return grey;
}

}  // namespace

void checkRaster(const core::Raster& page, std::uint64_t max_pixels) {
  if (page.size.width <= 0 || page.size.height <= 0) {
    throw core::Error(kBadRaster, {.detail = "no pixels"});
  }
  const auto rows = static_cast<std::size_t>(page.size.height);
  if (static_cast<std::uint64_t>(page.size.width) * rows > max_pixels) {
    throw core::Error(core::kOutOfMemory, {.detail = std::to_string(page.size.width) + " x " +
                                                     std::to_string(rows) + " pixels"});
  }
  if (page.stride < rowBytes(page) || page.pixels.size() / rows < page.stride) {
    throw core::Error(kBadRaster, {.detail = "fewer bytes than pixels"});
  }
}

cv::Mat dropoutGrey(const core::Raster& page) {
  switch (page.format) {
    case Format::kBilevel:
      return unpackBits(page);
    case Format::kGrey:
      return view(page, CV_8UC1);
    case Format::kRgb:
      return pickChannel(view(page, CV_8UC3),
                         [](std::uint8_t a, std::uint8_t b) { return std::max(a, b); });
  }
  throw core::Error(kBadRaster, {.detail = "unknown pixel format"});
}

cv::Mat reducedInkGrey(const core::Raster& page, cv::Size size) {
  const cv::Mat full = page.format == Format::kBilevel
                           ? unpackBits(page)
                           : view(page, page.format == Format::kRgb ? CV_8UC3 : CV_8UC1);
  const cv::Mat small = size == full.size() ? full : shrunk(full, size);
  if (small.channels() == 1) return small.data == page.pixels.data() ? small.clone() : small;
  return pickChannel(small, [](std::uint8_t a, std::uint8_t b) { return std::min(a, b); });
}

cv::Mat reducedColour(const core::Raster& page, cv::Size size) {
  const cv::Mat full = view(page, CV_8UC3);
  return size == full.size() ? full : shrunk(full, size);
}

cv::Mat shrunk(const cv::Mat& image, cv::Size size) {
  const bool evenly = image.cols % size.width == 0 && image.rows % size.height == 0;
  const bool smaller = size.width <= image.cols && size.height <= image.rows;
  if (smaller && !evenly) return areaAverage(image, size);
  cv::Mat out;
  cv::resize(image, out, size, 0, 0, cv::INTER_AREA);
  return out;
}

cv::Mat reducedBy(const cv::Mat& image, double scale) {
  if (scale >= 1) return image;
  const auto side = [scale](int pixels) {
    return std::max(1, static_cast<int>(std::lround(pixels * scale)));
  };
  return shrunk(image, {side(image.cols), side(image.rows)});
}

}  // namespace sohoa::ocr

#include "scan/small_picture.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
// jpeglib.h needs the types of cstdio before it.
#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"

namespace sohoa::scan {
namespace {

using core::Raster;

constexpr int kQuality = 72;
constexpr int kMostLooks = 6;  // across and down, for one pixel

using Rgb = std::array<std::uint8_t, 3>;

Rgb pixelAt(const Raster& page, int x, int y) {
  const auto* row = page.pixels.data() + page.stride * static_cast<std::size_t>(y);
  const auto at = static_cast<std::size_t>(x);
  switch (page.format) {
    case Raster::Format::kBilevel: {
      const bool black = ((row[at / 8] >> (7 - at % 8)) & 1U) != 0;
      const std::uint8_t value = black ? 0 : 255;
      return {value, value, value};
    }
    case Raster::Format::kGrey:
      return {row[at], row[at], row[at]};
    case Raster::Format::kRgb:
      return {row[3 * at], row[3 * at + 1], row[3 * at + 2]};
  }
  return {};
}

struct Window {
  core::Box part;  // of the upright frame
  int width = 0;
  int height = 0;
  double scale = 1;  // upright pixels a picture pixel
};

Window windowOf(const core::PageGeometry& geometry, core::Box part, core::Size most) {
  const auto whole = geometry.upright();
  const core::Box page{0, 0, whole.width, whole.height};
  part = part.empty() ? page : part.intersect(page);
  if (part.empty() || most.width < 1 || most.height < 1) {
    throw core::Error(core::kInternal, {.detail = "a picture of nothing"});
  }
  const double scale = std::max({1.0, static_cast<double>(part.width) / most.width,
                                 static_cast<double>(part.height) / most.height});
  const auto side = [&](int length, int limit) {
    return std::clamp(static_cast<int>(std::lround(length / scale)), 1, limit);
  };
  return {part, side(part.width, most.width), side(part.height, most.height), scale};
}

// The mean of looks spread over one pixel of the picture; white outside of the page.
Rgb meanAt(const Raster& page, const core::Affine& to_master, const Window& window, int x, int y) {
  const int looks = std::clamp(static_cast<int>(std::ceil(window.scale)), 1, kMostLooks);
  std::array<int, 3> sum{};
  for (int i = 0; i < looks * looks; ++i) {
    const core::Point upright{
        window.part.x + (x + (i % looks + 0.5) / looks) * window.part.width / window.width,
        window.part.y + (y + (i / looks + 0.5) / looks) * window.part.height / window.height};
    const auto at = to_master(upright);
    const int mx = static_cast<int>(std::floor(at.x));
    const int my = static_cast<int>(std::floor(at.y));
    const bool inside = mx >= 0 && my >= 0 && mx < page.size.width && my < page.size.height;
    const Rgb pixel = inside ? pixelAt(page, mx, my) : Rgb{255, 255, 255};
    for (std::size_t c = 0; c < 3; ++c) sum[c] += pixel[c];
  }
  Rgb mean{};
  for (std::size_t c = 0; c < 3; ++c) {
    mean[c] = static_cast<std::uint8_t>(sum[c] / (looks * looks));
  }
  return mean;
}

// libjpeg leaves by longjmp, so the functions that set the jump hold nothing that needs a
// destructor.
struct Encoder {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf jump{};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): libjpeg's own
  bool created = false;

  Encoder() = default;
  ~Encoder() {
    if (created) jpeg_destroy_compress(&info);
    std::free(bytes);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
};

[[noreturn]] void onError(j_common_ptr info) {
  std::longjmp(static_cast<Encoder*>(info->client_data)->jump, 1);
}

bool encode(Encoder& encoder, const std::uint8_t* rgb, int width, int height) {
  auto& info = encoder.info;
  info.err = jpeg_std_error(&encoder.errors);
  encoder.errors.error_exit = &onError;
  info.client_data = &encoder;
  if (setjmp(encoder.jump) != 0) return false;
  jpeg_create_compress(&info);
  encoder.created = true;
  jpeg_mem_dest(&info, &encoder.bytes, &encoder.size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kQuality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(rgb + std::size_t{3} * info.image_width * info.next_scanline);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

std::vector<std::uint8_t> smallPicture(const Raster& page, const core::PageGeometry& geometry,
                                       core::Box part, core::Size most) {
  const Window window = windowOf(geometry, part, most);
  const auto to_master = geometry.masterToUpright().inverse();
  std::vector<std::uint8_t> rgb;
  rgb.reserve(std::size_t{3} * static_cast<std::size_t>(window.width) *
              static_cast<std::size_t>(window.height));
  for (int y = 0; y < window.height; ++y) {
    for (int x = 0; x < window.width; ++x) {
      const Rgb pixel = meanAt(page, to_master, window, x, y);
      rgb.insert(rgb.end(), pixel.begin(), pixel.end());
    }
  }
  Encoder encoder;
  if (!encode(encoder, rgb.data(), window.width, window.height)) {
    throw core::Error(core::kInternal, {.detail = "a small picture could not be made"});
  }
  return {encoder.bytes, encoder.bytes + encoder.size};
}

}  // namespace sohoa::scan

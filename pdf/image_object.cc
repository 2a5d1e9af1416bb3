#include "pdf/image_object.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <span>

#include "core/error.h"
#include "pdf/errors.h"

namespace sohoa::pdf {
namespace {

using core::EncodedImage;

void require(bool holds, const char* detail) {
  if (!holds) throw core::Error(kBadImage, {.detail = detail});
}

struct JpegFrame {
  int process = 0;  // low byte of the SOF marker: C0, C1 and C2 are allowed in a PDF
  int precision = 0;
  core::Size size;
  int components = 0;
};

// The frame header of a JPEG stream (ITU-T T.81 annex B), or nothing.
std::optional<JpegFrame> jpegFrame(std::span<const std::uint8_t> b) {
  if (b.size() < 4 || b[0] != 0xFF || b[1] != 0xD8) return {};
  std::size_t at = 2;
  while (at + 4 <= b.size()) {
    if (b[at] != 0xFF) return {};
    const int marker = b[at + 1];
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += 2;
      continue;
    }
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    const std::size_t length = static_cast<std::size_t>(b[at + 2]) << 8U | b[at + 3];
    if (marker == 0xD9 || marker == 0xDA || length < 2) return {};
    if (frame) {
      if (length < 8 || at + 10 > b.size()) return {};
      return JpegFrame{
          marker, b[at + 4], {b[at + 7] << 8 | b[at + 8], b[at + 5] << 8 | b[at + 6]}, b[at + 9]};
    }
    at += 2 + length;
  }
  return {};
}

void checkJpeg(const EncodedImage& image) {
  const auto frame = jpegFrame(image.bytes);
  require(frame.has_value(), "JPEG without frame header");
  if (frame->components == 4) {
    throw core::Error(kUnsupportedColour, {.detail = "JPEG with four components"});
  }
  require(frame->process >= 0xC0 && frame->process <= 0xC2 && frame->precision == 8,
          "JPEG of a kind PDF does not know");
  require(frame->size == image.size && frame->components == image.components && image.bits == 8,
          "JPEG header differs from its description");
}

bool bilevel(const EncodedImage& image) {
  return image.components == 1 && image.bits == 1 && image.palette.empty();
}

void check(const EncodedImage& image) {
  require(!image.bytes.empty() && image.size.width > 0 && image.size.height > 0, "empty image");
  if (image.components == 4) {
    throw core::Error(kUnsupportedColour, {.detail = "four components"});
  }
  require(image.components == 1 || image.components == 3, "number of components");
  require(image.bits == 1 || image.bits == 2 || image.bits == 4 || image.bits == 8, "bit depth");
  const auto colours = image.palette.size() / 3;
  require(!image.inverted || image.palette.empty(), "palette with reversed indexes");
  require(image.palette.size() % 3 == 0 && colours <= (1U << static_cast<unsigned>(image.bits)),
          "palette");
  require(image.palette.empty() ||
              (image.components == 1 && image.codec == EncodedImage::Codec::kFlate),
          "palette with this codec");
  switch (image.codec) {
    case EncodedImage::Codec::kJpeg:
      checkJpeg(image);
      break;
    case EncodedImage::Codec::kCcittG4:
    case EncodedImage::Codec::kJbig2:
      require(bilevel(image), "bilevel codec");
      break;
    case EncodedImage::Codec::kFlate:
      break;
  }
}

std::string filter(const EncodedImage& image) {
  switch (image.codec) {
    case EncodedImage::Codec::kJpeg:
      return "/Filter /DCTDecode";
    case EncodedImage::Codec::kCcittG4:
      return fmt::format("/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {} /Rows {} >>",
                         image.size.width, image.size.height);
    case EncodedImage::Codec::kJbig2:
      return "/Filter /JBIG2Decode";
    case EncodedImage::Codec::kFlate:
      if (!image.png_predictor) return "/Filter /FlateDecode";
      return fmt::format(
          "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors {} /BitsPerComponent {}"
          " /Columns {} >>",
          image.components, image.bits, image.size.width);
  }
  throw core::Error(core::kInternal, {.detail = "image codec"});
}

std::string colourSpace(const EncodedImage& image) {
  if (image.palette.empty()) return image.components == 1 ? "/DeviceGray" : "/DeviceRGB";
  std::string out = fmt::format("[/Indexed /DeviceRGB {} <", image.palette.size() / 3 - 1);
  for (const auto byte : image.palette) fmt::format_to(std::back_inserter(out), "{:02X}", byte);
  return out + ">]";
}

// The fax and JBIG2 decoders deliver coded black as 0, which DeviceGray shows as black; rows of a
// Flate stream arrive as they are.
bool reversed(const EncodedImage& image) {
  if (!bilevel(image)) return image.inverted;
  const bool rows = image.codec == EncodedImage::Codec::kFlate;
  return image.black_is_1 == rows;
}

}  // namespace

Ref writeImage(ObjectWriter& writer, const EncodedImage& image) {
  check(image);
  std::string decode;
  if (reversed(image)) decode = image.components == 1 ? " /Decode [1 0]" : " /Decode [1 0 1 0 1 0]";
  return writer.stream(
      fmt::format("/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace {}"
                  " /BitsPerComponent {}{} {}",
                  image.size.width, image.size.height, colourSpace(image), image.bits, decode,
                  filter(image)),
      image.bytes);
}

}  // namespace sohoa::pdf

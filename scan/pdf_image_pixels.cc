#include <algorithm>
#include <array>
#include <cstring>

#include "scan/ccitt.h"
#include "scan/errors.h"
#include "scan/jpeg_decoder.h"
#include "scan/lossless.h"
#include "scan/pdf_image.h"
#include "scan/pdf_streams.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

using Coding = PdfImage::Coding;
using Format = core::Raster::Format;

QPDFObjectHandle parametersOf(const PdfImage& image) {
  QPDFObjectHandle stream = image.stream;
  return filterParameters(stream.getDict());
}

CcittCoding faxCoding(const PdfImage& image) {
  QPDFObjectHandle parameters = parametersOf(image);
  const bool black_is_1 = parameterIsSet(parameters, "/BlackIs1");
  // A black run decodes to 0, which Decode [0 1] shows as black.
  return {static_cast<int>(parameterOr(parameters, "/K", 0)), image.size,
          black_is_1 == image.reversed};
}

std::size_t rowBytes(const PdfImage& image) {
  return (static_cast<std::size_t>(image.size.width) * static_cast<std::size_t>(image.components) *
              static_cast<std::size_t>(image.bits) +
          7) /
         8;
}

// All rows. PDF stores 16-bit samples with the high byte first.
std::vector<std::uint8_t> readSamples(const PdfImage& image) {
  const std::size_t expected = rowBytes(image) * static_cast<std::size_t>(image.size.height);
  // One more than needed: a stream that goes on past its image is cut there.
  auto samples = readDecoded(image.stream, expected + 1);
  if (samples.size() < expected) {
    throw core::Error(kTruncated, {.detail = "PDF: the image data ends before the image does"});
  }
  if (image.bits == 16) {
    for (std::size_t i = 0; i + 1 < expected; i += 2) {
      const auto value = static_cast<std::uint16_t>((samples[i] << 8) | samples[i + 1]);
      std::memcpy(samples.data() + i, &value, sizeof value);
    }
  }
  return samples;
}

core::Raster decodeSamples(const PdfImage& image) {
  const auto samples = readSamples(image);
  auto raster = makeRaster(image.format, image.size, image.resolution);
  const std::size_t values =
      static_cast<std::size_t>(image.size.width) * static_cast<std::size_t>(image.components);
  for (int y = 0; y < image.size.height; ++y) {
    const std::uint8_t* in = samples.data() + rowBytes(image) * static_cast<std::size_t>(y);
    std::uint8_t* out = row(raster, y);
    if (!image.palette.empty()) {
      fillFromIndexes(raster, y, in, image.bits, image.palette);
    } else if (image.format == Format::kBilevel) {
      std::copy_n(in, raster.stride, out);
    } else {
      for (std::size_t i = 0; i < values; ++i) {
        const std::uint8_t value = sampleAs8(in, i, image.bits);
        out[i] = image.reversed ? static_cast<std::uint8_t>(255 - value) : value;
      }
    }
  }
  if (image.palette.empty() && image.format == Format::kBilevel) {
    clearSpareBits(raster);
    if (!image.reversed) invertBilevel(raster);
  }
  return raster;
}

// A zlib stream of plain or PNG-filtered rows, which may stand as it is.
bool mayStand(const PdfImage& image) {
  QPDFObjectHandle stream = image.stream;
  QPDFObjectHandle filter = stream.getDict().getKey("/Filter");
  if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
  if (!filter.isNameAndEquals("/FlateDecode") || image.reversed || image.bits > 8) return false;
  QPDFObjectHandle parameters = parametersOf(image);
  const auto predictor = parameterOr(parameters, "/Predictor", 1);
  if (predictor == 1) return true;
  return predictor >= 10 && parameterOr(parameters, "/Colors", 1) == image.components &&
         parameterOr(parameters, "/BitsPerComponent", 8) == image.bits &&
         parameterOr(parameters, "/Columns", 1) == image.size.width;
}

core::EncodedImage verbatim(const PdfImage& image, core::EncodedImage::Codec codec,
                            std::vector<std::uint8_t> bytes) {
  core::EncodedImage encoded;
  encoded.codec = codec;
  encoded.bytes = std::move(bytes);
  encoded.size = image.size;
  encoded.components = image.components;
  encoded.bits = image.bits;
  encoded.palette = image.palette;
  encoded.verbatim = true;
  return encoded;
}

core::EncodedImage encodeFlate(const PdfImage& image) {
  constexpr std::uint64_t kOverhead = 65536;
  // Reading the samples proves that the stream is whole.
  const std::uint64_t plain = readSamples(image).size();
  auto encoded = verbatim(image, core::EncodedImage::Codec::kFlate,
                          readStored(image.stream, 2 * plain + kOverhead));
  encoded.png_predictor = parameterOr(parametersOf(image), "/Predictor", 1) >= 10;
  return encoded;
}

}  // namespace

core::Raster decodePdfImage(const PdfImage& image) {
  switch (image.coding) {
    case Coding::kJpeg:
      return decodeJpeg(image.stored, image.reversed, image.resolution);
    case Coding::kFax:
      return decodeCcitt(image.stored, faxCoding(image), image.resolution);
    default:
      return decodeSamples(image);
  }
}

core::EncodedImage encodePdfImage(const PdfImage& image) {
  using Codec = core::EncodedImage::Codec;
  if (image.coding == Coding::kJpeg) {
    auto encoded = verbatim(image, Codec::kJpeg, image.stored);
    encoded.bits = 8;
    encoded.inverted = image.reversed;
    return encoded;
  }
  if (image.coding == Coding::kFax) {
    const CcittCoding coding = faxCoding(image);
    if (coding.k < 0) {
      auto encoded = verbatim(image, Codec::kCcittG4, image.stored);
      encoded.black_is_1 = coding.black_runs_are_black;
      return encoded;
    }
  } else if (mayStand(image)) {
    return encodeFlate(image);
  }
  return encodeLossless(decodePdfImage(image));
}

}  // namespace sohoa::scan

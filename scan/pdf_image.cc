#include "scan/pdf_image.h"

#include <algorithm>
#include <string_view>

#include "scan/errors.h"
#include "scan/jpeg_header.h"
#include "scan/pdf_streams.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

using Coding = PdfImage::Coding;

std::vector<std::string> filtersOf(QPDFObjectHandle dict) {
  QPDFObjectHandle filter = dict.getKey("/Filter");
  std::vector<std::string> names;
  if (filter.isName()) names.push_back(filter.getName());
  if (filter.isArray()) {
    for (int i = 0; i < filter.getArrayNItems(); ++i) {
      QPDFObjectHandle item = filter.getArrayItem(i);
      names.push_back(item.isName() ? item.getName() : "?");
    }
  }
  return names;
}

bool isLossless(const std::string& filter) {
  return filter == "/FlateDecode" || filter == "/LZWDecode" || filter == "/RunLengthDecode" ||
         filter == "/ASCIIHexDecode" || filter == "/ASCII85Decode";
}

// 1, 3 or 4 for grey, RGB and CMYK however they are calibrated; 0 for what needs real colour work.
int componentsOf(QPDFObjectHandle space) {
  if (space.isArray() && space.getArrayNItems() == 1) space = space.getArrayItem(0);
  if (space.isName()) {
    const std::string name = space.getName();
    if (name == "/DeviceGray" || name == "/CalGray") return 1;
    if (name == "/DeviceRGB" || name == "/CalRGB") return 3;
    return name == "/DeviceCMYK" ? 4 : 0;
  }
  if (!space.isArray() || space.getArrayNItems() < 2) return 0;
  if (space.getArrayItem(0).isNameAndEquals("/CalGray")) return 1;
  if (space.getArrayItem(0).isNameAndEquals("/CalRGB")) return 3;
  QPDFObjectHandle profile = space.getArrayItem(1);
  if (!space.getArrayItem(0).isNameAndEquals("/ICCBased") || !profile.isStream()) return 0;
  const auto count = integerOr(profile.getDict().getKey("/N"), 0);
  return count == 1 || count == 3 || count == 4 ? static_cast<int>(count) : 0;
}

// RGB triples of an Indexed space, or nothing.
std::vector<std::uint8_t> paletteOf(QPDFObjectHandle space) {
  constexpr std::size_t kMaxTable = 256 * 4;
  if (!space.isArray() || space.getArrayNItems() != 4 ||
      !space.getArrayItem(0).isNameAndEquals("/Indexed")) {
    return {};
  }
  const int components = componentsOf(space.getArrayItem(1));
  if (components != 1 && components != 3) return {};
  QPDFObjectHandle lookup = space.getArrayItem(3);
  std::vector<std::uint8_t> table;
  if (lookup.isStream()) table = readDecoded(lookup, kMaxTable);
  if (lookup.isString()) {
    const std::string value = lookup.getStringValue();
    table.assign(value.begin(), value.end());
  }
  const auto highest = std::clamp<std::int64_t>(integerOr(space.getArrayItem(2), 255), 0, 255);
  const auto entries = std::min<std::size_t>(static_cast<std::size_t>(highest) + 1,
                                             table.size() / static_cast<std::size_t>(components));
  std::vector<std::uint8_t> palette;
  for (std::size_t i = 0; i < entries; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      palette.push_back(components == 1 ? table[i] : table[3 * i + c]);
    }
  }
  return palette;
}

enum class Decode { kNormal, kReversed, kOther };

Decode decodeOf(QPDFObjectHandle dict, int components, double highest) {
  QPDFObjectHandle decode = dict.getKey("/Decode");
  if (!decode.isArray()) return Decode::kNormal;
  if (decode.getArrayNItems() != 2 * components) return Decode::kOther;
  bool normal = true;
  bool reversed = true;
  for (int i = 0; i < components; ++i) {
    const double low = numberOr(decode.getArrayItem(2 * i), -1);
    const double high = numberOr(decode.getArrayItem(2 * i + 1), -1);
    normal = normal && low == 0 && high == highest;
    reversed = reversed && low == highest && high == 0;
  }
  return normal ? Decode::kNormal : reversed ? Decode::kReversed : Decode::kOther;
}

Coding codingOfFax(PdfImage& image, QPDFObjectHandle dict) {
  QPDFObjectHandle parameters = filterParameters(dict);
  const auto k = parameterOr(parameters, "/K", 0);
  const bool usual = image.bits == 1 && image.components == 1 && image.palette.empty() &&
                     parameterOr(parameters, "/Columns", 1728) == image.size.width &&
                     !parameterIsSet(parameters, "/EncodedByteAlign");
  return usual && (k < 0 || parameterIsSet(parameters, "/EndOfLine")) ? Coding::kFax
                                                                      : Coding::kForeign;
}

Coding codingOfJpeg(PdfImage& image, QPDFObjectHandle dict, const ScanOptions& options) {
  const bool usual =
      image.palette.empty() && parameterOr(filterParameters(dict), "/ColorTransform", -1) < 0;
  if (!usual || (image.reversed && image.components != 4)) return Coding::kForeign;
  image.stored = readStored(image.stream, options.max_image_bytes);
  if (image.stored.size() < 4 || image.stored[0] != 0xFF || image.stored[1] != 0xD8) {
    throw core::Error(kDamaged, {.detail = "PDF: an image that should be JPEG is not"});
  }
  const JpegHeader header = readJpegHeader(image.stored);
  if (!header.complete) throw core::Error(kTruncated, {.detail = "PDF: JPEG without end marker"});
  const bool fits = header.size == image.size && header.components == image.components;
  return fits && header.portable ? Coding::kJpeg : Coding::kForeign;
}

Coding codingOfSamples(const PdfImage& image) {
  const int bits = image.bits;
  if (!image.palette.empty()) {
    const bool whole = bits == 1 || bits == 2 || bits == 4 || bits == 8;
    return whole && !image.reversed ? Coding::kSamples : Coding::kForeign;
  }
  const bool depth = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
  return depth && (image.components == 1 || image.components == 3) ? Coding::kSamples
                                                                   : Coding::kForeign;
}

void readSpace(PdfImage& image, QPDFObjectHandle dict) {
  QPDFObjectHandle stencil = dict.getKey("/ImageMask");
  if (stencil.isBool() && stencil.getBoolValue()) {
    image.components = 1;  // painted in black where the samples are 0
    image.bits = 1;
    return;
  }
  image.bits = static_cast<int>(integerOr(dict.getKey("/BitsPerComponent"), 8));
  QPDFObjectHandle space = dict.getKey("/ColorSpace");
  image.palette = paletteOf(space);
  image.components = image.palette.empty() ? componentsOf(space) : 1;
}

core::Raster::Format formatOf(const PdfImage& image) {
  if (!image.palette.empty()) return formatOfPalette(image.palette, image.bits);
  if (image.components != 1) return core::Raster::Format::kRgb;
  return image.bits == 1 ? core::Raster::Format::kBilevel : core::Raster::Format::kGrey;
}

Coding codingOf(PdfImage& image, QPDFObjectHandle dict, const ScanOptions& options) {
  const double highest = image.palette.empty() ? 1 : (1 << std::clamp(image.bits, 1, 16)) - 1;
  const Decode decode = decodeOf(dict, image.components, highest);
  if (image.components == 0 || decode == Decode::kOther) return Coding::kForeign;
  image.reversed = decode == Decode::kReversed;
  const auto filters = filtersOf(dict);
  if (std::all_of(filters.begin(), filters.end(), &isLossless)) return codingOfSamples(image);
  if (filters.size() != 1) return Coding::kForeign;
  if (filters[0] == "/CCITTFaxDecode") return codingOfFax(image, dict);
  if (filters[0] == "/DCTDecode") return codingOfJpeg(image, dict, options);
  return Coding::kForeign;
}

}  // namespace

PdfImage readPdfImage(const PlacedImage& placed, double unit, const ScanOptions& options) {
  constexpr double kPointsPerInch = 72;
  PdfImage image;
  image.stream = placed.image;
  QPDFObjectHandle dict = image.stream.getDict();
  const auto width = integerOr(dict.getKey("/Width"), 0);
  const auto height = integerOr(dict.getKey("/Height"), 0);
  checkSize(static_cast<std::uint64_t>(std::max<std::int64_t>(width, 0)),
            static_cast<std::uint64_t>(std::max<std::int64_t>(height, 0)), options);
  image.size = {static_cast<int>(width), static_cast<int>(height)};
  image.resolution = {static_cast<double>(width) * kPointsPerInch / (placed.width_points * unit),
                      static_cast<double>(height) * kPointsPerInch / (placed.height_points * unit)};
  readSpace(image, dict);
  image.format = formatOf(image);
  image.coding = codingOf(image, dict, options);
  if (image.coding == Coding::kFax)
    image.stored = readStored(image.stream, options.max_image_bytes);
  return image;
}

}  // namespace sohoa::scan

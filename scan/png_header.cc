#include "scan/png_header.h"

#include <zlib.h>

#include <string_view>

#include "scan/errors.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

constexpr std::size_t kSignature = 8;
constexpr std::size_t kChunkFrame = 12;  // length, type and sum
constexpr double kMetresPerInch = 0.0254;

using Bytes = std::span<const std::uint8_t>;

std::uint32_t big32(Bytes bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8U) | bytes[at + i];
  return value;
}

[[noreturn]] void damaged(const char* what) {
  throw core::Error(kDamaged, {.detail = std::string("PNG: ") + what});
}

void readImageHeader(Bytes body, PngHeader& header) {
  if (body.size() < 13) damaged("a header too short");
  header.width = big32(body, 0);
  header.height = big32(body, 4);
  header.bits = body[8];
  header.colour = static_cast<PngHeader::Colour>(body[9]);
  header.interlaced = body[12] != 0;
}

void readChunk(std::string_view type, Bytes body, PngHeader& header) {
  if (type == "IHDR") readImageHeader(body, header);
  if (type == "PLTE") header.palette.assign(body.begin(), body.end());
  if (type == "tRNS") header.transparency = true;
  if (type == "IDAT") header.data.push_back(body);
  if (type == "pHYs" && body.size() >= 9 && body[8] == 1) {
    header.resolution = plausible(big32(body, 0) * kMetresPerInch, big32(body, 4) * kMetresPerInch);
  }
}

}  // namespace

PngHeader readPngHeader(Bytes bytes) {
  PngHeader header;
  std::size_t at = kSignature;
  for (bool ended = false; !ended;) {
    if (bytes.size() < at + kChunkFrame || big32(bytes, at) > bytes.size() - at - kChunkFrame) {
      throw core::Error(kTruncated, {.detail = "PNG: the file ends inside a chunk"});
    }
    const std::size_t length = big32(bytes, at);
    const auto* start = bytes.data() + at + 4;
    const std::string_view type(reinterpret_cast<const char*>(start), 4);
    if (::crc32_z(0, start, length + 4) != big32(bytes, at + 8 + length)) {
      damaged("a chunk does not match its sum");
    }
    readChunk(type, bytes.subspan(at + 8, length), header);
    ended = type == "IEND";
    at += kChunkFrame + length;
  }
  if (header.data.empty()) damaged("no image data");
  if (header.colour == PngHeader::kPalette && header.palette.size() < 3) damaged("no palette");
  return header;
}

}  // namespace sohoa::scan

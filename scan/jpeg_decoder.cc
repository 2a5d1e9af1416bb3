#include "scan/jpeg_decoder.h"

#include <csetjmp>
#include <cstdio>
// jpeglib.h needs the types of cstdio before it.
#include <jerror.h>
#include <jpeglib.h>

#include <string>

#include "scan/errors.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

// A progressive file of thousands of scans keeps the decoder busy for hours; real ones have ten.
constexpr int kMaxScans = 100;

// libjpeg leaves by longjmp, so the functions that set the jump hold nothing that needs a
// destructor; everything that does lives here or further up.
struct Decoder {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf jump{};
  char message[JMSG_LENGTH_MAX] = {};
  bool cut_short = false;
  bool corrupt = false;
  bool created = false;

  Decoder() = default;
  ~Decoder() {
    if (created) jpeg_destroy_decompress(&info);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
};

Decoder& decoderOf(j_common_ptr info) { return *static_cast<Decoder*>(info->client_data); }

[[noreturn]] void onError(j_common_ptr info) {
  Decoder& decoder = decoderOf(info);
  info->err->format_message(info, decoder.message);
  std::longjmp(decoder.jump, 1);
}

void onMessage(j_common_ptr info, int level) {
  if (level >= 0) return;
  Decoder& decoder = decoderOf(info);
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
      decoder.cut_short = true;
      break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      decoder.corrupt = true;
      break;
    default:
      return;
  }
  info->err->format_message(info, decoder.message);
}

void onProgress(j_common_ptr info) {
  Decoder& decoder = decoderOf(info);
  if (decoder.info.input_scan_number > kMaxScans) {
    std::snprintf(decoder.message, sizeof decoder.message, "more than %d scans", kMaxScans);
    std::longjmp(decoder.jump, 1);
  }
}

bool start(Decoder& decoder, const std::uint8_t* bytes, std::size_t size) {
  decoder.info.err = jpeg_std_error(&decoder.errors);
  decoder.errors.error_exit = &onError;
  decoder.errors.emit_message = &onMessage;
  decoder.info.client_data = &decoder;
  if (setjmp(decoder.jump) != 0) return false;
  jpeg_create_decompress(&decoder.info);
  decoder.created = true;
  decoder.progress.progress_monitor = &onProgress;
  decoder.info.progress = &decoder.progress;
  jpeg_mem_src(&decoder.info, bytes, size);
  jpeg_read_header(&decoder.info, TRUE);
  if (decoder.info.num_components == 4) decoder.info.out_color_space = JCS_CMYK;
  if (decoder.info.num_components == 3) decoder.info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&decoder.info);
  return true;
}

// Reads one row; false when libjpeg gave up.
bool readRow(Decoder& decoder, std::uint8_t* out) {
  if (setjmp(decoder.jump) != 0) return false;
  return jpeg_read_scanlines(&decoder.info, &out, 1) == 1;
}

bool finish(Decoder& decoder) {
  if (setjmp(decoder.jump) != 0) return false;
  return jpeg_finish_decompress(&decoder.info) == TRUE;
}

[[noreturn]] void fail(const Decoder& decoder) {
  throw core::Error(decoder.cut_short ? kTruncated : kDamaged,
                    {.detail = std::string("JPEG: ") + decoder.message});
}

void fillRow(Decoder& decoder, bool inverted_ink, std::vector<std::uint8_t>& ink,
             std::uint8_t* out) {
  if (ink.empty()) {
    if (!readRow(decoder, out)) fail(decoder);
    return;
  }
  if (!readRow(decoder, ink.data())) fail(decoder);
  if (inverted_ink) {
    for (auto& value : ink) value = static_cast<std::uint8_t>(255 - value);
  }
  cmykToRgb(ink.data(), out, ink.size() / 4);
}

}  // namespace

core::Raster decodeJpeg(std::span<const std::uint8_t> bytes, bool inverted_ink,
                        core::Resolution resolution) {
  Decoder decoder;
  if (!start(decoder, bytes.data(), bytes.size())) fail(decoder);
  const int components = decoder.info.output_components;
  if (components != 1 && components != 3 && components != 4) {
    throw core::Error(kUnsupported, {.detail = "JPEG: an unusual number of colour components"});
  }
  const core::Size size{static_cast<int>(decoder.info.output_width),
                        static_cast<int>(decoder.info.output_height)};
  auto raster = makeRaster(
      components == 1 ? core::Raster::Format::kGrey : core::Raster::Format::kRgb, size, resolution);
  std::vector<std::uint8_t> ink(components == 4 ? static_cast<std::size_t>(size.width) * 4 : 0);
  for (int y = 0; y < size.height; ++y) {
    fillRow(decoder, inverted_ink, ink, row(raster, y));
    if (decoder.cut_short || decoder.corrupt) fail(decoder);
  }
  if (!finish(decoder) || decoder.cut_short || decoder.corrupt) fail(decoder);
  return raster;
}

}  // namespace sohoa::scan

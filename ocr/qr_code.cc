#include "ocr/qr_code.h"

#define ZX_USE_UTF8 1
#include <ZXing/BitMatrix.h>
#include <ZXing/CharacterSet.h>
#include <ZXing/MultiFormatWriter.h>

#include "core/error.h"

namespace sohoa::ocr {
namespace {

using core::PrintedSheet;

constexpr int kErrorCorrection = 4;  // of 0..8: level Q

std::vector<PrintedSheet::Bar> modulesOf(const ZXing::BitMatrix& bits) {
  std::vector<PrintedSheet::Bar> out;
  const double w = 1.0 / bits.width(), h = 1.0 / bits.height();
  for (int y = 0; y < bits.height(); ++y) {
    for (int x = 0; x < bits.width(); ++x) {
      if (!bits.get(x, y)) continue;
      int end = x;
      while (end < bits.width() && bits.get(end, y)) ++end;
      out.push_back({x * w, y * h, (end - x) * w, h});
      x = end;
    }
  }
  return out;
}

std::vector<PrintedSheet::Bar> written(ZXing::MultiFormatWriter writer, const std::string& text,
                                       int height) {
  try {
    return modulesOf(writer.setMargin(0).encode(text, 0, height));
  } catch (const std::exception&) {
    throw core::Error(core::kInternal,
                      {.detail = "no barcode for " + std::to_string(text.size()) + " bytes"});
  }
}

}  // namespace

std::vector<PrintedSheet::Bar> qrCode(const std::string& text) {
  return written(ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
                     .setEncoding(ZXing::CharacterSet::UTF8)
                     .setEccLevel(kErrorCorrection),
                 text, 0);
}

std::vector<PrintedSheet::Bar> code128(const std::string& text) {
  return written(ZXing::MultiFormatWriter(ZXing::BarcodeFormat::Code128), text, 1);
}

}  // namespace sohoa::ocr

#include "ocr/separator_sheet.h"

#include <algorithm>
#include <string_view>

#include "core/error.h"
#include "ocr/errors.h"
#include "ocr/qr_code.h"
#include "ocr/separator.h"
#include "ocr/separator_patch.h"

namespace sohoa::ocr {
namespace {

using core::PrintedSheet;

constexpr double kPatchEdgeMm = 10;  // the standard asks for 6.4 at least
constexpr double kPatchBarMm = 110;
constexpr double kSidePatchBarMm = 110;
constexpr double kQrMm = 70;
constexpr double kFinestModuleMm = 0.8;  // two dots of a fax, and some
constexpr double kCode128Mm = 100;
constexpr double kCode128HighMm = 45;  // so high that a scan line skewed by 15 degrees stays inside
constexpr int kMostData = 300;

// Bars of a patch from the edge inward; `from_end`: the far edge of the sheet.
void addPatch(PrintedSheet& sheet, std::string_view bars, bool across, bool from_end) {
  const double length = across ? kPatchBarMm : kSidePatchBarMm;
  const double wide = across ? PrintedSheet::kWidth : PrintedSheet::kHeight;
  const double depth = across ? PrintedSheet::kHeight : PrintedSheet::kWidth;
  double at = kPatchEdgeMm;
  for (const char bar : bars) {
    const double width = bar == 'W' ? kPatchWideMm : kPatchNarrowMm;
    const double start = from_end ? depth - at - width : at;
    const double side = (wide - length) / 2;
    sheet.bars.push_back(across ? PrintedSheet::Bar{side, start, length, width}
                                : PrintedSheet::Bar{start, side, width, length});
    at += width + kPatchNarrowMm;
  }
}

void addCode(PrintedSheet& sheet, const std::vector<PrintedSheet::Bar>& modules,
             PrintedSheet::Bar place) {
  for (const auto& bar : modules) {
    sheet.bars.push_back({place.x + bar.x * place.width, place.y + bar.y * place.height,
                          bar.width * place.width, bar.height * place.height});
  }
}

void addQr(PrintedSheet& sheet, const std::string& text) {
  const auto modules = qrCode(text);
  const double finest =
      std::min_element(modules.begin(), modules.end(), [](const auto& a, const auto& b) {
        return a.height < b.height;
      })->height;
  if (kQrMm * finest < kFinestModuleMm) {
    throw core::Error(kTooMuchSeparatorData, {.detail = std::to_string(text.size()) + " bytes"});
  }
  addCode(sheet, modules, {(PrintedSheet::kWidth - kQrMm) / 2, 105, kQrMm, kQrMm});
}

void addCode128(PrintedSheet& sheet) {
  addCode(sheet, code128(std::string(kPatchSeparator)),
          {(PrintedSheet::kWidth - kCode128Mm) / 2, 110, kCode128Mm, kCode128HighMm});
}

std::string escaped(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
    } else {
      out += value[++i] == 'n' ? '\n' : value[i];
    }
  }
  return out;
}

}  // namespace

std::string separatorText(const SeparatorData& data) {
  std::string text(kSeparatorPrefix);
  text += "/1";
  for (const auto& [key, value] : data) text += "\n" + key + "=" + escaped(value);
  return text;
}

SeparatorData separatorData(std::string_view text) {
  SeparatorData data;
  if (!text.starts_with(kSeparatorPrefix)) return data;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;) {
    const std::size_t end = text.find('\n', at + 1);
    const std::string_view line = text.substr(at + 1, end - at - 1);
    if (const std::size_t equals = line.find('='); equals != std::string_view::npos && equals > 0) {
      data.emplace(line.substr(0, equals), unescaped(line.substr(equals + 1)));
    }
    at = end;
  }
  return data;
}

core::PrintedSheet separatorSheet(SeparatorSort sort, const SeparatorData& data,
                                  core::Language language) {
  const std::string text = separatorText(data);
  if ((sort != SeparatorSort::kQr && !data.empty()) || text.size() > kMostData) {
    throw core::Error(kTooMuchSeparatorData, {.detail = std::to_string(text.size()) + " bytes"});
  }
  const auto pick = [&](std::string_view vi, std::string_view en) {
    return std::string(core::pick(language, vi, en));
  };
  core::PrintedSheet sheet;
  double base = 62;
  sheet.texts.push_back({pick("TỜ NGĂN CÁCH GIẤY TỜ", "SEPARATOR SHEET"), base, 24});
  sheet.texts.push_back({pick("Đặt tờ này trước mỗi giấy tờ mới, chiều nào cũng được.",
                              "Put this sheet before every new paper, any way round."),
                         base + 11, 13});
  sheet.texts.push_back({pick("In nguyên cỡ 100 %. Tờ này không lưu vào hồ sơ.",
                              "Print at 100 %. This sheet is not kept."),
                         base + 18, 13});
  switch (sort) {
    case SeparatorSort::kPatch:
      for (const bool across : {true, false}) {
        for (const bool from_end : {false, true}) {
          addPatch(sheet, kPatchPatterns.back().bars, across, from_end);
        }
      }
      break;
    case SeparatorSort::kQr:
      addQr(sheet, text);
      break;
    case SeparatorSort::kCode128:
      addCode128(sheet);
      break;
  }
  base = 190;
  for (const auto& [key, value] : data) {
    std::string line = key + ": " + value;
    for (char& c : line) {
      if (c == '\n') c = ' ';
    }
    sheet.texts.push_back({std::move(line), base, 12});
    base += 6.5;
  }
  return sheet;
}

}  // namespace sohoa::ocr

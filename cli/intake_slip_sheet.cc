#include "cli/intake_slip_sheet.h"

#include <fmt/format.h>

#include "core/text.h"

namespace sohoa::cli {
namespace {

using Face = core::PrintedSheet::Face;
using Anchor = core::PrintedSheet::Anchor;

constexpr double kMiddle = (RecordLayout::kLeft + RecordLayout::kRight) / 2;
constexpr double kWidth = RecordLayout::kRight - RecordLayout::kLeft;
constexpr double kOfficeColumn = 60;
constexpr double kOfficeWidth = 66;
constexpr double kStateColumn = 142;
constexpr double kNumberWidth = 16;
constexpr double kCountWidth = 28;

// "2026-11-22T08:30…" as "08 giờ 30 phút, ngày 22 tháng 11 năm 2026".
std::string inWords(core::Timestamp time) {
  const auto text = core::formatIso8601(time);
  return fmt::format("{} giờ {} phút, ngày {} tháng {} năm {}", text.substr(11, 2),
                     text.substr(14, 2), text.substr(8, 2), text.substr(5, 2), text.substr(0, 4));
}

void head(const pipeline::IntakeSlip& slip, RecordLayout& page) {
  page.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", kStateColumn, 12, Face::kBold);
  page.down(6);
  page.centred("Độc lập - Tự do - Hạnh phúc", kStateColumn, 13, Face::kBold);
  page.underline(1);
  page.down(-6);
  page.centredWithin(core::toUpper(slip.unit), kOfficeColumn, kOfficeWidth, 12, Face::kBold);
  page.underline(0.4);
  page.down(24);
  page.centred("PHIẾU TIẾP NHẬN GIẤY TỜ SỐ HOÁ", kMiddle, 14, Face::kBold);
  page.down(11);
}

void row(RecordLayout& page, const std::string& number, const std::string& words,
         const std::string& count, Face face = Face::kUpright) {
  page.row({{number, kNumberWidth, Anchor::kCentre},
            {words, kWidth - kNumberWidth - kCountWidth, Anchor::kLeft},
            {count, kCountWidth, Anchor::kCentre}},
           face);
}

void papers(const pipeline::IntakeSlip& slip, RecordLayout& page) {
  row(page, "STT", "Giấy tờ", "Số trang", Face::kBold);
  int number = 0;
  for (const auto& paper : slip.papers) {
    row(page, std::to_string(++number), paper.title.empty() ? "Giấy tờ khác" : paper.title,
        std::to_string(paper.pages));
  }
  const auto& sheets = slip.balance;
  row(page, "", "Tổng số trang đã quét hoặc nhận", std::to_string(sheets.fed), Face::kBold);
  page.down(4);
  if (sheets.blank + sheets.separator > 0) {
    page.paragraph(
        fmt::format("Trong đó {} trang trắng, {} tờ phân cách.", sheets.blank, sheets.separator));
  }
  if (sheets.second_images > 0) {
    page.paragraph(fmt::format("Có {} ảnh chụp lại sau khi gỡ giấy dán; cả hai ảnh đều được lưu.",
                               sheets.second_images));
  }
  if (sheets.waiting > 0) {
    page.paragraph(fmt::format(
        "Còn {} trang đang được xử lý; bảng trên là kết quả tới lúc in phiếu.", sheets.waiting));
  }
}

}  // namespace

std::vector<core::PrintedSheet> slipSheets(const pipeline::IntakeSlip& slip,
                                           RecordLayout::Measure measure) {
  RecordLayout page(std::move(measure));
  head(slip, page);
  page.paragraph(fmt::format("Mã hồ sơ: {}", slip.case_file), Face::kBold, 0);
  page.paragraph(fmt::format("Tiếp nhận lúc: {}", inWords(slip.at)), Face::kUpright, 0);
  page.paragraph(fmt::format("Mã lô: {}", slip.batch), Face::kUpright, 0);
  page.paragraph("Người nộp: ..............................................................",
                 Face::kUpright, 0);
  page.down(3);
  papers(slip, page);
  page.paragraph(
      "Bản giấy đã được trả lại cho người nộp sau khi quét. Bản sao điện tử được lưu tại kho dữ "
      "liệu của cơ quan và được dùng lại cho các lần nộp hồ sơ sau.");
  page.down(8);
  page.keepTogether(50);
  page.centred("NGƯỜI NỘP", RecordLayout::kLeft + kWidth / 4, 13, Face::kBold);
  page.centred("NGƯỜI TIẾP NHẬN", RecordLayout::kRight - kWidth / 4, 13, Face::kBold);
  return page.finish();
}

}  // namespace sohoa::cli

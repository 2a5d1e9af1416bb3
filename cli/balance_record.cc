#include "cli/balance_record.h"

#include <fmt/format.h>

#include "core/text.h"

namespace sohoa::cli {
namespace {

using Face = core::PrintedSheet::Face;
using Anchor = core::PrintedSheet::Anchor;

constexpr double kMiddle = (RecordLayout::kLeft + RecordLayout::kRight) / 2;
constexpr double kOfficeColumn = 60;
constexpr double kOfficeWidth = 66;
constexpr double kSignatureHeight = 60;
constexpr double kStateColumn = 142;
constexpr double kNumberWidth = 16;
constexpr double kCountWidth = 28;

struct Moment {
  std::string day, month, year, hour, minute;
};

Moment momentOf(core::Timestamp time) {
  const auto text = core::formatIso8601(time);
  return {text.substr(8, 2), text.substr(5, 2), text.substr(0, 4), text.substr(11, 2),
          text.substr(14, 2)};
}

std::string dateOf(core::Timestamp time) {
  const auto at = momentOf(time);
  return fmt::format("ngày {} tháng {} năm {}", at.day, at.month, at.year);
}

// State and motto on the right, the office on the left.
void head(const BalanceStatement& statement, RecordLayout& page) {
  page.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", kStateColumn, 12, Face::kBold);
  page.down(6);
  page.centred("Độc lập - Tự do - Hạnh phúc", kStateColumn, 13, Face::kBold);
  page.underline(1);
  page.down(10);
  page.centred("Ngày" + dateOf(statement.sign_off.at).substr(5), kStateColumn, 13, Face::kItalic);
  page.down(-16);
  page.centredWithin(core::toUpper(statement.unit), kOfficeColumn, kOfficeWidth, 12, Face::kBold);
  page.underline(0.4);
  page.down(8);
  page.centred(fmt::format("Số: {:02}/BB-SH", statement.sign_off.id), kOfficeColumn, 13);
  page.down(16);
  page.centred("BIÊN BẢN", kMiddle, 14, Face::kBold);
  page.down(6.5);
  page.centred("Cân đối số tờ của lô số hoá", kMiddle, 14, Face::kBold);
  page.underline(0.35);
  page.down(11);
}

void about(const BalanceStatement& statement, RecordLayout& page) {
  const auto at = momentOf(statement.sign_off.at);
  page.paragraph(fmt::format(
      "Hồi {} giờ {} phút, {}, tại {}, người ký tên dưới đây đã đối chiếu và xác nhận số tờ (mặt "
      "giấy được quét) của lô số hoá như sau:",
      at.hour, at.minute, dateOf(statement.sign_off.at), statement.unit));
  page.paragraph("1. Thông tin về lô", Face::kBold);
  page.paragraph(
      fmt::format("Mã lô: {}; lập {}.", statement.batch.id, dateOf(statement.batch.created)));
  page.paragraph(fmt::format("Số tệp quét: {}; số hồ sơ: {}; số bản sao điện tử đã ký và giao: {}.",
                             statement.files, statement.case_files, statement.copies));
  if (statement.duplicates > 0) {
    page.paragraph(fmt::format(
        "Có {} tệp trùng nội dung với tệp đã nạp; các tệp này chỉ được liên kết, không tính thêm "
        "tờ.",
        statement.duplicates));
  }
}

void tableRow(RecordLayout& page, const std::string& number, const std::string& words,
              const std::string& count, Face face = Face::kUpright) {
  const double wide = RecordLayout::kRight - RecordLayout::kLeft - kNumberWidth - kCountWidth;
  page.row({{number, kNumberWidth, Anchor::kCentre},
            {words, wide, face == Face::kBold && number == "STT" ? Anchor::kCentre : Anchor::kLeft},
            {count, kCountWidth, Anchor::kCentre}},
           face);
}

void balance(const core::SheetBalance& sheets, RecordLayout& page) {
  page.paragraph("2. Cân đối số tờ", Face::kBold);
  page.keepTogether(60);
  tableRow(page, "STT", "Nội dung", "Số tờ", Face::kBold);
  tableRow(page, "1", "Tờ nạp vào", std::to_string(sheets.fed));
  tableRow(page, "2", "Tờ đã lưu (bằng dòng 1)", std::to_string(sheets.stored));
  tableRow(page, "3", "Tờ giữ trong bản sao đã giao", std::to_string(sheets.kept));
  tableRow(page, "4", "Tờ trắng", std::to_string(sheets.blank));
  tableRow(page, "5", "Tờ phân cách", std::to_string(sheets.separator));
  tableRow(page, "6", "Tờ trong khu cách ly", std::to_string(sheets.quarantined));
  tableRow(page, "7", "Cộng các dòng 3, 4, 5, 6 (bằng dòng 2)",
           std::to_string(sheets.kept + sheets.blank + sheets.separator + sheets.quarantined),
           Face::kBold);
  page.down(3);
}

void held(const BalanceStatement& statement, RecordLayout& page) {
  page.paragraph("3. Mục trong khu cách ly", Face::kBold);
  if (statement.held.empty()) page.paragraph("Không có.");
  for (const auto& [reason, count] : statement.held) {
    page.paragraph(fmt::format("- {} mục: {}", count, reason));
  }
  page.paragraph("4. Ghi chú", Face::kBold);
  page.paragraph(statement.sign_off.remark.empty() ? "Không có." : statement.sign_off.remark);
}

void signatures(const BalanceStatement& statement, RecordLayout& page) {
  page.keepTogether(kSignatureHeight);
  page.paragraph(
      "Biên bản lập từ sổ của hệ thống số hoá, được giữ nguyên kèm lô và là căn cứ khi bàn giao.");
  page.down(3);
  page.centred("ĐẠI DIỆN ĐƠN VỊ", kOfficeColumn, 13, Face::kBold);
  page.centred("NGƯỜI XÁC NHẬN", kStateColumn, 13, Face::kBold);
  page.down(6);
  page.centred("(Ký, ghi rõ họ tên)", kOfficeColumn, 13, Face::kItalic);
  page.centred("(Ký, ghi rõ họ tên)", kStateColumn, 13, Face::kItalic);
  page.down(26);
  page.centred(statement.sign_off.person, kStateColumn, 13, Face::kBold);
}

}  // namespace

std::vector<core::PrintedSheet> balanceRecord(const BalanceStatement& statement,
                                              RecordLayout::Measure measure) {
  RecordLayout page(std::move(measure));
  head(statement, page);
  about(statement, page);
  balance(statement.sign_off.balance, page);
  held(statement, page);
  signatures(statement, page);
  return page.finish();
}

std::string balanceTitle(const BalanceStatement& statement) {
  return "Biên bản cân đối số tờ của lô số hoá " + statement.batch.id;
}

}  // namespace sohoa::cli

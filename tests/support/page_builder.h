#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/page.h"
#include "core/text.h"

namespace sohoa::test {

// Lays words on a page by hand: an A4 sheet at 100 dpi, 827 by 1169 pixels, letters 8 wide and
// lines 20 high.
class PageBuilder {
 public:
  static constexpr int kWidth = 827;
  static constexpr int kHeight = 1169;

  PageBuilder() {
    page_.geometry.master = {kWidth, kHeight};
    page_.geometry.resolution = {100, 100};
  }

  // One line that begins at x; each call makes a line and a block of its own.
  PageBuilder& line(int x, int y, std::string_view text, double confidence = 0.95) {
    core::Line line;
    int at = x;
    std::size_t from = 0;
    while (from < text.size()) {
      const auto to = std::min(text.find(' ', from), text.size());
      const std::string word{text.substr(from, to - from)};
      const int width = 8 * static_cast<int>(core::codePoints(word).size());
      if (!word.empty()) line.words.push_back({word, {at, y, width, 18}, confidence});
      at += width + 8;
      from = to + 1;
    }
    if (line.words.empty()) return *this;
    line.box = line.words.front().box;
    for (const auto& word : line.words) line.box = line.box.unite(word.box);
    page_.blocks.push_back({line.box, {line}});
    return *this;
  }

  // One line around the middle x.
  PageBuilder& centred(int middle, int y, std::string_view text, double confidence = 0.95) {
    const int width = 8 * static_cast<int>(core::codePoints(text).size());
    return line(std::max(0, middle - width / 2), y, text, confidence);
  }

  // What was read of ink that stands apart from the text.
  PageBuilder& stampLine(int x, int y, std::string_view text, double confidence = 0.9) {
    PageBuilder apart;
    apart.line(x, y, text, confidence);
    page_.stamp_lines.push_back(apart.page_.blocks.front().lines.front());
    return *this;
  }

  PageBuilder& barcode(std::string text) {
    page_.barcodes.push_back({"QRCode", std::move(text), {10, 10, 60, 60}});
    return *this;
  }

  // Agency and number at the left, national title, place and date at the right.
  PageBuilder& letterhead(
      std::string_view number = "Số: 2459/KH-UBND",
      std::string_view place_and_date = "Hương Nộn, ngày 16 tháng 10 năm 2022") {
    centred(220, 90, "ỦY BAN NHÂN DÂN").centred(220, 112, "XÃ HƯƠNG NỘN");
    centred(220, 145, number);
    centred(590, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    centred(590, 112, "Độc lập - Tự do - Hạnh phúc");
    return centred(590, 145, place_and_date);
  }

  PageBuilder& body(int y, int lines = 6) {
    for (int i = 0; i < lines; ++i) {
      line(i == 0 ? 160 : 122, y + 26 * i,
           "Căn cứ chức năng được giao và đề nghị của các đơn vị trong toàn xã nay");
    }
    return *this;
  }

  // Recipients at the left, signer at the right.
  PageBuilder& signature(int y) {
    line(117, y, "Nơi nhận:").line(117, y + 22, "- Như trên;");
    line(117, y + 44, "- Công an, Quân sự").line(117, y + 66, "phường;");
    line(117, y + 88, "- Lưu: VT, TP.");
    centred(600, y, "TM. ỦY BAN NHÂN DÂN").centred(600, y + 22, "KT. CHỦ TỊCH");
    return centred(600, y + 44, "PHÓ CHỦ TỊCH").centred(600, y + 170, "Đỗ Quốc Dũng");
  }

  PageBuilder& blank() {
    page_.blank = true;
    return *this;
  }
  PageBuilder& separator() {
    page_.separator = true;
    return *this;
  }

  [[nodiscard]] core::PageResult build() const { return page_; }

 private:
  core::PageResult page_;
};

}  // namespace sohoa::test

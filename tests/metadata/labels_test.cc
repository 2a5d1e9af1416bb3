#include "metadata/labels.h"

#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using test::PageBuilder;

PageBuilder form(std::string_view title) {
  return PageBuilder()
      .centred(413, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
      .centred(413, 102, "Độc lập - Tự do - Hạnh phúc")
      .centred(413, 150, title);
}

TEST(Fields, OfAFormTakeTheYearFromTheLineBelowTheDate) {
  const auto page = form("TỜ KHAI ĐĂNG KÝ KHAI SINH")
                        .line(114, 220, "Họ, chữ đệm, tên người yêu cầu: Nguyễn Hữu Phúc")
                        .centred(600, 600, "Mường Khương, ngày 24 tháng 06 năm")
                        .centred(600, 622, "2024")
                        .centred(600, 644, "Người yêu cầu")
                        .centred(600, 760, "Nguyễn Hữu Phúc")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "ngay_ban_hanh"), "2024-06-24");
  EXPECT_EQ(text(document, "dia_danh"), "Mường Khương");
}

TEST(Labels, OfAnApplicationAreRead) {
  const auto page = form("TỜ KHAI ĐĂNG KÝ KHAI SINH")
                        .line(114, 220, "Họ, chữ đệm, tên người yêu cầu: Nguyễn Hữu Phúc")
                        .line(114, 250, "Nơi cư trú: Số 91, ấp 10, phường Trường An")
                        .line(114, 280, "Giấy tờ tùy thân: Căn cước số 051364998348")
                        .line(114, 310, "Họ, chữ đệm, tên: NGÔ THỊ THU HẰNG")
                        .centred(600, 600, "Trường An, ngày 24 tháng 06 năm 2024")
                        .centred(600, 622, "Người yêu cầu")
                        .centred(600, 760, "Nguyễn Hữu Phúc")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.kind, "to_khai_dang_ky_khai_sinh");
  EXPECT_EQ(text(document, "ho_ten"), "Nguyễn Hữu Phúc");
  EXPECT_EQ(text(document, "so_dinh_danh"), "051364998348");
  EXPECT_EQ(text(document, "dia_chi"), "Số 91, ấp 10, phường Trường An");
  EXPECT_EQ(text(document, "ngay_ban_hanh"), "2024-06-24");
  EXPECT_EQ(text(document, "dia_danh"), "Trường An");
  EXPECT_EQ(text(document, "nguoi_ky"), "Nguyễn Hữu Phúc");
  EXPECT_EQ(document.fields.count("chuc_vu"), 0U);
  EXPECT_EQ(document.fields.count("co_quan"), 0U);
}

TEST(Labels, OfSpousesAreNotMixedUp) {
  const auto page = PageBuilder()
                        .letterhead("Số: 516/2023")
                        .centred(413, 200, "GIẤY CHỨNG NHẬN KẾT HÔN")
                        .line(100, 250, "Họ, chữ đệm, tên vợ: HOÀNG THỊ")
                        .line(100, 271, "NGỌC HIỀN")
                        .line(450, 250, "Họ, chữ đệm, tên chồng: NGÔ HỮU")
                        .line(450, 271, "PHÚC")
                        .line(100, 310, "Giấy tờ tùy thân: CCCD số")
                        .line(100, 331, "092378862314")
                        .line(450, 310, "Giấy tờ tùy thân: CCCD số")
                        .line(450, 331, "048115572568")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "ho_ten"), "NGÔ HỮU PHÚC");
  EXPECT_EQ(text(document, "so_dinh_danh"), "048115572568");
  EXPECT_EQ(text(document, "ho_ten_vo"), "HOÀNG THỊ NGỌC HIỀN");
  EXPECT_EQ(text(document, "so_dinh_danh_vo"), "092378862314");
}

TEST(Labels, EndAtTheNextLabelOfTheLine) {
  const auto page = PageBuilder()
                        .letterhead("Số: 014/2021")
                        .centred(413, 200, "GIẤY KHAI SINH")
                        .line(114, 250, "Họ, chữ đệm, tên: NGÔ THỊ HẰNG Giới tính: Nữ")
                        .line(114, 280, "Ngày, tháng, năm sinh: 13/05/2010 Dân tộc: Kinh")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "ho_ten"), "NGÔ THỊ HẰNG");
  EXPECT_EQ(text(document, "ngay_sinh"), "2010-05-13");
}

TEST(Labels, WithoutAValueOfTheirTypeGiveNothing) {
  const auto page = form("TỜ KHAI ĐĂNG KÝ KHAI SINH")
                        .line(114, 220, "Họ, chữ đệm, tên người yêu cầu: ...................")
                        .line(114, 280, "Giấy tờ tùy thân: Căn cước số 0513649983")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.fields.count("ho_ten"), 0U);
  EXPECT_EQ(document.fields.count("so_dinh_danh"), 0U);
}

TEST(Barcodes, AreBelievedBeforeTheText) {
  const auto page = PageBuilder()
                        .letterhead("Số: 667/TNHS")
                        .line(100, 170, "Mã hồ sơ: H31.181-251221-0227")
                        .centred(413, 220, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ")
                        .barcode("H31.181-251221-0221|051364998348|x")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "ma_ho_so"), "H31.181-251221-0221");
  EXPECT_EQ(document.fields.at("ma_ho_so").rule, "barcode");
  EXPECT_EQ(text(document, "so_dinh_danh"), "051364998348");
}

}  // namespace
}  // namespace sohoa::metadata

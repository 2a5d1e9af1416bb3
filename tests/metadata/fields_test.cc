#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using test::PageBuilder;

core::PageResult plan() {
  return PageBuilder()
      .letterhead()
      .centred(413, 200, "KẾ HOẠCH")
      .centred(413, 224, "Thực hiện công tác số hóa hồ sơ, kết quả giải quyết thủ tục")
      .centred(413, 248, "hành chính năm 2022")
      .body(320)
      .signature(600)
      .build();
}

TEST(Fields, OfAnAdministrativeDocumentAreAllRead) {
  const auto document = readFirst({plan()});
  EXPECT_EQ(text(document, "loai"), "KẾ HOẠCH");
  EXPECT_EQ(text(document, "so_ky_hieu"), "2459/KH-UBND");
  EXPECT_EQ(text(document, "ngay_ban_hanh"), "2022-10-16");
  EXPECT_EQ(text(document, "dia_danh"), "Hương Nộn");
  EXPECT_EQ(text(document, "co_quan"), "ỦY BAN NHÂN DÂN XÃ HƯƠNG NỘN");
  EXPECT_EQ(text(document, "trich_yeu"),
            "Thực hiện công tác số hóa hồ sơ, kết quả giải quyết thủ tục hành chính năm 2022");
  EXPECT_EQ(text(document, "quyen_han"), "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH");
  EXPECT_EQ(text(document, "chuc_vu"), "PHÓ CHỦ TỊCH");
  EXPECT_EQ(text(document, "nguoi_ky"), "Đỗ Quốc Dũng");
  EXPECT_EQ(document.fields.at("noi_nhan").value,
            core::FieldContent(
                std::vector<std::string>{"Như trên;", "Công an, Quân sự phường;", "Lưu: VT, TP."}));
}

TEST(Fields, SayWhereTheyWereReadAndWhyTheyAreBelieved) {
  const auto document = readFirst({plan()});
  const auto& number = document.fields.at("so_ky_hieu");
  EXPECT_EQ(number.page, 0);
  EXPECT_EQ(number.raw, "2459/KH-UBND");
  EXPECT_EQ(number.rule, "number");
  EXPECT_GT(number.confidence, 0.8);
  EXPECT_LE(number.confidence, 1.0);
  EXPECT_EQ(number.box.y, 145);
  EXPECT_GT(number.box.width, 50);
}

TEST(Fields, LoseConfidenceWithTheirWords) {
  auto page = plan();
  for (auto& block : page.blocks) {
    for (auto& line : block.lines) {
      for (auto& word : line.words) word.confidence = 0.3;
    }
  }
  EXPECT_LT(readFirst({page}).fields.at("so_ky_hieu").confidence, 0.4);
}

TEST(Fields, ThatCannotBeReadAreLeftOut) {
  const auto page = PageBuilder()
                        .letterhead("Số:      /KH-UBND", "Hương Nộn, ngày 31 tháng 02 năm 2022")
                        .centred(413, 200, "KẾ HOẠCH")
                        .body(320)
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.fields.count("so_ky_hieu"), 0U);
  EXPECT_EQ(document.fields.count("ngay_ban_hanh"), 0U);
  EXPECT_EQ(document.fields.count("nguoi_ky"), 0U);
  EXPECT_EQ(document.fields.count("noi_nhan"), 0U);
}

TEST(Agency, IsTheLowerOfTwoWithoutTheUnitsAroundIt) {
  const auto page = PageBuilder()
                        .centred(220, 90, "ỦY BAN NHÂN DÂN PHƯỜNG TRƯỜNG")
                        .centred(220, 112, "AN")
                        .centred(220, 134, "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH")
                        .centred(220, 156, "CÔNG")
                        .centred(220, 190, "Số: 667/TNHS")
                        .centred(600, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .body(400)
                        .build();
  EXPECT_EQ(text(readFirst({page}), "co_quan"), "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG");
}

TEST(Agency, WhoseNameLacksThePlaceOfIssueIsNotCertain) {
  const auto page = PageBuilder()
                        .centred(220, 90, "ỦY BAN NHÂN DÂN PHƯỜNG TRƯỜNG")
                        .centred(220, 145, "Số: 12/QĐ-UBND")
                        .centred(590, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(590, 145, "Trường An, ngày 16 tháng 10 năm 2022")
                        .centred(413, 200, "QUYẾT ĐỊNH")
                        .body(320)
                        .build();
  EXPECT_LT(readFirst({page}).fields.at("co_quan").confidence, 0.9);
}

TEST(Agency, WithItsEndUnreadIsTheKnownOneAndNotCertain) {
  const auto page = PageBuilder()
                        .centred(220, 90, "BỘ PHẬN TIẾP NHẬN VÀ TRẢKẾT")
                        .centred(220, 145, "Số: 667/TNHS")
                        .centred(600, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .body(400)
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "co_quan"), "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ");
  EXPECT_LT(document.fields.at("co_quan").confidence, 0.9);
}

TEST(Agency, ThatIsABodyWithoutAPlaceIsNotCertain) {
  const auto page = PageBuilder()
                        .centred(220, 90, "ỦY BAN NHÂN DÂN")
                        .centred(220, 145, "Số: 12/QĐ-UBND")
                        .centred(600, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .body(400)
                        .build();
  EXPECT_LT(readFirst({page}).fields.at("co_quan").confidence, 0.9);
}

TEST(Number, RestoresTheBarOfTheKindsSign) {
  const auto page =
      PageBuilder().letterhead("Số: 12/QD-UBND").centred(413, 200, "QUYẾT ĐỊNH").body(320).build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "so_ky_hieu"), "12/QĐ-UBND");
  EXPECT_EQ(document.fields.at("so_ky_hieu").raw, "12/QD-UBND");
}

TEST(Number, IsTakenFromTheSameInkReadByItself) {
  const auto page = PageBuilder()
                        .letterhead("Số: §43/TNHS")
                        .stampLine(200, 145, "843/QĐ-UBND")
                        .centred(413, 200, "QUYẾT ĐỊNH")
                        .body(320)
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "so_ky_hieu"), "843/QĐ-UBND");
}

TEST(Number, OfWhichOnlyTheFiguresWereReadAgainKeepsItsSymbol) {
  auto builder = PageBuilder();
  builder.centred(220, 90, "ỦY BAN NHÂN DÂN").centred(220, 112, "XÃ HƯƠNG NỘN");
  builder.centred(590, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  builder.centred(590, 145, "Hương Nộn, ngày 16 tháng 10 năm 2022");
  builder.line(150, 145, "Số:5540 /QĐ-UBND", 0.2).stampLine(150, 145, "Số: 5510", 0.95);
  const auto document = readFirst({builder.centred(413, 200, "QUYẾT ĐỊNH").body(320).build()});
  EXPECT_EQ(text(document, "so_ky_hieu"), "5510/QĐ-UBND");
  EXPECT_LT(document.fields.at("so_ky_hieu").confidence, 0.9);
}

TEST(Number, IsNotALineThatOnlyBeginsWithTheSameWord) {
  const auto page = PageBuilder()
                        .letterhead("Số:")
                        .centred(413, 200, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ")
                        .line(122, 320, "Số định danh cá nhân/Căn cước: 079200000001")
                        .body(360)
                        .build();
  EXPECT_EQ(text(readFirst({page}), "loai"), "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ");
}

TEST(Date, IsNotALineOfTheAbstract) {
  const auto page = PageBuilder()
                        .letterhead("Số: 12/TB-UBND", "Hương Nộn, ngày193 tháng 05 năm 2019")
                        .centred(413, 200, "THÔNG BÁO")
                        .centred(413, 224, "Kết luận của Chủ tịch Ủy ban nhân dân xã tại")
                        .centred(413, 248, "cuộc họp giao ban tháng 05 năm 2019")
                        .body(320)
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.fields.count("ngay_ban_hanh"), 0U);
  EXPECT_EQ(text(document, "dia_danh"), "Hương Nộn");
  EXPECT_EQ(text(document, "trich_yeu"),
            "Kết luận của Chủ tịch Ủy ban nhân dân xã tại cuộc họp giao ban tháng 05 năm 2019");
}

TEST(Date, TakesADayReadByItselfButIsNotSureOfIt) {
  const auto page = PageBuilder()
                        .letterhead("Số: 12/TB-UBND", "Hương Nộn, ngày1_? tháng 05 năm 2019")
                        .stampLine(540, 145, "ngày 12", 0.95)
                        .centred(413, 200, "THÔNG BÁO")
                        .body(320)
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "ngay_ban_hanh"), "2019-05-12");
  EXPECT_LT(document.fields.at("ngay_ban_hanh").confidence, 0.9);
}

TEST(Agency, HasItsLevelAsPrintedAndItsPlaceAsTheDocumentSpellsIt) {
  const auto page = PageBuilder()
                        .centred(200, 80, "ỦY BAN NHÂN DÂN")
                        .centred(200, 102, ".PHƯƠNG ÁN THẠNH")
                        .centred(600, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(600, 102, "Độc lập - Tự do - Hạnh phúc")
                        .centred(200, 145, "Số: 12/TB-UBND")
                        .centred(600, 145, "An Thạnh, ngày 12 tháng 5 năm 2019")
                        .centred(413, 200, "'THÔNG BÁO")
                        .body(320)
                        .line(117, 560, "Nhân dân An Thạnh và xã An Thạnh cũ biết, thực hiện.")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "co_quan"), "ỦY BAN NHÂN DÂN PHƯỜNG AN THẠNH");
  EXPECT_EQ(text(document, "loai"), "THÔNG BÁO");
}

TEST(Fields, OfABirthCertificateTakeTheDayOfTheLetterheadWhereNoLabelHasIt) {
  const auto certificate = [](std::string_view last) {
    return readFirst({PageBuilder()
                          .letterhead("Số: 12/2022", "la Grai, ngày 16 tháng 10 năm 2022")
                          .centred(413, 200, "GIẤY KHAI SINH")
                          .line(100, 240, "Họ, chữ đệm, tên: NGUYỄN THỊ MẪU")
                          .line(100, 270, last)
                          .build()});
  };
  const auto without = certificate("Giới tính: Nữ");
  EXPECT_EQ(text(without, "ngay_ban_hanh"), "2022-10-16");
  EXPECT_EQ(text(without, "dia_danh"), "Ia Grai");
  const auto figure =
      readFirst({PageBuilder()
                     .letterhead("Số: 12/2022", "1a Grai, ngày 16 tháng 10 năm 2022")
                     .centred(413, 200, "GIẤY KHAI SINH")
                     .line(100, 240, "Họ, chữ đệm, tên: NGUYỄN THỊ MẪU")
                     .build()});
  EXPECT_EQ(text(figure, "dia_danh"), "Ia Grai");
  EXPECT_EQ(text(figure, "ngay_ban_hanh"), "2022-10-16");
  EXPECT_EQ(text(certificate("Ngày, tháng, năm đăng ký: 11/09/2022"), "ngay_ban_hanh"),
            "2022-09-11");
}

TEST(Fields, OfAFormNotKnownByNameAreThoseOfAnyApplication) {
  const auto page = PageBuilder()
                        .centred(413, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(413, 102, "Độc lập - Tự do - Hạnh phúc")
                        .centred(413, 160, "GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH")
                        .line(100, 240, "Họ, chữ đệm, tên người yêu cầu: Huỳnh Kim Khuyên")
                        .line(100, 270, "Giấy tờ tùy thân: Căn cước số 079349522475")
                        .body(320)
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.kind, "giay_de_nghi");
  EXPECT_EQ(text(document, "ho_ten"), "Huỳnh Kim Khuyên");
}

TEST(Fields, OfAFormHaveItsTitleSpeltAsTheLawSpellsIt) {
  for (const auto& [read, title] : {std::pair("ĐƠN XIN XÁC NHẠN", "ĐƠN XIN XÁC NHẬN"),
                                    std::pair("TỜ KHAI CẤP BẢN SAO TRÍCH LỤC HỌ TỊCH",
                                              "TỜ KHAI CẤP BẢN SAO TRÍCH LỤC HỘ TỊCH")}) {
    const auto page = PageBuilder()
                          .centred(413, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                          .centred(413, 102, "Độc lập - Tự do - Hạnh phúc")
                          .centred(413, 160, read)
                          .body(320)
                          .build();
    EXPECT_EQ(text(readFirst({page}), "loai"), title);
  }
}

TEST(Recipients, WithALostDashBeginWhereTheOthersTextDoes) {
  const auto page = PageBuilder()
                        .letterhead()
                        .centred(413, 200, "KẾ HOẠCH")
                        .body(320)
                        .line(117, 600, "Nơi nhận:")
                        .line(133, 622, "Như trên")
                        .line(117, 644, "- UBND tỉnh Ninh Bình (b/c);", 0.95)
                        .line(133, 666, "Công an, Quân sự")
                        .line(117, 688, "phường;")
                        .line(117, 710, "- Lưu: VT, KTHT.", 0.3)
                        .build();
  EXPECT_EQ(
      readFirst({page}).fields.at("noi_nhan").value,
      core::FieldContent(std::vector<std::string>{"Như trên", "UBND tỉnh Ninh Bình (b/c);",
                                                  "Công an, Quân sự phường;", "Lưu: VT, KTHT."}));
}

TEST(Recipients, KeepTheEndsOfItemsHoweverBadlyTheyAreRead) {
  auto page = PageBuilder()
                  .letterhead()
                  .centred(413, 200, "KẾ HOẠCH")
                  .body(320)
                  .line(117, 600, "Nơi nhận:")
                  .line(117, 622, "- Như Điều 3;_")
                  .line(117, 644, "- UBND tỉnh Ninh Bình (Bb/€);")
                  .line(117, 666, "- Công an xã ii;")
                  .line(117, 688, "- CT, các PCT UBND;", 0.3)
                  .line(117, 710, "- UBND tỉnh Phú Thọ (b/c):")
                  .line(117, 732, "- Lưu: VE, TE.")
                  .build();
  for (auto& block : page.blocks) {
    auto& last = block.lines.back().words.back();
    if (last.text == "3;_" || last.text == "(Bb/€);" || last.text == "ii;") last.confidence = 0.01;
    if (last.text == "(b/c):") last.confidence = 0.3;
  }
  EXPECT_EQ(readFirst({page}).fields.at("noi_nhan").value,
            core::FieldContent(std::vector<std::string>{
                "Như Điều 3;", "UBND tỉnh Ninh Bình (b/c);", "Công an xã", "CT, các PCT UBND;",
                "UBND tỉnh Phú Thọ (b/c)", "Lưu: VT, TP."}));
}

TEST(Signature, OfASecondmentHasItsOwnAuthority) {
  const auto page = PageBuilder()
                        .letterhead()
                        .centred(413, 200, "KẾ HOẠCH")
                        .body(320)
                        .centred(600, 600, "TL. CHỦ TỊCH")
                        .centred(600, 622, "CHÁNH VĂN PHÒNG")
                        .centred(600, 644, "(Ký và ghi rõ họ tên)")
                        .centred(600, 760, "Trần Thị Yến")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "quyen_han"), "TL. CHỦ TỊCH");
  EXPECT_EQ(text(document, "chuc_vu"), "CHÁNH VĂN PHÒNG");
  EXPECT_EQ(text(document, "nguoi_ky"), "Trần Thị Yến");
}

TEST(Extract, PassesOverPagesThatAreNotThere) {
  core::Document document;
  document.pages = {-1, 5};
  document.kind = "ke_hoach";
  EXPECT_TRUE(shippedReader().extract(std::vector{plan()}, document, {}).fields.empty());
}

TEST(Extract, ReadsAKindWithoutProfileAsUnknown) {
  core::Document document;
  document.pages = {0};
  document.kind = "no_longer_described";
  const auto read = shippedReader().extract(std::vector{plan()}, document, {});
  EXPECT_EQ(read.kind, "no_longer_described");
  EXPECT_EQ(text(read, "so_ky_hieu"), "2459/KH-UBND");
}

}  // namespace
}  // namespace sohoa::metadata

#include <gtest/gtest.h>

#include <algorithm>

#include "metadata/calibration.h"
#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using test::PageBuilder;

PageBuilder receipt() {
  return PageBuilder()
      .centred(220, 90, "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG")
      .centred(220, 145, "Số: 140/TNHS")
      .centred(590, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
      .centred(590, 145, "Lộc Phát, ngày 23 tháng 4 năm 2023")
      .centred(413, 200, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ");
}

TEST(Unread, AreValuesWrittenByHand) {
  const auto document = readFirst({receipt()
                                       .line(114, 260, "Ông (bà): l.ê Vãjx ?hú(", 0.15)
                                       .line(114, 290, "Mã hồ sơ: H14.229-230423-0182")
                                       .body(320)
                                       .build()});
  EXPECT_EQ(document.fields.count("ho_ten"), 0U);
  ASSERT_EQ(document.unread.size(), 1U);
  EXPECT_EQ(document.unread.front().field, "ho_ten");
  EXPECT_EQ(document.unread.front().page, 0);
  EXPECT_EQ(document.unread.front().box.y, 260);
  EXPECT_GT(document.unread.front().box.x, 150);
  ASSERT_FALSE(document.review.empty());
  EXPECT_EQ(document.review.front().field, "ho_ten");
  EXPECT_EQ(document.review.front().reason, "unread");
}

TEST(Unread, IsNotAFieldLeftBlank) {
  const auto document = readFirst({receipt().line(114, 260, "Ông (bà):").body(320).build()});
  EXPECT_TRUE(document.unread.empty());
}

TEST(Unread, AreFiguresBesideTheirPrintedSymbol) {
  auto builder = PageBuilder();
  builder.centred(220, 90, "ỦY BAN NHÂN DÂN").centred(220, 112, "XÃ HƯƠNG NỘN");
  builder.centred(590, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  builder.centred(590, 145, "Hương Nộn, ngày 16 tháng 10 năm 2022");
  builder.line(150, 145, "Số:2351 /QĐ-UBND", 0.4).centred(413, 200, "QUYẾT ĐỊNH").body(320);
  const auto document = readFirst({builder.build()});
  EXPECT_EQ(document.fields.count("so_ky_hieu"), 0U);
  ASSERT_EQ(document.unread.size(), 1U);
  EXPECT_EQ(document.unread.front().field, "so_ky_hieu");
}

TEST(Review, BeginsWithWhatALookIsWorthMost) {
  const auto document = readFirst({receipt()
                                       .line(114, 260, "Ông (bà): Lê Văn Phúc", 0.6)
                                       .line(114, 290, "Địa chỉ: Số 47, phường Lộc Phát", 0.6)
                                       .body(320)
                                       .build()});
  ASSERT_GE(document.review.size(), 3U);
  EXPECT_EQ(document.review.front().field, "ma_ho_so");
  EXPECT_EQ(document.review.front().reason, "missing");
  for (std::size_t i = 1; i < document.review.size(); ++i) {
    EXPECT_GE(document.review[i - 1].value, document.review[i].value);
  }
  const auto at = [&](const std::string& field) {
    return std::find_if(document.review.begin(), document.review.end(),
                        [&](const auto& item) { return item.field == field; });
  };
  EXPECT_LT(at("ho_ten"), at("dia_chi"));
}

TEST(Receipt, WhoseCodeNamesItsDayIsSurerOfBoth) {
  const auto same =
      readFirst({receipt().line(114, 290, "Mã hồ sơ: H14.229-230423-0182", 0.8).body(320).build()});
  const auto other =
      readFirst({receipt().line(114, 290, "Mã hồ sơ: H14.229-230422-0182", 0.8).body(320).build()});
  EXPECT_GT(same.fields.at("ma_ho_so").confidence, other.fields.at("ma_ho_so").confidence);
}

TEST(Signer, OfAnotherBodyThanTheAgencyIsDoubted) {
  const auto signedFor = [](const char* authority) {
    return readFirst({PageBuilder()
                          .letterhead("Số: 12/QĐ-UBND")
                          .centred(413, 200, "QUYẾT ĐỊNH")
                          .body(320)
                          .centred(600, 600, authority)
                          .centred(600, 622, "CHỦ TỊCH")
                          .centred(600, 760, "Trần Thị Yến")
                          .build()});
  };
  EXPECT_GT(signedFor("TM. ỦY BAN NHÂN DÂN").fields.at("co_quan").confidence,
            signedFor("TM. HỘI ĐỒNG NHÂN DÂN").fields.at("co_quan").confidence);
}

TEST(Calibration, RisesAndKeepsTheLineOfCertainty) {
  double last = -1;
  for (int i = 0; i <= 1000; ++i) {
    const double value = calibrated(i / 1000.0);
    EXPECT_GE(value, last);
    EXPECT_EQ(value >= 0.9, i >= 900) << i;
    last = value;
  }
  EXPECT_EQ(calibrated(-1), 0);
  EXPECT_EQ(calibrated(2), 1);
}

TEST(Accepted, StandsWhateverIsRead) {
  const std::vector<core::PageResult> pages = {receipt()
                                                   .line(114, 260, "Ông (bà): Lê Văn Phúc")
                                                   .line(114, 290, "Mã hồ sơ: H14.229-230423-0182")
                                                   .body(320)
                                                   .build()};
  auto document = shippedReader().split(pages).front();
  auto& name = document.fields["ho_ten"];
  name.value = "Lê Văn Phước";
  name.confidence = 1;
  name.accepted_by = "an";
  document.fields["ma_ho_so"].value = "";
  document.fields["ma_ho_so"].accepted_by = "an";
  document.fields["dia_chi"].value = "a draft that nobody accepted";
  const auto read = shippedReader().extract(pages, document, {});
  EXPECT_EQ(text(read, "ho_ten"), "Lê Văn Phước");
  EXPECT_EQ(read.fields.at("ho_ten").accepted_by, "an");
  EXPECT_EQ(read.fields.count("ma_ho_so"), 0U);
  EXPECT_EQ(read.fields.count("dia_chi"), 0U);
}

TEST(Kinds, AreToldWithTheFieldsThatAPersonFillsIn) {
  const auto kinds = shippedReader().kinds();
  ASSERT_FALSE(kinds.empty());
  EXPECT_EQ(kinds.back().id, "unknown");
  const auto birth = std::find_if(kinds.begin(), kinds.end(),
                                  [](const auto& kind) { return kind.id == "giay_khai_sinh"; });
  ASSERT_NE(birth, kinds.end());
  const auto number = std::find_if(birth->fields.begin(), birth->fields.end(),
                                   [](const auto& field) { return field.name == "so_dinh_danh"; });
  ASSERT_NE(number, birth->fields.end());
  EXPECT_TRUE(number->id);
}

}  // namespace
}  // namespace sohoa::metadata

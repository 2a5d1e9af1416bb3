#include "metadata/splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using test::PageBuilder;
using testing::ElementsAre;

core::PageResult first(std::string_view title) {
  return PageBuilder().letterhead().centred(413, 200, title).body(400).build();
}

core::PageResult later(std::string_view number) {
  return PageBuilder().centred(413, 40, number).body(100).build();
}

TEST(Split, CutsAtEachLetterhead) {
  const auto documents = shippedReader().split(
      std::vector{first("KẾ HOẠCH"), later("2"), first("QUYẾT ĐỊNH"), later("2"), later("3")});
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_THAT(documents[0].pages, ElementsAre(0, 1));
  EXPECT_THAT(documents[1].pages, ElementsAre(2, 3, 4));
  EXPECT_EQ(documents[0].kind, "ke_hoach");
  EXPECT_EQ(documents[0].title, "Kế hoạch");
  EXPECT_GT(documents[0].kind_confidence, 0.9);
  EXPECT_TRUE(documents[0].fields.empty());
}

TEST(Split, SaysWhyItCuts) {
  const auto documents = shippedReader().split(std::vector{
      first("KẾ HOẠCH"), first("QUYẾT ĐỊNH"), PageBuilder().separator().build(), later("2")});
  ASSERT_EQ(documents.size(), 3U);
  EXPECT_EQ(documents[0].cut, "first");
  EXPECT_EQ(documents[1].cut, "letterhead");
  EXPECT_EQ(documents[2].cut, "separator");
  EXPECT_GT(documents[1].cut_confidence, 0.9);
}

TEST(Split, GivesTheCodeOfACoverSheetToTheDocumentBehindIt) {
  const std::vector pages{PageBuilder().separator().barcode("H31.181-251221-0221").build(),
                          first("QUYẾT ĐỊNH"), first("KẾ HOẠCH")};
  const auto documents = shippedReader().split(pages);
  ASSERT_EQ(documents.size(), 2U);
  const auto covered = shippedReader().extract(pages, documents[0], {});
  EXPECT_EQ(text(covered, "ma_ho_so"), "H31.181-251221-0221");
  EXPECT_EQ(covered.fields.at("ma_ho_so").page, 0);
  EXPECT_EQ(text(shippedReader().extract(pages, documents[1], {}), "ma_ho_so"), "");
}

TEST(Split, KeepsBothImagesOfAPageWithANoteTogetherAndReadsTheOneWithout) {
  const auto under_a_note = PageBuilder().letterhead("").centred(413, 200, "QUYẾT ĐỊNH").build();
  auto without = PageBuilder().letterhead("Số: 12/QĐ-UBND").centred(413, 200, "QUYẾT ĐỊNH").build();
  std::vector pages{under_a_note, without, later("2")};
  EXPECT_EQ(shippedReader().split(pages).size(), 2U) << "as if they were two papers";
  pages[1].second_image = true;
  const auto documents = shippedReader().split(pages);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_THAT(documents[0].pages, ElementsAre(0, 1, 2));
  const auto document = shippedReader().extract(pages, documents[0], {});
  EXPECT_EQ(text(document, "so_ky_hieu"), "12/QĐ-UBND");
  EXPECT_EQ(document.fields.at("so_ky_hieu").page, 1);
}

TEST(Split, StopsAtASecretThatOnlyTheNoteHid) {
  auto without = PageBuilder().letterhead().centred(220, 200, "MẬT").body(400).build();
  without.second_image = true;
  const auto documents = shippedReader().split(std::vector{first("KẾ HOẠCH"), without});
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].secret, "MẬT");
}

TEST(Review, PutsMissingRequiredFieldsFirst) {
  const auto page = PageBuilder().letterhead("").centred(413, 200, "QUYẾT ĐỊNH").body(320).build();
  const auto document = readFirst({page});
  ASSERT_FALSE(document.review.empty());
  EXPECT_EQ(document.review.front().reason, "missing");
  EXPECT_DOUBLE_EQ(document.review.front().value, 1);
}

TEST(Split, LeavesOutBlankPagesAndGoesOnBehindThem) {
  const auto documents = shippedReader().split(
      std::vector{first("BÁO CÁO"), PageBuilder().blank().build(), later("2")});
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_THAT(documents[0].pages, ElementsAre(0, 2));
}

TEST(Split, BeginsAnewBehindASeparator) {
  const auto documents = shippedReader().split(
      std::vector{first("BÁO CÁO"), PageBuilder().separator().build(), later("2")});
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_THAT(documents[1].pages, ElementsAre(2));
  EXPECT_EQ(documents[1].kind, "unknown");
  EXPECT_DOUBLE_EQ(documents[1].kind_confidence, 0);
}

TEST(Split, KeepsAnAppendixWithItsDocument) {
  const auto appendix = PageBuilder()
                            .centred(413, 40, "2")
                            .centred(413, 90, "PHỤ LỤC")
                            .centred(413, 112, "KẾ HOẠCH")
                            .body(200)
                            .build();
  EXPECT_EQ(shippedReader().split(std::vector{first("QUYẾT ĐỊNH"), appendix}).size(), 1U);
}

TEST(Split, OfNothingIsNothing) {
  EXPECT_TRUE(shippedReader().split({}).empty());
  EXPECT_TRUE(shippedReader().split(std::vector{PageBuilder().blank().build()}).empty());
}

TEST(Split, GivesEveryOtherPageToExactlyOneDocument) {
  const auto documents =
      shippedReader().split(std::vector{later("7"), PageBuilder().build(), first("TỜ TRÌNH")});
  std::vector<int> pages;
  for (const auto& document : documents) {
    pages.insert(pages.end(), document.pages.begin(), document.pages.end());
  }
  EXPECT_THAT(pages, ElementsAre(0, 1, 2));
}

TEST(Kind, ComesFromTheNumberWhenTheTitleIsUnreadable) {
  const auto documents =
      shippedReader().split(std::vector{PageBuilder().letterhead().body(300).build()});
  EXPECT_EQ(documents.front().kind, "ke_hoach");
  EXPECT_LT(documents.front().kind_confidence, 0.8);
}

TEST(Kind, OfALetterComesFromItsReference) {
  const auto page = PageBuilder()
                        .letterhead("Số: 12/UBND-NC")
                        .centred(220, 167, "V/v đôn đốc thực hiện")
                        .centred(220, 189, "kết luận thanh tra")
                        .body(400)
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.kind, "cong_van");
  EXPECT_EQ(text(document, "loai"), "CÔNG VĂN");
  EXPECT_EQ(text(document, "trich_yeu"), "đôn đốc thực hiện kết luận thanh tra");
}

TEST(Kind, PrefersTheMoreTellingTitle) {
  const auto documents = shippedReader().split(
      std::vector{first("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"), first("GIẤY XÁC NHẬN HẠNH KIỂM")});
  EXPECT_EQ(documents.at(0).kind, "giay_xac_nhan_hon_nhan");
  EXPECT_EQ(documents.at(1).kind, "giay_xac_nhan");
}

TEST(Kind, IsUnknownWhenNothingFits) {
  const auto page =
      PageBuilder().letterhead("Số: 12/ZZ").centred(413, 200, "SỔ TAY CÔNG TÁC").body(400).build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.kind, "unknown");
  EXPECT_EQ(text(document, "co_quan"), "ỦY BAN NHÂN DÂN XÃ HƯƠNG NỘN");
}

}  // namespace
}  // namespace sohoa::metadata

#include "metadata/given.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

core::Document birthCertificate(const core::GivenFields& given) {
  const auto page = test::PageBuilder()
                        .centred(413, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(413, 102, "Độc lập - Tự do - Hạnh phúc")
                        .centred(413, 150, "GIẤY KHAI SINH")
                        .line(100, 250, "Họ, chữ đệm, tên: Trần Thị Mẫu")
                        .line(100, 300, "Ngày, tháng, năm sinh: 02/01/1990")
                        .build();
  return readFirst({page}, shippedReader(), given);
}

TEST(Given, FillsWhatWasNotRead) {
  const auto document =
      birthCertificate({{"so_dinh_danh", "079190012345"}, {"ma_ho_so", "H29.12-230319-0170"}});
  EXPECT_EQ(document.kind, "giay_khai_sinh");
  EXPECT_EQ(text(document, "so_dinh_danh"), "079190012345");
  const auto& code = document.fields.at("ma_ho_so");
  EXPECT_EQ(code.rule, "given");
  EXPECT_THAT(code.evidence, ElementsAre("sidecar"));
  EXPECT_LT(code.confidence, 0.9);
  EXPECT_THAT(document.findings, IsEmpty());
}

TEST(Given, IsLookedAtWhateverTheKindAsksForAndNeverConfirmsItself) {
  const auto document = birthCertificate({{"ma_ho_so", "H29.12-230319-0170"},
                                          {"ngay_ban_hanh", "19/03/2023"},
                                          {"hoten", "An"},
                                          {"noi_nhan", "Như trên"}});
  EXPECT_LE(document.fields.at("ma_ho_so").confidence, kGiven);
  for (const char* field : {"ma_ho_so", "ngay_ban_hanh", "hoten", "noi_nhan"}) {
    EXPECT_THAT(document.review, Contains(testing::Field(&core::ReviewItem::field, field)));
  }
  EXPECT_THAT(document.findings,
              UnorderedElementsAre("given_unknown:hoten", "given_invalid:noi_nhan"));
}

TEST(Given, ConfirmsWhatWasRead) {
  const double alone = birthCertificate({}).fields.at("ho_ten").confidence;
  const auto document = birthCertificate({{"ho_ten", "TRẦN THỊ MẪU"}, {"ngay_sinh", "2/1/1990"}});
  EXPECT_EQ(text(document, "ho_ten"), "Trần Thị Mẫu") << "as the paper has it";
  EXPECT_GT(document.fields.at("ho_ten").confidence, alone);
  EXPECT_THAT(document.fields.at("ngay_sinh").evidence, Contains("+sidecar"));
  EXPECT_THAT(document.findings, IsEmpty());
}

TEST(Given, NeverOverrulesThePaper) {
  const auto document = birthCertificate({{"ho_ten", "Lê Văn Thử"}, {"ngay_sinh", "1990-01-03"}});
  EXPECT_EQ(text(document, "ho_ten"), "Trần Thị Mẫu");
  EXPECT_EQ(text(document, "ngay_sinh"), "1990-01-02");
  EXPECT_LT(document.fields.at("ho_ten").confidence, 0.7);
  EXPECT_THAT(document.findings,
              UnorderedElementsAre("given_differs:ho_ten", "given_differs:ngay_sinh"));
  EXPECT_THAT(document.review, Contains(testing::Field(&core::ReviewItem::field, "ho_ten")));
}

TEST(Given, IsCheckedLikeAReading) {
  const auto document = birthCertificate({{"so_dinh_danh", "123"},
                                          {"ngay_ban_hanh", "31/02/2020"},
                                          {"ma_ho_so", "H29"},
                                          {"mat_khau", "x"}});
  for (const char* field : {"so_dinh_danh", "ngay_ban_hanh", "ma_ho_so", "mat_khau"}) {
    EXPECT_FALSE(document.fields.contains(field)) << field;
  }
  EXPECT_THAT(document.findings,
              UnorderedElementsAre("given_invalid:so_dinh_danh", "given_invalid:ngay_ban_hanh",
                                   "given_invalid:ma_ho_so", "given_unknown:mat_khau"));
}

TEST(Given, TakesDatesInTheFormsPeopleType) {
  for (const char* day : {"2026-11-23", "23/11/2026", "23-11-2026", "23.11.2026"}) {
    EXPECT_EQ(text(birthCertificate({{"ngay_ban_hanh", day}}), "ngay_ban_hanh"), "2026-11-23")
        << day;
  }
  for (const char* day :
       {"11/23/2026", "23/11/26", "2026/11", "23-11/2026", "1/1/1/2026", "-", "99999-1-1"}) {
    EXPECT_EQ(text(birthCertificate({{"ngay_ban_hanh", day}}), "ngay_ban_hanh"), "") << day;
  }
}

}  // namespace
}  // namespace sohoa::metadata

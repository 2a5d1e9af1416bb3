#include "metadata/codes.h"

#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

TEST(TaxCode, IsCheckedByItsTenthDigit) {
  EXPECT_TRUE(isTaxCode("0300588569"));
  EXPECT_FALSE(isTaxCode("0300588568"));
  EXPECT_FALSE(isTaxCode("0300588596"));
}

TEST(TaxCode, OfABranchHasThreeDigitsMore) {
  EXPECT_TRUE(isTaxCode("0300588569-001"));
  EXPECT_TRUE(isTaxCode("0300588569001"));
  EXPECT_FALSE(isTaxCode("0300588569-000"));
  EXPECT_FALSE(isTaxCode("0300588569-0011"));
  EXPECT_FALSE(isTaxCode("0300588568-001"));
}

TEST(TaxCode, OfAPersonIsThePersonalNumber) {
  EXPECT_TRUE(isTaxCode("079200000001"));
  EXPECT_FALSE(isTaxCode("003200000001"));
}

TEST(TaxCode, IsNothingElse) {
  for (const char* text : {"", "0", "030058856", "O300588569", "03005885690", "0300588569-00a"}) {
    EXPECT_FALSE(isTaxCode(text)) << text;
  }
}

TEST(OldId, HasNineDigitsAndAProvince) {
  EXPECT_TRUE(isOldId("023456789"));
  EXPECT_FALSE(isOldId("993456789"));
  EXPECT_FALSE(isOldId("003456789"));
  EXPECT_FALSE(isOldId("02345678"));
  EXPECT_FALSE(isOldId("02345678a"));
}

TEST(DossierCode, IsReadInBothOrders) {
  const auto down = parseDossierCode("H52.130-230319-0170");
  ASSERT_TRUE(down);
  EXPECT_EQ(down->agency, "H52.130");
  EXPECT_EQ(down->received, "2023-03-19");
  EXPECT_EQ(down->number, "0170");
  EXPECT_TRUE(parseDossierCode("000.00.01.H29-250608-0012"));
  EXPECT_TRUE(parseDossierCode("H29-250608-0012"));
}

TEST(DossierCode, IsRefusedWhenAPartIsNone) {
  for (const char* text :
       {"", "H52.130-230332-0170", "H52.130-231319-0170", "H52.130-23031-0170",
        "52.130-230319-0170", "H52.1300-230319-0170", "H52.130-230319-017", "H52.130-230319",
        "H52-130-230319-0170", "H5.130-230319-0170", "1.2.3.4.H29-250608-0012"}) {
    EXPECT_FALSE(parseDossierCode(text)) << text;
  }
}

TEST(Codes, AreMendedWhereTheCheckLeavesOneReading) {
  EXPECT_EQ(withFigures(CodeCheck::kTaxCode, "O3OO588569"), "0300588569");
  EXPECT_EQ(withFigures(CodeCheck::kDossier, "H52.I3O-2303l9-0170"), "H52.130-230319-0170");
  EXPECT_EQ(withFigures(CodeCheck::kCitizenId, "079200OO0001"), "079200000001");
  EXPECT_FALSE(withFigures(CodeCheck::kTaxCode, "O3OO588568"));
  EXPECT_FALSE(withFigures(CodeCheck::kNone, "0792OO000001"));
  EXPECT_FALSE(withFigures(CodeCheck::kOldId, "OOOOOOOOO"));
  EXPECT_FALSE(withFigures(CodeCheck::kOldId, std::string(100'000, '0')));
}

core::Document application(const std::string& line) {
  return readFirst({test::PageBuilder()
                        .centred(413, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(413, 112, "Độc lập - Tự do - Hạnh phúc")
                        .centred(413, 180, "TỜ KHAI ĐĂNG KÝ KHAI SINH")
                        .line(114, 260, line)
                        .body(320)
                        .build()});
}

TEST(CodeField, WhoseCheckDigitIsWrongIsNotTrusted) {
  const auto right = application("Mã số thuế: 0300588569");
  const auto wrong = application("Mã số thuế: 0300588568");
  EXPECT_EQ(text(right, "ma_so_thue"), "0300588569");
  EXPECT_GT(right.fields.at("ma_so_thue").confidence, 0.9);
  EXPECT_LT(wrong.fields.at("ma_so_thue").confidence, 0.8);
}

TEST(CodeField, IsMendedBelowCertainty) {
  const auto document = application("Số CMND: O23456789");
  EXPECT_EQ(text(document, "so_cmnd_cu"), "023456789");
  EXPECT_LT(document.fields.at("so_cmnd_cu").confidence, 0.9);
}

}  // namespace
}  // namespace sohoa::metadata

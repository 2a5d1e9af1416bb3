#include "metadata/naming.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

core::Document decision() {
  core::Document document;
  document.kind = "quyet_dinh";
  document.number = 7;
  document.fields["so_ky_hieu"].value = "12/QĐ-UBND";
  document.fields["so_dinh_danh"].value = "079200000001";
  document.fields["ngay_ban_hanh"].value = "2025-08-01";
  document.fields["noi_nhan"].value = std::vector<std::string>{"Như trên;"};
  return document;
}

std::string named(const char* code, core::Document document = decision()) {
  nameDocument(document, {NameTemplate(code), NameTemplate("x"), "phuong-1"}, "KQ.1");
  return document.result_code;
}

TEST(Template, TakesFieldsAndTheRest) {
  EXPECT_EQ(named("{unit}_{type}_{kind}_{year}{month}{day}_{n:3}"),
            "PHUONG-1_KQ.1_QUYET_DINH_20250801_007");
  EXPECT_EQ(named("{ma_ho_so|so_ky_hieu}"), "12-QD-UBND");
}

TEST(Template, LeavesBlankWhatStandsInBrackets) {
  auto document = decision();
  document.fields.erase("so_dinh_danh");
  EXPECT_EQ(named("A.[{so_dinh_danh}].{so_ky_hieu}"), "A.079200000001.12-QD-UBND");
  EXPECT_EQ(named("A.[{so_dinh_danh}].{so_ky_hieu}", document), "A..12-QD-UBND");
  EXPECT_EQ(named("A[-{so_dinh_danh}]-{n}", document), "A-7");
}

TEST(Template, GivesNoNameWithoutANeededPart) {
  EXPECT_EQ(named("{ma_ho_so}"), "");
  EXPECT_EQ(named("{noi_nhan}"), "");
}

TEST(Template, ThatCannotBeReadIsRefused) {
  for (const char* text : {"", "{", "}", "{}", "{a", "a}", "[", "]", "[[a]]", "[{a}", "{A}",
                           "{a:0}", "{a:12}", "{a|}", "{a b}", "{a:}"}) {
    EXPECT_THROW(NameTemplate{text}, std::invalid_argument) << text;
  }
  std::string many;
  for (int i = 0; i < 100; ++i) many += "{a}";
  EXPECT_THROW(NameTemplate{many}, std::invalid_argument);
}

TEST(Names, HoldNothingAFileSystemMinds) {
  auto document = decision();
  document.fields["so_ky_hieu"].value = "../..\\Đỗ\n:*?\"<>|\xE2\x80\xAE/x y";
  nameDocument(document, {NameTemplate("{so_ky_hieu}"), NameTemplate("{so_ky_hieu}"), ""}, "");
  EXPECT_EQ(document.file_name, "Do-x-y");
  document.fields["so_ky_hieu"].value = std::string(10'000, 'a');
  nameDocument(document, {NameTemplate("{so_ky_hieu}"), NameTemplate("{so_ky_hieu}"), ""}, "");
  EXPECT_EQ(document.file_name.size(), 120U);
  document.fields["so_ky_hieu"].value = "...";
  nameDocument(document, {NameTemplate("{so_ky_hieu}"), NameTemplate("{so_ky_hieu}"), ""}, "");
  EXPECT_EQ(document.file_name, "");
}

TEST(Names, OfASecretPaperAreNotMade) {
  auto document = decision();
  document.secret = "MẬT";
  nameDocument(document, Naming{}, "");
  EXPECT_EQ(document.result_code, "");
  EXPECT_EQ(document.file_name, "");
}

TEST(Names, AreGivenByTheShippedTemplates) {
  const auto page =
      test::PageBuilder().letterhead("Số: 12/QĐ-UBND").centred(413, 200, "QUYẾT ĐỊNH").body(320);
  const auto document = readFirst({page.build()});
  EXPECT_EQ(document.result_code, "QUYET_DINH..12-QD-UBND");
  EXPECT_EQ(document.file_name, "12-QD-UBND.001");
}

}  // namespace
}  // namespace sohoa::metadata

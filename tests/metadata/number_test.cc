#include "metadata/number.h"

#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

const ProfileSet& profiles() {
  static const ProfileSet set = loadProfiles(SOHOA_SOURCE_DIR "/config/profiles");
  return set;
}

const Profile* kind(const std::string& id) {
  for (const auto& profile : profiles().profiles) {
    if (profile.kind == id) return &profile;
  }
  return nullptr;
}

std::optional<DocumentNumber> numberOf(std::string_view line, const char* kind_id = "quyet_dinh") {
  const auto page = layOut(test::PageBuilder().line(100, 100, line).build(), 0);
  return documentNumber(page.segments.at(0), kind(kind_id), profiles().vocabulary);
}

std::string text(std::string_view line, const char* kind_id = "quyet_dinh") {
  const auto number = numberOf(line, kind_id);
  return number ? number->text : "";
}

TEST(Number, IsReadInAllItsForms) {
  EXPECT_EQ(text("Số: 5823/QĐ-UBND"), "5823/QĐ-UBND");
  EXPECT_EQ(text("Số:5823/QĐ-UBND"), "5823/QĐ-UBND");
  EXPECT_EQ(text("Số: 014/2021", "giay_khai_sinh"), "014/2021");
  EXPECT_EQ(text("Số: 440/2018/TLKS-BS", "trich_luc_khai_sinh"), "440/2018/TLKS-BS");
  EXPECT_EQ(text("Số: 181/UBND-XNTTHN", "giay_xac_nhan_hon_nhan"), "181/UBND-XNTTHN");
}

TEST(Number, MendsWhatTheGrammarLeavesNoDoubtAbout) {
  EXPECT_EQ(text("Số: I40/QD-UBND"), "140/QĐ-UBND");
  EXPECT_EQ(text("Số: 18I/UBND-XNTTHN", "giay_xac_nhan_hon_nhan"), "181/UBND-XNTTHN");
  EXPECT_EQ(text("Số: 221QĐ-UBND"), "221/QĐ-UBND");
  EXPECT_TRUE(numberOf("Số: I40/QĐ-UBND")->mended);
  EXPECT_FALSE(numberOf("Số: 140/QĐ-UBND")->mended);
}

TEST(Number, IsLeftOutWhereAFigureIsUnreadable) {
  EXPECT_EQ(text("Số: 5T†3/QĐ-UBND"), "");
  EXPECT_EQ(text("Số: /QĐ-UBND"), "");
  EXPECT_EQ(text("Số: abc/QĐ-UBND"), "");
  EXPECT_EQ(text("Số: 12345678/QĐ-UBND"), "");
}

TEST(Number, WithAGapBeforeItsStrokeMayBeWrittenByHand) {
  EXPECT_TRUE(numberOf("Số: 2359 /QĐ-UBND")->set_apart);
  EXPECT_FALSE(numberOf("Số: 2359/QĐ-UBND")->set_apart);
}

TEST(Number, KnowsTheKindsSign) {
  EXPECT_TRUE(numberOf("Số: 1/QĐ-UBND")->kind_agrees);
  EXPECT_FALSE(numberOf("Số: 1/KH-UBND")->kind_agrees);
  EXPECT_FALSE(numberOf("Số: 1/ZZZZ-WW")->known_signs);
}

TEST(Number, OfADossierIsNotTheDocuments) {
  const auto page =
      layOut(test::PageBuilder().line(100, 100, "Mã hồ sơ: H31.181-251221-0221").build(), 0);
  EXPECT_EQ(numberLikeness(page.segments.at(0)), 0);
}

}  // namespace
}  // namespace sohoa::metadata

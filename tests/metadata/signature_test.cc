#include "metadata/signature.h"

#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using test::PageBuilder;

PageBuilder decision() {
  return PageBuilder()
      .letterhead("Số: 12/QĐ-UBND")
      .centred(413, 200, "QUYẾT ĐỊNH")
      .body(320)
      .line(117, 600, "Nơi nhận:")
      .line(117, 622, "- Như trên;");
}

TEST(Signature, IsReadWithWrongMarksAndInkAroundIt) {
  const auto document = readFirst({decision()
                                       .centred(600, 600, "TM.ỦY BẠN NHÂN ĐÂN")
                                       .centred(600, 622, "KT: CHU TỊCH")
                                       .centred(600, 644, "PHO CHỦ TỊCH")
                                       .centred(600, 760, "NGUYÊN Văn Hãng", 0.85)
                                       .build()});
  EXPECT_EQ(text(document, "quyen_han"), "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH");
  EXPECT_EQ(text(document, "chuc_vu"), "PHÓ CHỦ TỊCH");
  EXPECT_EQ(text(document, "nguoi_ky"), "NGUYỄN Văn Hằng");
}

TEST(Signature, LeavesARareNameAsItWasRead) {
  const auto document = readFirst(
      {decision().centred(600, 600, "CHỦ TỊCH").centred(600, 760, "Ninh Việt Hãng", 0.96).build()});
  EXPECT_EQ(text(document, "nguoi_ky"), "Ninh Việt Hãng");
}

TEST(Signature, OfADeputyWantsTheHeadOverIt) {
  const auto document = readFirst(
      {decision().centred(600, 622, "PHÓ CHỦ TỊCH").centred(600, 760, "Trần Thị Yến").build()});
  EXPECT_EQ(text(document, "quyen_han"), "KT. CHỦ TỊCH");
  EXPECT_LT(document.fields.at("quyen_han").confidence, 0.9);
}

TEST(Signature, OfTheHeadHasNoAuthority) {
  const auto document = readFirst(
      {decision().centred(600, 600, "CHỦ TỊCH").centred(600, 760, "Trần Thị Yến").build()});
  EXPECT_EQ(document.fields.count("quyen_han"), 0U);
  EXPECT_EQ(text(document, "chuc_vu"), "CHỦ TỊCH");
}

TEST(Signature, WithTheTitleHiddenTakesItFromTheAuthority) {
  const auto document = readFirst(
      {decision().centred(600, 600, "KT. CHỦ TỊCH").centred(600, 760, "Trần Thị Yến").build()});
  EXPECT_EQ(text(document, "chuc_vu"), "PHÓ CHỦ TỊCH");
  EXPECT_LT(document.fields.at("chuc_vu").confidence, 0.9);
}

TEST(Signature, OfADeputyIsNotThatOfTheHead) {
  const auto document = readFirst({decision()
                                       .centred(600, 600, "KT. CHỦ TỊCH")
                                       .centred(600, 622, "CHỦ TỊCH")
                                       .centred(600, 760, "Trần Thị Yến")
                                       .build()});
  EXPECT_EQ(text(document, "chuc_vu"), "PHÓ CHỦ TỊCH");
  EXPECT_LT(document.fields.at("chuc_vu").confidence, 0.9);
}

TEST(Signature, WithTheBeginningOfItsLinesUnderTheSealFollowsFromTheirWidth) {
  // The name stands around 600; "TM. ỦY B" and "CHỦ" are hidden.
  const auto document = readFirst({decision()
                                       .line(585, 600, "AN NHÂN DÂN")
                                       .line(600, 622, "TỊCH")
                                       .centred(600, 760, "Trần Thị Yến")
                                       .build()});
  EXPECT_EQ(text(document, "quyen_han"), "TM. ỦY BAN NHÂN DÂN");
  EXPECT_EQ(text(document, "chuc_vu"), "CHỦ TỊCH");
  EXPECT_LT(document.fields.at("quyen_han").confidence, 0.9);
}

TEST(Signature, TakesADoubtfulMiddleNameForTheUsualOne) {
  const auto document = readFirst(
      {decision().centred(600, 600, "CHỦ TỊCH").centred(600, 760, "LÊ VẤN PHÚC", 0.8).build()});
  EXPECT_EQ(text(document, "nguoi_ky"), "LÊ VĂN PHÚC");
}

TEST(Signature, IsNotSureOfANameBesideTheAxisOfItsBlock) {
  const auto document = readFirst({decision()
                                       .centred(600, 600, "KT. CHỦ TỊCH")
                                       .centred(600, 622, "PHÓ CHỦ TỊCH")
                                       .centred(570, 760, "Hà Tuấn")
                                       .build()});
  EXPECT_LT(document.fields.at("nguoi_ky").confidence, 0.9);
}

TEST(Signature, RestoresASignLostOverAnotherTitle) {
  const auto document = readFirst({decision()
                                       .centred(600, 600, "CHỦ TỊCH")
                                       .centred(600, 622, "CHÁNH VĂN PHÒNG")
                                       .centred(600, 760, "Trần Thị Yến")
                                       .build()});
  EXPECT_EQ(text(document, "quyen_han"), "TL. CHỦ TỊCH");
  EXPECT_EQ(text(document, "chuc_vu"), "CHÁNH VĂN PHÒNG");
}

TEST(Signature, WithoutSurnameIsNotTrusted) {
  const auto document =
      readFirst({decision().centred(600, 600, "CHỦ TỊCH").centred(600, 760, "Thị Yến").build()});
  if (document.fields.contains("nguoi_ky")) {
    EXPECT_LT(document.fields.at("nguoi_ky").confidence, 0.7);
  }
}

}  // namespace
}  // namespace sohoa::metadata

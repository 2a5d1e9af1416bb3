#include "metadata/card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metadata/citizen_id.h"
#include "metadata/mrz.h"
#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kCode =
    "079090012345|024567890|Trần Thị Mẫu|02011990|Nữ|12 Lê Lợi, Phường Bến Thành|05062021";

// The specimens of ICAO Doc 9303 parts 4 and 5.
const std::vector<std::string> kPassport{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                                         "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
const std::vector<std::string> kCard{"I<UTOD231458907<<<<<<<<<<<<<<<",
                                     "7408122F1204159UTO<<<<<<<<<<<6",
                                     "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"};

TEST(CitizenCard, IsReadFromItsCode) {
  const auto card = parseCitizenCard(kCode);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->number, "079090012345");
  EXPECT_EQ(card->old_number, "024567890");
  EXPECT_EQ(card->name, "Trần Thị Mẫu");
  EXPECT_EQ(card->birth, "1990-01-02");
  EXPECT_EQ(card->issued, "2021-06-05");
}

TEST(CitizenCard, IsNoOtherCode) {
  EXPECT_FALSE(parseCitizenCard("H31.181-251221-0221|051364998348|Nguyễn Hữu Phúc|21122025"));
  EXPECT_FALSE(parseCitizenCard("079090012345||Trần Thị Mẫu|31021990|Nữ|x|05062021"));
  EXPECT_FALSE(parseCitizenCard(""));
  EXPECT_FALSE(parseCitizenCard(std::string(100'000, '|')));
}

TEST(CitizenCard, FillsTheFieldsOfItsKind) {
  const auto page = test::PageBuilder()
                        .centred(413, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(413, 102, "Độc lập - Tự do - Hạnh phúc")
                        .centred(413, 150, "CĂN CƯỚC CÔNG DÂN")
                        .barcode(std::string(kCode))
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(document.kind, "can_cuoc");
  EXPECT_EQ(text(document, "so_dinh_danh"), "079090012345");
  EXPECT_EQ(text(document, "ho_ten"), "Trần Thị Mẫu");
  EXPECT_EQ(text(document, "ngay_sinh"), "1990-01-02");
  EXPECT_EQ(text(document, "dia_chi"), "12 Lê Lợi, Phường Bến Thành");
  EXPECT_GT(document.fields.at("so_dinh_danh").confidence, 0.9);
  EXPECT_THAT(document.findings, IsEmpty());
}

TEST(Mrz, OfTheSpecimensIsWhole) {
  const auto passport = parseMrz(kPassport);
  ASSERT_TRUE(passport);
  EXPECT_EQ(passport->format, "TD3");
  EXPECT_EQ(passport->number, "L898902C3");
  EXPECT_EQ(passport->name, "ERIKSSON ANNA MARIA");
  EXPECT_THAT(passport->wrong, IsEmpty());
  const auto card = parseMrz(kCard);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->format, "TD1");
  EXPECT_EQ(card->birth, "740812");
  EXPECT_THAT(card->wrong, IsEmpty());
}

TEST(Mrz, WithAWrongDigitIsReportedAndNeverPutRight) {
  auto lines = kCard;
  lines[1][0] = '8';
  const auto card = parseMrz(lines);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->birth, "840812");
  EXPECT_THAT(card->wrong, ElementsAre("birth", "composite"));
}

TEST(Mrz, IsFoundOnAPageAndItsFaultsAreFindings) {
  auto lines = kPassport;
  lines[1][9] = '7';
  test::PageBuilder builder;
  builder.centred(413, 80, "CĂN CƯỚC").line(20, 900, lines[0]).line(20, 930, lines[1]);
  const auto document = readFirst({builder.build()});
  EXPECT_THAT(document.findings, Contains("mrz_check_digit:number"));
}

TEST(Mrz, IsNotMadeOfOtherText) {
  EXPECT_FALSE(parseMrz({}));
  EXPECT_FALSE(parseMrz({"ABC", "DEF"}));
  EXPECT_FALSE(parseMrz({std::string(44, 'a'), std::string(44, '<')}));
}

TEST(CitizenId, SaysProvinceSexAndYear) {
  const auto id = parseCitizenId("079190012345");
  ASSERT_TRUE(id);
  EXPECT_TRUE(id->known_place);
  EXPECT_TRUE(id->female);
  EXPECT_EQ(id->birth_year, 1990);
  EXPECT_EQ(parseCitizenId("001203012345")->birth_year, 2003);
  EXPECT_FALSE(parseCitizenId("003203012345")->known_place);
  EXPECT_FALSE(parseCitizenId("079990012345"));
  EXPECT_FALSE(parseCitizenId("12345"));
}

}  // namespace
}  // namespace sohoa::metadata

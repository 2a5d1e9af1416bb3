#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "metadata/errors.h"
#include "metadata/unit_table.h"
#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

namespace fs = std::filesystem;

const UnitTable& shipped() {
  static const auto table = loadUnits(SOHOA_SOURCE_DIR "/config/units.toml");
  return table;
}

std::size_t countOn(std::string_view name, std::string_view day) {
  std::size_t count = 0;
  for (const auto* unit : shipped().named(name)) count += unit->existsOn(day) ? 1 : 0;
  return count;
}

TEST(Units, AreFoundThroughTheirCommitteeAndWithoutMarks) {
  EXPECT_EQ(shipped().named("ỦY BAN NHÂN DÂN PHƯỜNG SÀI GÒN").size(), 1U);
  EXPECT_EQ(shipped().named("ubnd phuong sai gon").front()->name.printed, "Phường Sài Gòn");
  EXPECT_EQ(shipped().named("TP.HCM").front()->name.printed, "Thành phố Hồ Chí Minh");
  EXPECT_EQ(shipped().named("Sở Nội vụ").front()->level, UnitLevel::kAgency);
  EXPECT_TRUE(shipped().named("").empty());
  EXPECT_TRUE(shipped().named("ỦY BAN NHÂN DÂN").empty());
  EXPECT_TRUE(shipped().named("Phường Không Có").empty());
}

TEST(Units, OfTheCityChangedInJuly2025) {
  EXPECT_EQ(countOn("Phường Sài Gòn", "2025-06-30"), 0U);
  EXPECT_EQ(countOn("Phường Sài Gòn", "2025-07-01"), 1U);
  EXPECT_EQ(countOn("Phường Bến Nghé", "2025-06-30"), 1U);
  EXPECT_EQ(countOn("Phường Bến Nghé", "2025-07-01"), 0U);
  EXPECT_EQ(countOn("Quận 1", "2025-07-01"), 0U);
  std::size_t communes = 0;
  for (const auto& unit : shipped().units()) {
    const bool city = unit.level == UnitLevel::kCommune && unit.within == "thanh pho ho chi minh";
    communes += city && unit.existsOn("2025-07-01") ? 1 : 0;
  }
  EXPECT_EQ(communes, 168U);
}

TEST(Units, OfOneNameAreToldApartByWhatIsAround) {
  EXPECT_EQ(shipped().named("UBND PHƯỜNG TÂN PHÚ QUẬN 7").size(), 1U);
  EXPECT_GE(shipped().named("UBND PHƯỜNG TÂN PHÚ").size(), 3U);
}

class UnitFile : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    file_ = fs::temp_directory_path() /
            (std::string("sohoa-units-") + info->name() + std::to_string(getpid()) + ".toml");
  }
  void TearDown() override { fs::remove(file_); }

  [[nodiscard]] std::string faultOf(const std::string& text) const {
    std::ofstream(file_) << text;
    try {
      (void)loadUnits(file_);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), kBadUnits);
      const auto& place = error.context().file;
      return place.substr(place.rfind(':') + 1) + ' ' + error.context().detail;
    }
    return "";
  }

  fs::path file_;
};

TEST_F(UnitFile, WithFaultsIsRefusedByLine) {
  const std::string one = "[[units]]\nlevel = \"commune\"\nnames = [\"Xã A\"]\n";
  EXPECT_EQ(faultOf(one), "");
  EXPECT_EQ(faultOf("x = 1\n"), "1 unknown key 'x'");
  EXPECT_EQ(faultOf("units = 3\n").substr(0, 2), "1 ");
  EXPECT_EQ(faultOf(one + "colour = 1\n"), "4 unknown key 'colour'");
  EXPECT_EQ(faultOf("[[units]]\nlevel = \"village\"\nnames = [\"A\"]\n"),
            "2 'level' has no choice 'village'");
  EXPECT_EQ(faultOf("[[units]]\nlevel = \"commune\"\n"), "1 'names' is missing or empty");
  EXPECT_EQ(faultOf(one + "from = \"2025-02-30\"\n").substr(0, 8), "4 'from'");
  EXPECT_EQ(faultOf(one + "until = \"1/7/2025\"\n").substr(0, 9), "4 'until'");
  EXPECT_EQ(faultOf(one + "from = \"2025-07-01\"\nuntil = \"2025-06-30\"\n"),
            "5 'until' lies before 'from'");
  EXPECT_EQ(faultOf(one + "within = \"Quận 99\"\n"), "4 no unit 'Quận 99' stands above");
  EXPECT_EQ(faultOf(one + one), "4 'Xã A' is there twice");
  EXPECT_EQ(faultOf(one + "until = \"2025-06-30\"\n" + one + "from = \"2025-07-01\"\n"), "");
  EXPECT_EQ(faultOf("[[units]]\nnames = [\"Xã A\", \"Xã B\"]\nsigns = [\"X\"]\n").substr(0, 2),
            "1 ");
  EXPECT_EQ(faultOf("[[units]]\nnames = [\"--\"]\n").substr(0, 2), "2 ");
}

core::Document noticeOf(const std::string& ward, const std::string& place,
                        const std::string& date) {
  static const ProfileDocumentReader reader(loadProfiles(SOHOA_SOURCE_DIR "/config/profiles"),
                                            shipped());
  const auto page = test::PageBuilder()
                        .centred(220, 90, "ỦY BAN NHÂN DÂN")
                        .centred(220, 112, ward)
                        .centred(220, 145, "Số: 12/TB-UBND")
                        .centred(590, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(590, 112, "Độc lập - Tự do - Hạnh phúc")
                        .centred(590, 145, place + ", " + date)
                        .centred(413, 200, "THÔNG BÁO")
                        .body(320)
                        .build();
  return readFirst({page}, reader);
}

TEST(UnitCheck, FindsAWardThatDidNotExistThen) {
  const auto then = noticeOf("PHƯỜNG SÀI GÒN", "Sài Gòn", "ngày 05 tháng 8 năm 2025");
  const auto before = noticeOf("PHƯỜNG SÀI GÒN", "Sài Gòn", "ngày 05 tháng 8 năm 2024");
  EXPECT_TRUE(then.findings.empty());
  EXPECT_EQ(before.findings, std::vector<std::string>{"unit_not_then:co_quan"});
  EXPECT_GT(then.fields.at("co_quan").confidence, before.fields.at("co_quan").confidence);
  EXPECT_GT(then.fields.at("ngay_ban_hanh").confidence,
            before.fields.at("ngay_ban_hanh").confidence);
  EXPECT_TRUE(std::any_of(before.review.begin(), before.review.end(), [](const auto& item) {
    return item.field == "co_quan" && item.reason == "contradicted";
  }));
}

TEST(UnitCheck, DoubtsAPlaceThatIsAnotherWard) {
  const auto own = noticeOf("PHƯỜNG SÀI GÒN", "Sài Gòn", "ngày 05 tháng 8 năm 2025");
  const auto other = noticeOf("PHƯỜNG SÀI GÒN", "Bến Thành", "ngày 05 tháng 8 năm 2025");
  EXPECT_GT(own.fields.at("dia_danh").confidence, other.fields.at("dia_danh").confidence);
}

TEST(Reader, OfOtherUnitsOrNamesIsOfAnotherVersion) {
  const auto versionOf = [](UnitTable units, Naming naming) {
    return ProfileDocumentReader(loadProfiles(SOHOA_SOURCE_DIR "/config/profiles"),
                                 std::move(units), std::move(naming))
        .version();
  };
  const std::set<std::string> versions{
      versionOf({}, {}), versionOf(shipped(), {}),
      versionOf(shipped(), {NameTemplate("{n}"), NameTemplate("{n}"), ""})};
  EXPECT_EQ(versions.size(), 3U);
}

TEST(UnitCheck, PassesOverUnitsItDoesNotKnow) {
  const auto document = noticeOf("XÃ HƯƠNG NỘN", "Hương Nộn", "ngày 05 tháng 8 năm 2025");
  EXPECT_TRUE(document.findings.empty());
  EXPECT_EQ(text(document, "co_quan"), "ỦY BAN NHÂN DÂN XÃ HƯƠNG NỘN");
}

TEST(UnitCheck, KeepsTheSmallLetterOfRunningText) {
  static const ProfileDocumentReader reader(loadProfiles(SOHOA_SOURCE_DIR "/config/profiles"),
                                            shipped());
  const auto page = test::PageBuilder()
                        .centred(413, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                        .centred(413, 180, "TỜ KHAI ĐĂNG KÝ KHAI SINH")
                        .line(114, 260, "Nơi cư trú: Số 91, tỉnh Vĩnh Lọng")
                        .body(320)
                        .build();
  EXPECT_EQ(text(readFirst({page}, reader), "dia_chi"), "Số 91, tỉnh Vĩnh Long");
}

TEST(UnitCheck, PutsTheMarksOfAKnownWardRight) {
  const auto document = noticeOf("PHƯỜNG SAI GÒN", "Sài Gòn", "ngày 05 tháng 8 năm 2025");
  EXPECT_EQ(text(document, "co_quan"), "ỦY BAN NHÂN DÂN PHƯỜNG SÀI GÒN");
}

}  // namespace
}  // namespace sohoa::metadata

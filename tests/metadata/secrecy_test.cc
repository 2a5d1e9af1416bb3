#include "metadata/secrecy.h"

#include <gtest/gtest.h>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

std::string secretOf(const core::PageResult& page) {
  const auto documents = shippedReader().split(std::vector<core::PageResult>{page});
  return documents.empty() ? "-" : documents.front().secret.value_or("");
}

core::PageResult stamped(std::string_view stamp, int y = 200) {
  return test::PageBuilder().letterhead().centred(220, y, stamp).body(400).build();
}

TEST(Secrecy, StopsEachLevel) {
  EXPECT_EQ(secretOf(stamped("MẬT")), "MẬT");
  EXPECT_EQ(secretOf(stamped("TỐI MẬT")), "TỐI MẬT");
  EXPECT_EQ(secretOf(stamped("TUYỆT MẬT")), "TUYỆT MẬT");
}

TEST(Secrecy, StopsWhenTonesOrDotsAreLost) {
  for (const char* stamp : {"MAT", "MẠT", "MÂT", "MẤT", "MAT.", "M Ậ T", "[MẬT]", "|MẬT|", "IMẬT",
                            "MẬTI", "MậT", "MẬT :", "· MẬT"}) {
    EXPECT_EQ(secretOf(stamped(stamp)), "MẬT") << stamp;
  }
  for (const char* stamp : {"TOI MAT", "TÔI MẬT", "TỐIMẬT", "T0I MAT"}) {
    EXPECT_EQ(secretOf(stamped(stamp)), "TỐI MẬT") << stamp;
  }
  EXPECT_EQ(secretOf(stamped("TUYET MAT")), "TUYỆT MẬT");
}

TEST(Secrecy, StopsBesideAMarkOfUrgency) {
  EXPECT_EQ(secretOf(stamped("HỎA TỐC MẬT")), "MẬT");
  EXPECT_EQ(secretOf(stamped("HỎA TỐC | MẬT")), "MẬT");
  EXPECT_EQ(secretOf(stamped("TỐI MẬT KHẨN")), "TỐI MẬT");
}

TEST(Secrecy, StopsAtAStampBesideRunningText) {
  EXPECT_EQ(secretOf(stamped("TỐI MẬT Kính gửi: Thuế cơ sở xã Gò Nổi.")), "TỐI MẬT");
  EXPECT_EQ(secretOf(stamped("Kính gửi: Thuế cơ sở TUYỆT MẬT")), "TUYỆT MẬT");
  EXPECT_EQ(secretOf(stamped("TỦ Y ET M A T Thời gian ký: 27/08/2018")), "TUYỆT MẬT");
  EXPECT_EQ(secretOf(stamped("tối mật vụ án theo quy định của pháp luật")), "");
  EXPECT_EQ(secretOf(stamped("Danh mục tài liệu tối mật")), "");
  EXPECT_EQ(secretOf(stamped("QUY CHẾ BẢO VỆ BÍ MẬT NHÀ NƯỚC")), "");
}

TEST(Secrecy, StopsOnALaterPageToo) {
  const std::vector<core::PageResult> pages{
      test::PageBuilder().letterhead().centred(413, 200, "KẾ HOẠCH").body(400).build(),
      test::PageBuilder().centred(413, 40, "2").centred(413, 60, "MẬT").body(200).build()};
  const auto documents = shippedReader().split(pages);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents.front().secret, "MẬT");
}

TEST(Secrecy, StopsAtAStampInTheLowerHalfWhenItsDotIsSeen) {
  EXPECT_EQ(secretOf(stamped("MẬT", 1000)), "MẬT");
  EXPECT_EQ(secretOf(stamped("MAT", 1000)), "");
}

TEST(Secrecy, StopsAtALabel) { EXPECT_EQ(secretOf(stamped("Độ mật: Tối mật")), "TỐI MẬT"); }

std::string secretByStamp(std::string_view text, double confidence = 0.3) {
  auto page = test::PageBuilder().letterhead().body(400).build();
  page.stamp_lines = test::PageBuilder().line(300, 60, text, confidence).build().blocks[0].lines;
  return secretOf(page);
}

TEST(Secrecy, StopsAtAStampApartFromTheText) {
  EXPECT_EQ(secretByStamp("MẬT"), "MẬT");
  EXPECT_EQ(secretByStamp("TỐI MẬT"), "TỐI MẬT");
  EXPECT_EQ(secretByStamp("TUYỆT MẬT", 0.05), "TUYỆT MẬT");
}

TEST(Secrecy, ForgivesASlipInAStampApartFromTheText) {
  for (const char* stamp : {"NẬT", "MẬI", "mật", "| MẬT |", "MÂT.", "NHẬT", "HMẬTk"}) {
    EXPECT_EQ(secretByStamp(stamp), "MẬT") << stamp;
  }
  EXPECT_EQ(secretByStamp("TÔ MẠI"), "TỐI MẬT");
  EXPECT_EQ(secretByStamp("TUYẾ MÂI"), "TUYỆT MẬT");
  EXPECT_EQ(secretByStamp("TUNỆT Min"), "TUYỆT MẬT");
}

TEST(Secrecy, StopsAmongTheScrapsOfAWornStamp) {
  EXPECT_EQ(secretByStamp("Ạ TUYếp Mứ Tứ", 0.1), "TUYỆT MẬT");
  EXPECT_EQ(secretByStamp("TUYỆT #9 ¡ï:", 0.1), "TUYỆT MẬT");
}

TEST(Secrecy, StopsAtAStampThatTouchesATitle) {
  EXPECT_EQ(secretOf(stamped("THÔNG BÁO TUYỆT MẬT", 300)), "TUYỆT MẬT");
  EXPECT_EQ(secretOf(stamped("TỐI MẬT QUYẾT ĐỊNH", 300)), "TỐI MẬT");
  EXPECT_EQ(secretOf(stamped("QUYẾT ĐỊNH MẬT", 300)), "MẬT");
  EXPECT_EQ(secretOf(stamped("MẬT THÔNG BÁO", 300)), "MẬT");
  for (const char* line : {"QUYẾT ĐỊNH | MẬT", "QUYẾT ĐỊNH MẬT |", "QUYẾT ĐỊNH M Ậ T"}) {
    EXPECT_EQ(secretOf(stamped(line, 300)), "MẬT") << line;
  }
  EXPECT_EQ(secretOf(stamped("QUYẾT ĐỊNH MẶT", 300)), "");
  EXPECT_EQ(secretOf(stamped("QUY CHẾ BẢO VỆ BÍ MẬT", 300)), "");
}

TEST(Secrecy, LeavesOtherStampsAlone) {
  for (const char* stamp : {"ĐẾN",          "CÔNG VĂN ĐẾN", "Số: 123",     "KHẨN",
                            "BẢN SAO",      "HỎA TỐC",      "7",           "Ngày 12/3/2024",
                            "UBND",         "BÁO CÁO",      "C vuyệt TT.", "DUYỆT",
                            "tiền đo ØiaI", "Mã",           "tháng 02",    "Chiềng",
                            "XÃ GÒ NỔI",    "Mẫu số 01",    "THÔNG BÁO",   "KẾ HOẠCH",
                            "Phản",         "KẾTMẬT"}) {
    EXPECT_EQ(secretByStamp(stamp, 0.9), "") << stamp;
  }
}

TEST(Secrecy, LeavesRunningTextAlone) {
  for (const char* text : {"bảo mật thông tin", "BẢO MẬT THÔNG TIN", "BÍ MẬT NHÀ NƯỚC", "mật.",
                           "GIẢI MẬT", "AN TOÀN, BẢO MẬT", "Mật khẩu", "MẶT TRẬN TỔ QUỐC",
                           "HỎA TỐC", "THƯỢNG KHẨN", "MAI", "ỦY BAN MẶT TRẬN"}) {
    EXPECT_EQ(secretOf(stamped(text)), "") << text;
  }
}

TEST(Secrecy, LeavesAWrappedWordAlone) {
  const auto page = test::PageBuilder()
                        .letterhead()
                        .centred(413, 200, "QUY CHẾ")
                        .centred(413, 222, "VỀ CÔNG TÁC BẢO")
                        .centred(413, 244, "MẬT")
                        .build();
  EXPECT_EQ(secretOf(page), "");
}

TEST(Urgency, IsAField) {
  const auto page = stamped("HỎA TỐC");
  EXPECT_EQ(text(readFirst({page}), "do_khan"), "HỎA TỐC");
  EXPECT_EQ(text(readFirst({stamped("NHÂN")}), "do_khan"), "");
}

TEST(Secrecy, OfTheShortLevelIsReadALittleOrStandsAlone) {
  EXPECT_EQ(secretByStamp("MẬT", 0.0), "MẬT");
  EXPECT_EQ(secretByStamp("x14 MẬT J1", 0.25), "MẬT");
  for (const double hardly : {0.0, 0.15}) {
    EXPECT_EQ(secretByStamp("x14 MẬT J1", hardly), "") << hardly;
    EXPECT_EQ(secretByStamp("}ỤH4 MÁT ‹)⁄JØ1", hardly), "") << hardly;
  }
  EXPECT_EQ(secretByStamp("x14 TỐI MẬT J1", 0.0), "TỐI MẬT");
}

TEST(Secrecy, IsNotMadeUpFromScrapsOfPrintThatWereHardlyRead) {
  for (const char* scraps : {"Tôi. mua. sé ^ớ kộp gÖ@x", "TÌM AM Cái 1E nh m6 xlk", "tưiaT ©J ộ"}) {
    EXPECT_EQ(secretByStamp(scraps, 0.001), "") << scraps;
  }
}

}  // namespace
}  // namespace sohoa::metadata

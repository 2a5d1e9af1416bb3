#include <gtest/gtest.h>

#include <algorithm>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

using test::PageBuilder;

// A plan of the commune of Hương Nộn with a seal that says `ring`.
core::Document sealed(const std::string& ring, double confidence) {
  auto page = PageBuilder()
                  .letterhead()
                  .centred(413, 200, "KẾ HOẠCH")
                  .body(320)
                  .signature(600)
                  .stampLine(500, 620, ring, confidence)
                  .build();
  const core::Box box{480, 600, 140, 140};
  page.marks.push_back({core::Mark::Kind::kSeal, box});
  page.stamp_lines.back().box = box;
  return readFirst({page});
}

bool says(const core::Document& document, const std::string& what) {
  const auto& evidence = document.fields.at("co_quan").evidence;
  return std::find(evidence.begin(), evidence.end(), what) != evidence.end();
}

TEST(Seal, WithTheAgencysNameConfirmsIt) {
  const auto document = sealed("U.B.N.D XÃ HƯƠNG NỘN", 0.6);
  EXPECT_EQ(text(document, "co_quan"), "ỦY BAN NHÂN DÂN XÃ HƯƠNG NỘN");
  EXPECT_TRUE(says(document, "+seal_names_agency"));
}

TEST(Seal, MayBeReadWithASlipAndWithoutSpaces) {
  EXPECT_TRUE(says(sealed("*U.8.N.D XÃHƯỚNGNÔM .—", 0.1), "+seal_names_agency"));
}

TEST(Seal, OfAnotherCommuneLimitsTheAgency) {
  const auto document = sealed("U.B.N.D XÃ EA KIẾT", 0.95);
  EXPECT_TRUE(says(document, "-seal_names_other"));
  EXPECT_LE(document.fields.at("co_quan").confidence, 0.8);
}

TEST(Seal, ThatIsHardlyReadChangesNothing) {
  for (const auto& document :
       {sealed("U.B.N.D XÃ EA KIẾT", 0.3), sealed("TỈNH PHÚ THỌ", 0.95), sealed("* — |", 0.9)}) {
    EXPECT_FALSE(says(document, "+seal_names_agency"));
    EXPECT_FALSE(says(document, "-seal_names_other"));
  }
}

TEST(Seal, OfTheFatherlandFrontIsNoSecrecyMark) {
  EXPECT_FALSE(sealed("MẶT TRẬN TỔ QUỐC", 0.95).secret);
  EXPECT_FALSE(sealed("MẬT", 0.95).secret);
}

}  // namespace
}  // namespace sohoa::metadata

#include "pipeline/case_pattern.h"

#include <gtest/gtest.h>

#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using Words = std::map<std::string, std::string>;
using test::slugOf;

std::string caseOf(const std::string& pattern, const std::string& path) {
  const auto place = CasePattern(pattern).place(path);
  return place ? place->case_file : "(none)";
}

TEST(CasePattern, WithoutAPatternTheFolderIsTheCaseFile) {
  EXPECT_EQ(caseOf("", "H01/HS-02/trang1.pdf"), "H01/HS-02");
  EXPECT_EQ(caseOf("", "HS-02/trang1.pdf"), "HS-02");
  EXPECT_EQ(caseOf("", "don.pdf"), "don.pdf");
}

TEST(CasePattern, BoxFolderAndFileAreReadFromThePath) {
  const auto place = CasePattern("{box}/{folder}/{file}").place("H01/HS-02/trang1.pdf");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->case_file, "H01/HS-02");
  EXPECT_EQ(place->parts, (Words{{"box", "H01"}, {"folder", "HS-02"}, {"file", "trang1"}}));
}

TEST(CasePattern, FixedTextCutsANameIntoWords) {
  const auto place = CasePattern("hop {box}/{case}_{file}").place("hop 7/HS-02_3.tif");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->case_file, "HS-02");
  EXPECT_EQ(place->parts, (Words{{"box", "7"}, {"case", "HS-02"}, {"file", "3"}}));
}

TEST(CasePattern, TheLastFixedTextIsTheEndOfTheName) {
  EXPECT_EQ(caseOf("{case}-s", "a-s-s.pdf"), "a-s");
  EXPECT_EQ(caseOf("{case}-s", "a-s-t.pdf"), "(none)");
}

TEST(CasePattern, AFileAloneIsACaseFileOfItsOwn) { EXPECT_EQ(caseOf("{file}", "don.pdf"), "don"); }

TEST(CasePattern, PathsOfAnotherShapeDoNotFit) {
  EXPECT_EQ(caseOf("{box}/{file}", "a.pdf"), "(none)");
  EXPECT_EQ(caseOf("{box}/{file}", "a/b/c.pdf"), "(none)");
  EXPECT_EQ(caseOf("hop{box}/{file}", "thung1/c.pdf"), "(none)");
  EXPECT_EQ(caseOf("hop{box}/{file}", "hop/c.pdf"), "(none)");
  EXPECT_EQ(caseOf("{box}/{file}", ""), "(none)");
}

TEST(CasePattern, BothNormalFormsOfANameGiveOneCaseFile) {
  EXPECT_EQ(caseOf("{case}/{file}", "gia\u0302\u0301y/1.pdf"), "gi\u1ea5y");
  EXPECT_EQ(caseOf("hộp {box}/{file}", "h\u006f\u0302\u0323p 2/1.pdf"), "2");
}

TEST(CasePattern, NamesThatAreNotUtf8AreKeptAsEscapes) {
  EXPECT_EQ(caseOf("", "a\xff/1.pdf"), caseOf("", "a\xff/2.pdf"));
}

TEST(CasePattern, SaysWhatIsWrongWithAPattern) {
  for (const char* bad : {"{box", "{}/{file}", "{Box}/{file}", "{a}{b}", "{a}//{b}", "/{a}",
                          "{a}/{a}", "hop/tep", "{a}/"}) {
    EXPECT_EQ(slugOf([&] { CasePattern pattern(bad); }), "core.bad_settings") << bad;
  }
}

TEST(CasePattern, HugeNamesAreNoTrouble) {
  const std::string longest(200000, 'a');
  EXPECT_EQ(caseOf("{a}b{case}c", longest + ".pdf"), "(none)");
  EXPECT_EQ(caseOf("{case}/{file}", longest + "/1.pdf"), longest);
}

}  // namespace
}  // namespace sohoa::pipeline

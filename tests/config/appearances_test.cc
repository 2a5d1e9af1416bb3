#include "config/appearances.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::config {
namespace {

using testing::HasSubstr;

constexpr std::string_view kCertified = R"(id = "c"
product = "certified"
valid_from = "2020-05-22"
)";
constexpr std::string_view kDigitised = R"(id = "d"
product = "digitised"
valid_from = "2020-03-05"
)";

class Appearances : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) {
    core::writeFileAtomically(folder_.path() / name, text);
  }
  std::vector<core::AppearancePolicy> load() { return loadAppearances(folder_.path()); }
  std::string complaint() {
    try {
      static_cast<void>(load());
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), core::kBadSettings);
      return error.context().file + ": " + error.context().detail;
    }
    return "no complaint";
  }
  // What is said of a digitised policy with these lines in it.
  std::string complaintAbout(const std::string& lines) {
    write("c.toml", kCertified);
    write("d.toml", std::string(kDigitised) + lines);
    return complaint();
  }
  core::TemporaryFolder folder_;
};

TEST_F(Appearances, TheDigitisedPolicyThatComesAlongIsTheOneBuiltIn) {
  const auto policies = loadAppearances(SOHOA_SOURCE_DIR "/config/appearances");
  const auto* shipped = core::policyFor(policies, core::Product::kDigitised,
                                        core::parseIso8601("2026-11-22T00:00:00+07:00"));
  ASSERT_NE(shipped, nullptr);
  const core::AppearancePolicy built_in;
  EXPECT_EQ(shipped->id, built_in.id);
  EXPECT_EQ(shipped->copy_form, built_in.copy_form);
  EXPECT_EQ(shipped->band_height, built_in.band_height);
  EXPECT_EQ(shipped->person.lines, built_in.person.lines);
  EXPECT_EQ(shipped->agency.lines, built_in.agency.lines);
  EXPECT_EQ(shipped->agency.left, built_in.agency.left);
  EXPECT_TRUE(shipped->agency.align_right);
}

TEST_F(Appearances, TheCertifiedPolicyThatComesAlongHasStatementNumberAndCode) {
  const auto policies = loadAppearances(SOHOA_SOURCE_DIR "/config/appearances");
  const auto* shipped = core::policyFor(policies, core::Product::kCertified,
                                        core::parseIso8601("2026-11-22T00:00:00+07:00"));
  ASSERT_NE(shipped, nullptr);
  EXPECT_THAT(shipped->person.lines, testing::Contains(HasSubstr("{number}")));
  EXPECT_THAT(shipped->person.lines, testing::Contains(HasSubstr("{book}")));
  EXPECT_GT(shipped->code_side, 0);
}

TEST_F(Appearances, TheNewestPolicyInForceIsTaken) {
  write("c.toml", kCertified);
  write("d1.toml", kDigitised);
  write("d2.toml", "id = \"d/2\"\nproduct = \"digitised\"\nvalid_from = \"2027-01-01\"\n");
  const auto policies = load();
  const auto at = [&](const char* time) {
    const auto* policy =
        core::policyFor(policies, core::Product::kDigitised, core::parseIso8601(time));
    return policy == nullptr ? std::string("none") : policy->id;
  };
  EXPECT_EQ(at("2020-03-04T23:59:59+07:00"), "none");
  EXPECT_EQ(at("2026-12-31T23:59:59+07:00"), "d");
  EXPECT_EQ(at("2026-12-31T17:00:00Z"), "d/2");
}

TEST_F(Appearances, LinesOfAFileReplaceThoseBuiltIn) {
  write("c.toml", kCertified);
  write("d.toml", std::string(kDigitised) + "[person]\nlines = [\"{name}\"]\n");
  EXPECT_EQ(load().at(1).person.lines, std::vector<std::string>{"{name}"});
}

TEST_F(Appearances, NamesFileAndCauseOfEveryFault) {
  EXPECT_THAT(complaintAbout("colour = \"red\"\n"),
              HasSubstr("d.toml: line 4: unknown key colour"));
  EXPECT_THAT(complaintAbout("band_height = 500\n"),
              HasSubstr("band_height must be a number from"));
  EXPECT_THAT(complaintAbout("[person]\nalign = \"up\"\n"), HasSubstr("must be left or right"));
  EXPECT_THAT(complaintAbout("[person]\nleft = 0.2\n"), HasSubstr("two fields overlap"));
  EXPECT_THAT(complaintAbout("[agency]\nleft = 0.9\n"), HasSubstr("beyond the page"));
  EXPECT_THAT(complaintAbout("[code]\nside = 60\n"), HasSubstr("overlap"));
  EXPECT_THAT(complaintAbout("band_height = \n"), HasSubstr("d.toml"));
}

TEST_F(Appearances, RefusesAFolderThatLeavesAChoiceOpen) {
  EXPECT_THAT(complaint(), HasSubstr("no policy for the product digitised"));
  write("d.toml", kDigitised);
  EXPECT_THAT(complaint(), HasSubstr("no policy for the product certified"));
  write("e.toml", kDigitised);
  EXPECT_THAT(complaint(), HasSubstr("another policy has the id d"));
  write("e.toml", "id = \"e\"\nproduct = \"digitised\"\nvalid_from = \"2020-03-05\"\n");
  EXPECT_THAT(complaint(), HasSubstr("begins on 2020-03-05"));
  write("e.toml", "id = \"e\"\nproduct = \"archived\"\nvalid_from = \"2020-03-05\"\n");
  EXPECT_THAT(complaint(), HasSubstr("product must be"));
  write("e.toml", "id = \"e\"\nproduct = \"digitised\"\nvalid_from = \"2020-13-05\"\n");
  EXPECT_THAT(complaint(), HasSubstr("valid_from must be a date"));
}

}  // namespace
}  // namespace sohoa::config

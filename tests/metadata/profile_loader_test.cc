#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "metadata/errors.h"
#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

namespace fs = std::filesystem;

// A copy of the shipped profiles to add to.
class Profiles : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              (std::string("sohoa-profiles-") + info->name() + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::copy(SOHOA_SOURCE_DIR "/config/profiles", folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  // "file:line" and cause of the error that loading throws.
  [[nodiscard]] std::string faultOf(const std::string& text) const {
    write("x.toml", text);
    try {
      (void)loadProfiles(folder_);
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), kBadProfile);
      return fs::path(error.context().file).filename().string() + " " + error.context().detail;
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(Profiles, AddedAsAFileAloneAreRead) {
  write("giay_di_duong.toml", R"(
kind = "giay_di_duong"
title = "Giấy đi đường"
printed = ["GIẤY ĐI ĐƯỜNG"]
field_sets = ["issued"]

[fields.so_xe]
rule = "labelled"
type = "code"
anchors = ["Biển số xe"]
masks = ["99A-9{5}"]
)");
  const ProfileDocumentReader reader(loadProfiles(folder_));
  const auto page = test::PageBuilder()
                        .letterhead("Số: 7/GĐĐ")
                        .centred(413, 200, "GIẤY ĐI ĐƯỜNG")
                        .line(114, 260, "Biển số xe: 59A-12345")
                        .build();
  const auto document = readFirst({page}, reader);
  EXPECT_EQ(document.kind, "giay_di_duong");
  EXPECT_EQ(document.title, "Giấy đi đường");
  EXPECT_EQ(text(document, "so_xe"), "59A-12345");
  EXPECT_EQ(text(document, "so_ky_hieu"), "7/GĐĐ");
  EXPECT_NE(reader.version(), shippedReader().version());
}

TEST_F(Profiles, WithFaultsAreRefusedByFileAndLine) {
  const std::string head = "kind = \"x\"\ntitle = \"X\"\nprinted = [\"X Y\"]\n";
  EXPECT_EQ(faultOf("kind = \"x\"\nkind = = 3\n").substr(0, 8), "x.toml:2");
  EXPECT_EQ(faultOf(head + "colour = 1\n"), "x.toml:4 unknown key 'colour'");
  EXPECT_EQ(faultOf("title = \"X\"\n"), "x.toml:1 'kind' is missing or empty");
  EXPECT_EQ(faultOf(head + "[fields.a]\nrule = \"guess\"\n"), "x.toml:5 no rule 'guess'");
  EXPECT_EQ(faultOf(head + "[fields.a]\nrule = \"labelled\"\n").substr(0, 8), "x.toml:4");
  EXPECT_EQ(faultOf(head + "[fields.a]\nrule = \"number\"\nzone = \"attic\"\n"),
            "x.toml:6 'zone' has no choice 'attic'");
  EXPECT_EQ(faultOf(head + "[fields.a]\nrule = \"number\"\nmasks = [\"9{\"]\n"),
            "x.toml:6 bad mask: a count looks like {12}");
  EXPECT_EQ(faultOf(head + "field_sets = [\"none\"]\n").substr(0, 8), "x.toml:4");
  const std::string code = head + "[fields.a]\nrule = \"number\"\n";
  EXPECT_EQ(faultOf(code + "check = \"luhn\"\n"), "x.toml:6 'check' has no choice 'luhn'");
  EXPECT_EQ(faultOf(code + "check = \"tax_code\"\n"), "x.toml:6 'check' goes with type \"code\"");
  EXPECT_EQ(faultOf(code + "worth = 2\n"), "x.toml:6 'worth' must be from 0 to 1");
  EXPECT_EQ(faultOf(code + "worth = \"much\"\n"), "x.toml:6 'worth' must be from 0 to 1");
  EXPECT_EQ(faultOf("kind = \"ke_hoach\"\ntitle = \"X\"\nprinted = [\"X Y\"]\n"),
            "x.toml:1 kind 'ke_hoach' is described twice");
  EXPECT_EQ(faultOf("kind = \"Xấu\"\ntitle = \"X\"\nprinted = [\"X Y\"]\n").substr(0, 8),
            "x.toml:1");
  EXPECT_EQ(faultOf("kind = \"x\"\ntitle = 3\nprinted = [\"X Y\"]\n"),
            "x.toml:2 'title' must be a string");
  EXPECT_EQ(faultOf("kind = \"x\"\ntitle = \"X\"\n").substr(0, 6), "x.toml");
  EXPECT_EQ(faultOf("kind = \"x\"\ntitle = \"X\"\nprinted = [\"--\"]\n").substr(0, 8), "x.toml:3");
}

TEST_F(Profiles, AreMissed) {
  try {
    (void)loadProfiles(folder_ / "none");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kNoProfiles);
  }
}

TEST(ShippedProfiles, HaveTheKindsOfTheHouse) {
  const auto set = loadProfiles(SOHOA_SOURCE_DIR "/config/profiles");
  EXPECT_GE(set.profiles.size(), 30U);
  EXPECT_EQ(set.digest.size(), 64U);
}

}  // namespace
}  // namespace sohoa::metadata

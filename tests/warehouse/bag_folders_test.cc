#include "warehouse/bag_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/digest.h"
#include "core/file.h"
#include "tests/support/slug_of.h"

namespace sohoa::warehouse {
namespace {

namespace fs = std::filesystem;
using test::slugOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BagFolder : public testing::Test {
 protected:
  void SetUp() override {
    core::writeFileAtomically(folder_.path() / "scan.jpg", std::string_view("picture"));
    bags_.write(bag_, {{{"External-Identifier", "lo-1"}},
                       {{"masters/a 100%.jpg", folder_.path() / "scan.jpg", {}},
                        {"package.json", {}, "{}"}}});
  }
  std::vector<std::string> faults() {
    std::vector<std::string> codes;
    for (const auto& fault : bags_.check(bag_).faults) codes.push_back(fault.code);
    return codes;
  }
  void put(const std::string& name, const std::string& text) {
    fs::create_directories((bag_ / name).parent_path());
    core::writeFileAtomically(bag_ / name, text);
  }
  core::TemporaryFolder folder_;
  fs::path bag_ = folder_.path() / "bag";
  BagFolders bags_;
};

TEST_F(BagFolder, WhatIsWrittenIsValid) {
  const auto check = bags_.check(bag_);
  EXPECT_THAT(faults(), IsEmpty());
  EXPECT_THAT(check.payload, ElementsAre("masters/a 100%.jpg", "package.json"));
  EXPECT_THAT(check.info, Contains(std::pair<std::string, std::string>("Payload-Oxum", "9.2")));
}

TEST_F(BagFolder, TheSameContentGivesTheSameBytes) {
  const auto other = folder_.path() / "other";
  bags_.write(other, {{{"External-Identifier", "lo-1"}},
                      {{"package.json", {}, "{}"},
                       {"masters/a 100%.jpg", folder_.path() / "scan.jpg", {}}}});
  for (const char* name :
       {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt",
        "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}) {
    EXPECT_EQ(core::readText(bag_ / name), core::readText(other / name)) << name;
  }
}

TEST_F(BagFolder, AFolderThatIsThereIsNotTouched) {
  EXPECT_EQ(slugOf([&] { bags_.write(bag_, {}); }), "warehouse.bag_there");
  fs::create_symlink("nowhere", folder_.path() / "link");
  EXPECT_EQ(slugOf([&] { bags_.write(folder_.path() / "link", {}); }), "warehouse.bag_there");
}

TEST_F(BagFolder, ThatCannotBeWrittenLeavesNothingBehind) {
  EXPECT_NE(slugOf([&] {
              bags_.write(folder_.path() / "half", {{}, {{"a", folder_.path() / "gone", {}}}});
            }),
            "");
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("bag", "scan.jpg"));
}

TEST_F(BagFolder, AChangedByteIsFound) {
  put("data/package.json", "[]");
  EXPECT_THAT(faults(), Contains("digest"));
}

TEST_F(BagFolder, AChangedTagFileIsFound) {
  put("bag-info.txt", "External-Identifier: lo-2\nPayload-Oxum: 9.2\n");
  EXPECT_THAT(faults(), ElementsAre("digest"));
}

TEST_F(BagFolder, AMissingFileIsFound) {
  fs::remove(bag_ / "data/package.json");
  EXPECT_THAT(faults(), Contains("missing"));
}

TEST_F(BagFolder, AnUnlistedPayloadFileIsFound) {
  put("data/more.txt", "more");
  EXPECT_THAT(faults(), Contains("not_listed"));
}

TEST_F(BagFolder, AnUnlistedTagFileIsAllowed) {
  put("notes/readme.txt", "more");
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(BagFolder, FetchIsRefused) {
  put("fetch.txt", "http://example.org/a 3 data/a\n");
  EXPECT_THAT(faults(), Contains("fetch"));
}

TEST_F(BagFolder, LinksAreRefusedWhereverTheyPoint) {
  fs::create_symlink(bag_ / "data/package.json", bag_ / "data/link.json");
  EXPECT_THAT(faults(), Contains("link"));
  fs::remove(bag_ / "data/link.json");
  fs::create_directory_symlink("/tmp", bag_ / "data/folder");
  EXPECT_THAT(faults(), Contains("link"));
}

TEST_F(BagFolder, ALinkInPlaceOfAListedFileIsRefused) {
  fs::rename(bag_ / "data/package.json", folder_.path() / "elsewhere");
  fs::create_symlink(folder_.path() / "elsewhere", bag_ / "data/package.json");
  EXPECT_THAT(faults(), Contains("link"));
  fs::rename(bag_, folder_.path() / "moved");
  fs::create_directory_symlink(folder_.path() / "moved", bag_);
  EXPECT_THAT(faults(), ElementsAre("not_a_folder"));
}

TEST_F(BagFolder, PipesAreRefused) {
  ASSERT_EQ(::mkfifo((bag_ / "data/pipe").c_str(), 0600), 0);
  EXPECT_THAT(faults(), Contains("not_a_file"));
}

TEST_F(BagFolder, PathsThatLeaveTheBagAreRefused) {
  put("manifest-sha256.txt", std::string(64, 'a') + "  data/../../scan.jpg\n");
  EXPECT_THAT(faults(), Contains("path"));
}

TEST_F(BagFolder, OneManifestOfTheTwoIsEnough) {
  fs::remove(bag_ / "manifest-sha512.txt");
  fs::remove(bag_ / "tagmanifest-sha256.txt");
  fs::remove(bag_ / "tagmanifest-sha512.txt");
  EXPECT_THAT(faults(), IsEmpty());
  fs::remove(bag_ / "manifest-sha256.txt");
  EXPECT_THAT(faults(), Contains("no_manifest"));
}

TEST_F(BagFolder, AFileThatOnlyOneManifestListsIsFound) {
  put("data/more.txt", "more");
  put("manifest-sha256.txt", core::readText(bag_ / "manifest-sha256.txt") +
                                 core::sha256("more").hex() + "  data/more.txt\n");
  EXPECT_THAT(faults(), Contains("not_listed"));
}

TEST_F(BagFolder, WeakAndUnknownAlgorithmsAreRefused) {
  put("manifest-md5.txt", "0123456789abcdef0123456789abcdef  data/package.json\n");
  EXPECT_THAT(faults(), Contains("algorithm"));
}

TEST_F(BagFolder, AWrongOxumIsFound) {
  put("bag-info.txt", "Payload-Oxum: 9.3\n");
  EXPECT_THAT(faults(), Contains("oxum"));
}

TEST_F(BagFolder, ABagWithoutDeclarationOrPayloadIsNone) {
  fs::remove(bag_ / "bagit.txt");
  EXPECT_THAT(faults(), Contains("no_declaration"));
  fs::remove_all(bag_ / "data");
  EXPECT_THAT(faults(), Contains("no_payload_folder"));
  EXPECT_THAT(bags_.check(folder_.path() / "nowhere").faults, ::testing::SizeIs(1));
}

}  // namespace
}  // namespace sohoa::warehouse

#include "scan/file_list.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "core/file.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;

class FileList : public ::testing::Test {
 protected:
  core::TemporaryFolder folder_;

  void touch(const std::string& name) {
    fs::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name) << "x";
  }
  // Relative names; those with errors carry the slug.
  std::vector<std::string> namesOf(const core::FoundFiles& listing) const {
    std::vector<std::string> names;
    for (const auto& found : listing.files) {
      std::string name = found.path.lexically_relative(folder_.path()).string();
      if (found.error) name += " " + std::string(found.error->code().slug);
      names.push_back(name);
    }
    return names;
  }
};

TEST_F(FileList, PutsPage2BeforePage10InEveryFolder) {
  for (const char* name : {"page10.tif", "page2.tif", "page1.tif", "b/2.jpg", "b/10.jpg", "a/x"}) {
    touch(name);
  }
  EXPECT_EQ(namesOf(listFiles({folder_.path()})),
            (std::vector<std::string>{"a/x", "b/2.jpg", "b/10.jpg", "page1.tif", "page2.tif",
                                      "page10.tif"}));
}

TEST_F(FileList, PassesOverClutterAndReportsHiddenFilesAndSidecarsApart) {
  for (const char* name : {".DS_Store", "Thumbs.db", "._a.tif", ".hidden/x.tif", ".b.tif", "a.tif",
                           "a.JSON", "b.doc"}) {
    touch(name);
  }
  const auto listing = listFiles({folder_.path()});
  EXPECT_EQ(namesOf(listing), (std::vector<std::string>{"a.tif", "b.doc"}));
  std::vector<fs::path> ignored;
  for (const auto& path : listing.ignored) ignored.push_back(path.filename());
  EXPECT_EQ(ignored, (std::vector<fs::path>{".b.tif", ".hidden", "a.JSON"}));
  EXPECT_EQ(listFiles({folder_.path() / "a.JSON"}).files.size(), 1U);
}

TEST_F(FileList, ListsMissingPathsPipesAndInnerLinksAsErrors) {
  touch("a.tif");
  fs::create_symlink("a.tif", folder_.path() / "link.tif");
  fs::create_symlink(".", folder_.path() / "round");
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(namesOf(listFiles({folder_.path(), folder_.path() / "none"})),
            (std::vector<std::string>{"a.tif", "link.tif scan.not_a_file", "pipe scan.not_a_file",
                                      "round scan.not_a_file", "none scan.unreadable"}));
}

TEST_F(FileList, FollowsALinkGivenAsArgumentAndSurvivesALoop) {
  touch("deep/a.tif");
  fs::create_symlink("deep", folder_.path() / "link");
  fs::create_symlink("loop2", folder_.path() / "loop1");
  fs::create_symlink("loop1", folder_.path() / "loop2");
  const auto listing = listFiles({folder_.path() / "link", folder_.path() / "loop1"});
  ASSERT_EQ(listing.files.size(), 2U);
  EXPECT_EQ(listing.files[0].path.filename(), "a.tif");
  EXPECT_FALSE(listing.files[0].error);
  ASSERT_TRUE(listing.files[1].error);
  EXPECT_EQ(listing.files[1].error->code().slug, "scan.unreadable");
}

TEST_F(FileList, TakesAnyBytesInNames) {
  for (const char* name : {"with space.tif", "quote\".tif", "line\nbreak.tif", "bad\xFF.tif",
                           "ho\xCC\x82 so\xCC\x9B.tif"}) {
    touch(name);
  }
  const auto listing = listFiles({folder_.path()});
  EXPECT_EQ(listing.files.size(), 5U);
  for (const auto& found : listing.files) EXPECT_TRUE(fs::exists(found.path));
}

TEST(NaturalOrder, IsAStrictOrderWithLeadingZerosToo) {
  EXPECT_TRUE(naturallyBefore("p2", "p10"));
  EXPECT_TRUE(naturallyBefore("p002", "p10"));
  EXPECT_TRUE(naturallyBefore("a", "a1"));
  EXPECT_TRUE(naturallyBefore("p02", "p2") != naturallyBefore("p2", "p02"));
  EXPECT_FALSE(naturallyBefore("same", "same"));
  EXPECT_TRUE(naturallyBefore("99999999999999999999998", "99999999999999999999999"));
}

}  // namespace
}  // namespace sohoa::scan

#include "pipeline/page_memory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <sstream>

#include "core/file.h"
#include "pipeline/read_ahead.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;

core::Raster pageOf(std::uint8_t grey) {
  core::Raster page;
  page.size = {4, 2};
  page.stride = 4;
  page.pixels.assign(8, grey);
  page.resolution = {300, 300};
  return page;
}

// Its reading of a page is the grey of the first pixel, as a resolution.
class CountingReader final : public core::PageReader {
 public:
  [[nodiscard]] std::string version() const override { return named; }
  int reads = 0;
  int finds = 0;  // quarter turns, where nobody said any
  std::string named = "reader 1";

 private:
  core::PageResult readPage(const core::Raster& page, std::optional<int> said) override {
    ++reads;
    core::PageResult result;
    result.geometry.resolution = {double(page.pixels[0]), double(page.pixels[0])};
    result.geometry.orientation_deg = 90 * said.value_or(finds);
    return result;
  }
};

class OnePage final : public core::PageSourceOpener {
 public:
  std::unique_ptr<core::PageSource> open(const fs::path& file, const std::string&) override {
    class Source final : public core::PageSource {
     public:
      explicit Source(std::uint8_t grey) : grey_(grey) {}
      [[nodiscard]] int pageCount() const override { return 1; }
      core::PageInfo info(int) override { return {}; }
      core::Raster raster(int page) override {
        if (page > 0) throw core::Error(core::kIo, {});
        return pageOf(grey_);
      }
      core::EncodedImage image(int) override { return {}; }

     private:
      std::uint8_t grey_;
    };
    return std::make_unique<Source>(static_cast<std::uint8_t>(core::readText(file).at(0)));
  }
};

class Memory : public ::testing::Test {
 protected:
  [[nodiscard]] bool empty() const {
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (entry.is_regular_file()) return false;
    }
    return true;
  }
  core::TemporaryFolder folder_;
  PageMemory memory_{folder_.path() / "ahead"};
  CountingReader reader_;
};

TEST_F(Memory, APageThatWasReadAheadIsNotReadAgainAndNothingOfItStays) {
  OnePage opener;
  core::writeFileAtomically(folder_.path() / "page", "A");
  std::istringstream in(R"({"session":"s1","file":")" + (folder_.path() / "page").string() +
                        R"(","page":0})" + "\n");
  std::ostringstream out;
  serveReadAhead(in, out, opener, reader_, memory_);
  EXPECT_EQ(out.str(), "{\"read\":true}\n");
  fs::remove(folder_.path() / "page");
  RememberingReader remembering(reader_, memory_);
  EXPECT_EQ(remembering.read(pageOf('A')).geometry.resolution.x, 'A');
  EXPECT_EQ(reader_.reads, 1);
  EXPECT_TRUE(empty());
  EXPECT_EQ(remembering.read(pageOf('A')).geometry.resolution.x, 'A');
  EXPECT_EQ(reader_.reads, 2);
}

TEST_F(Memory, APageThatAPersonTurnedIsReadAgainUnlessItWasReadThatWay) {
  const auto key = PageMemory::keyOf(pageOf('A'), "reader 1");
  RememberingReader remembering(reader_, memory_);
  reader_.finds = 1;
  memory_.keep("s1", key, reader_.read(pageOf('A')));
  EXPECT_EQ(remembering.read(pageOf('A'), 1).geometry.orientation_deg, 90);
  EXPECT_EQ(reader_.reads, 1);
  memory_.keep("s1", key, reader_.read(pageOf('A')));
  EXPECT_EQ(remembering.read(pageOf('A'), 3).geometry.orientation_deg, 270);
  EXPECT_EQ(reader_.reads, 3);
  EXPECT_TRUE(empty());
}

TEST_F(Memory, AnotherPageOrAnotherReaderIsNoAnswer) {
  memory_.keep("s1", PageMemory::keyOf(pageOf('A'), "reader 1"), {});
  auto other = pageOf('A');
  other.resolution = {200, 200};
  for (const auto& key :
       {PageMemory::keyOf(pageOf('B'), "reader 1"), PageMemory::keyOf(pageOf('A'), "reader 2"),
        PageMemory::keyOf(other, "reader 1")}) {
    EXPECT_FALSE(memory_.take(key));
  }
  EXPECT_TRUE(memory_.take(PageMemory::keyOf(pageOf('A'), "reader 1")));
}

TEST_F(Memory, AResultThatIsDamagedIsReadAnew) {
  const auto key = PageMemory::keyOf(pageOf('A'), "reader 1");
  memory_.keep("s1", key, {});
  core::writeFileAtomically(folder_.path() / "ahead" / "s1" / (key.hex() + ".json"), "{\"half");
  RememberingReader remembering(reader_, memory_);
  EXPECT_EQ(remembering.read(pageOf('A')).geometry.resolution.x, 'A');
  EXPECT_TRUE(empty());
}

TEST_F(Memory, ASessionThatIsForgottenLeavesNothing) {
  memory_.keep("s1", PageMemory::keyOf(pageOf('A'), ""), {});
  memory_.keep("s2", PageMemory::keyOf(pageOf('B'), ""), {});
  memory_.forget("s1");
  EXPECT_FALSE(memory_.take(PageMemory::keyOf(pageOf('A'), "")));
  memory_.forgetAll();
  EXPECT_TRUE(empty());
}

TEST_F(Memory, APageOrALineThatCannotBeReadEndsNothing) {
  OnePage opener;
  core::writeFileAtomically(folder_.path() / "page", "A");
  const auto file = (folder_.path() / "page").string();
  std::istringstream in("no json\n{\"session\":\"s\",\"file\":\"" + file +
                        "\",\"page\":1}\n{\"session\":\"s\",\"file\":\"" + file +
                        "\",\"page\":0}\n");
  std::ostringstream out;
  serveReadAhead(in, out, opener, reader_, memory_);
  EXPECT_EQ(out.str(),
            "{\"code\":\"core.internal\",\"read\":false}\n{\"code\":\"core.io\",\"read\":false}\n"
            "{\"read\":true}\n");
}

// Its children are `cat`, which answers a line with the same line, and programs that end at once.
TEST(ReadAhead, WaitsUntilAllPagesOfASessionHaveBeenAnswered) {
  const core::TemporaryFolder folder;
  ReadAhead ahead({.command = {"cat"}, .children = 2}, PageMemory(folder.path() / "ahead"));
  ahead.warm();
  for (int page = 0; page < 20; ++page) {
    ahead.want(page % 2 == 0 ? "s1" : "s2", "/f" + std::to_string(page), 3);
  }
  EXPECT_TRUE(ahead.wait("s1", std::chrono::hours(1)));
  EXPECT_TRUE(ahead.hasRead("s1", "/f0"));
  ahead.forget("s2", false);
  EXPECT_TRUE(ahead.wait("s2", std::chrono::hours(1)));
}

TEST(ReadAhead, NobodyWaitsForThePageInHandOfASessionThatIsForgottenAndNothingOfItStays) {
  const core::TemporaryFolder folder;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  for (const char* pipe : {"started", "go"}) ASSERT_EQ(::mkfifo(path(pipe).c_str(), 0600), 0);
  // Answers a page of s1 when it is let go on, and has read it by then.
  const auto script = "while read -r line; do case \"$line\" in *s1*) echo > " + path("started") +
                      "; read -r word < " + path("go") + "; mkdir -p " + path("ahead") +
                      "/s1; echo > " + path("ahead") + "/s1/page.json;; esac; echo '{}'; done";
  ReadAhead ahead({.command = {"sh", "-c", script}, .children = 1}, PageMemory(path("ahead")));
  ahead.want("s1", "/f", 2);
  EXPECT_EQ(core::readText(path("started")), "\n");
  ahead.forget("s1", false);
  ahead.want("s2", "/g", 1);
  core::writeAll(core::Fd(::open(path("go").c_str(), O_WRONLY)).get(),
                 {reinterpret_cast<const std::uint8_t*>("\n"), 1}, path("go"));
  EXPECT_TRUE(ahead.wait("s2", std::chrono::hours(1)));
  EXPECT_FALSE(fs::exists(folder.path() / "ahead" / "s1"));
}

TEST(ReadAhead, APageThatBreaksItsReaderIsGivenUp) {
  const core::TemporaryFolder folder;
  for (const char* program : {"false", "/there/is/no/such/program"}) {
    ReadAhead ahead({.command = {program}, .children = 1}, PageMemory(folder.path() / "ahead"));
    ahead.want("s1", "/f", 2);
    EXPECT_TRUE(ahead.wait("s1", std::chrono::hours(1))) << program;
  }
}

}  // namespace
}  // namespace sohoa::pipeline

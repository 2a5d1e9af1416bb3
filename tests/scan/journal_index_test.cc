#include "scan/journal_index.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/file.h"
#include "scan/journal.h"

namespace sohoa::scan {
namespace {

core::Sha256 digest(int number) { return core::sha256(std::to_string(number)); }

class JournalIndexTest : public ::testing::Test {
 protected:
  void append(int number, const std::string& path = "page.tif") {
    FileJournal(path_).append({digest(number), 10, "batch", path, core::Timestamp{}});
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    const auto text = core::readText(path_);
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != text.npos; at = end + 1) {
      lines.push_back(text.substr(at, end - at));
    }
    return lines;
  }

  core::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "intake.jsonl";
  JournalIndex index_{path_};
};

TEST_F(JournalIndexTest, FindsEachLineAlsoThoseThatCameSince) {
  EXPECT_FALSE(index_.lineOf(digest(0)));
  for (int i = 0; i < 200; ++i) {
    append(i, std::string(static_cast<std::size_t>(i) * 50, 'x'));
    EXPECT_EQ(index_.lineOf(digest(i)), lines().back());
  }
  const auto all = lines();
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(index_.lineOf(digest(static_cast<int>(i))), all[i]);
  }
  EXPECT_FALSE(index_.lineOf(digest(1000)));
}

TEST_F(JournalIndexTest, FindsTheFirstOfSeveral) {
  append(1, "first");
  append(2);
  append(1, "second");
  EXPECT_EQ(index_.lineOf(digest(1)), lines().front());
}

TEST_F(JournalIndexTest, ALineThatIsNotWholeYetIsNone) {
  append(1);
  const auto whole = core::readText(path_);
  core::writeFileAtomically(path_, std::string_view(whole).substr(0, whole.size() - 1));
  EXPECT_FALSE(index_.lineOf(digest(1)));
  core::writeFileAtomically(path_, std::string_view(whole));
  EXPECT_TRUE(index_.lineOf(digest(1)));
}

TEST_F(JournalIndexTest, AnotherFileInItsPlaceIsReadAnew) {
  for (int i = 0; i < 5; ++i) append(i);
  EXPECT_TRUE(index_.lineOf(digest(3)));
  std::filesystem::remove(path_);
  EXPECT_FALSE(index_.lineOf(digest(3)));
  append(7);
  EXPECT_FALSE(index_.lineOf(digest(3)));
  EXPECT_EQ(index_.lineOf(digest(7)), lines().front());
}

TEST_F(JournalIndexTest, LinesThatAreNoRecordsHarmNothing) {
  append(1);
  const auto record = core::readText(path_);
  const auto text = std::string("\n{\"sha256\":\"\n{\"sha256\":\"zz\"}\n") +
                    std::string(5000, '\0') + "\n" + record;
  core::writeFileAtomically(path_, text);
  EXPECT_EQ(index_.lineOf(digest(1)), record.substr(0, record.size() - 1));
}

TEST_F(JournalIndexTest, ManyAskWhileOneAppends) {
  append(0);
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 4; ++reader) {
    readers.emplace_back([&] {
      for (int i = 0; i < 100; ++i) EXPECT_TRUE(index_.lineOf(digest(0)));
    });
  }
  for (int i = 1; i < 50; ++i) append(i);
  for (auto& reader : readers) reader.join();
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(index_.lineOf(digest(i)));
}

}  // namespace
}  // namespace sohoa::scan

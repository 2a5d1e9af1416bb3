#include "scan/journal.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/file.h"

namespace sohoa::scan {
namespace {

core::IntakeRecord record(int number) {
  return {core::sha256(std::to_string(number)), 10, "batch", "page \"one\"\n.tif",
          core::Timestamp{}};
}

class JournalFile : public ::testing::Test {
 protected:
  core::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "intake.jsonl";
  FileJournal journal_{path_};

  std::string text() const { return core::readText(path_); }
  void replace(const std::string& content) { core::writeFileAtomically(path_, content); }
};

TEST_F(JournalFile, IsAnUnbrokenChainOfItsLines) {
  EXPECT_EQ(verifyJournal(path_).lines, 0U);
  for (int i = 0; i < 300; ++i) journal_.append(record(i));
  const auto verdict = verifyJournal(path_);
  EXPECT_EQ(verdict.lines, 300U);
  EXPECT_FALSE(verdict.first_broken);
  EXPECT_EQ(journalProblem(path_), "");
}

TEST_F(JournalFile, ShowsAnAlteredAndARemovedLine) {
  for (int i = 0; i < 4; ++i) journal_.append(record(i));
  const std::string whole = text();
  std::string altered = whole;
  altered[altered.find("\"size\":10") + 7] = '9';
  replace(altered);
  EXPECT_EQ(verifyJournal(path_).first_broken, 2U);
  replace(whole.substr(whole.find('\n') + 1));
  EXPECT_EQ(verifyJournal(path_).first_broken, 1U);
  EXPECT_NE(journalProblem(path_), "");
}

TEST_F(JournalFile, CutsATornLineOffAndGoesOn) {
  journal_.append(record(1));
  journal_.append(record(2));
  const std::string whole = text();
  for (std::size_t keep = 1; keep < whole.size(); keep += 29) {
    replace(whole.substr(0, keep));
    journal_.append(record(3));
    const auto verdict = verifyJournal(path_);
    EXPECT_FALSE(verdict.first_broken) << keep;
    EXPECT_FALSE(verdict.torn);
  }
}

TEST_F(JournalFile, FindsTheLastLineHoweverLongItIs) {
  core::IntakeRecord long_path = record(1);
  long_path.path = std::string(100'000, 'x');
  journal_.append(long_path);
  journal_.append(long_path);
  journal_.append(record(2));
  EXPECT_EQ(verifyJournal(path_).lines, 3U);
  EXPECT_FALSE(verifyJournal(path_).first_broken);
}

TEST_F(JournalFile, KeepsItsChainUnderSeveralWriters) {
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([this, w] {
      FileJournal own(path_);
      for (int i = 0; i < 10; ++i) own.append(record(w * 100 + i));
    });
  }
  writers.clear();
  EXPECT_EQ(verifyJournal(path_).lines, 40U);
  EXPECT_FALSE(verifyJournal(path_).first_broken);
}

}  // namespace
}  // namespace sohoa::scan

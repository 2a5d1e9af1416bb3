#include "pipeline/survey.h"

#include <gtest/gtest.h>

#include "pipeline/plan.h"
#include "tests/pipeline/fakes.h"

namespace sohoa::pipeline {
namespace {

using testing::Bench;
using Fate = SurveyedFile::Fate;

class BatchSurvey : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& name, const std::string& content) {
    const auto path = bench_.folder.path() / "in" / name;
    std::filesystem::create_directories(path.parent_path());
    core::writeFileAtomically(path, content);
    found_.files.push_back({path, {}});
    return path;
  }
  Survey look(const std::string& pattern = "") {
    const CaseShelf shelf{CasePattern(pattern), {bench_.folder.path() / "in"}};
    return survey(found_, opener_, &bench_.store, shelf, "lo-1", [](int, int) {});
  }
  Plan judge(const Survey& survey, int sample, int workers) {
    return plan(
        survey, opener_, reader_, sample, workers, [&] { return clock_ += 1; }, [](int, int) {});
  }
  Bench bench_;
  core::FoundFiles found_;
  testing::FakeOpener opener_;
  testing::FakeReader reader_;
  double clock_ = 0;
};

TEST_F(BatchSurvey, TellsPagesAndCaseFilesAndWritesNothing) {
  file("H1/a.pdf", "3");
  file("H1/b.pdf", "2");
  file("H2/c.pdf", "4");
  const auto batches = bench_.store.batches().size();
  const auto survey = look();
  EXPECT_EQ(survey.pagesToRead(), 9);
  EXPECT_EQ(survey.caseFiles(), 2);
  EXPECT_EQ(survey.bytesToStore(), 3U);
  EXPECT_EQ(bench_.store.batches().size(), batches);
}

TEST_F(BatchSurvey, TellsWhatWouldBeHeldAndWhatRefused) {
  file("broken.pdf", "broken");
  file("H1/a.pdf", "1");
  found_.files.push_back({"/gone/b.pdf", core::Error(core::kIo, {})});
  const auto survey = look();
  ASSERT_EQ(survey.files.size(), 3U);
  EXPECT_EQ(survey.files[0].fate, Fate::kHeld);
  EXPECT_EQ(survey.files[0].error->code(), testing::kTorn);
  EXPECT_EQ(survey.files[2].fate, Fate::kRefused);
  EXPECT_EQ(survey.count(Fate::kTaken), 1);
}

TEST_F(BatchSurvey, FilesWithoutAPlaceOnTheShelfAreRefused) {
  file("H1/a.pdf", "1");
  file("b.pdf", "2");
  const auto survey = look("{box}/{file}");
  EXPECT_EQ(survey.files[0].case_file, "H1");
  EXPECT_EQ(survey.files[1].fate, Fate::kRefused);
  EXPECT_EQ(survey.files[1].error->code(), kNoCasePlace);
}

TEST_F(BatchSurvey, SameBytesAreDuplicatesWhetherStoredOrInTheList) {
  const auto a = file("a.pdf", "1");
  file("b.pdf", "1");
  auto survey = look();
  EXPECT_EQ(survey.files[1].fate, Fate::kDuplicate);
  EXPECT_EQ(survey.files[1].same_as, a.string());
  bench_.store.createBatch({"b", bench_.clock.now()});
  bench_.store.addMaster("b", a.string(), "a.pdf", core::sha256("1"), 1, bench_.clock.now());
  survey = look();
  EXPECT_EQ(survey.files[0].fate, Fate::kKnown);
  EXPECT_EQ(survey.files[1].fate, Fate::kDuplicate);
  EXPECT_EQ(survey.files[1].same_as, "a.pdf");
}

TEST_F(BatchSurvey, ThePlanReadsASampleSpreadOverAllFiles) {
  file("a.pdf", "10");
  file("b.pdf", "010");
  std::vector<int> read;
  opener_.before_raster = [&](int page) { read.push_back(page); };
  const auto plan = judge(look(), 4, 1);
  EXPECT_EQ(read, (std::vector<int>{2, 7, 2, 7}));
  EXPECT_EQ(plan.sampled, 4);
  EXPECT_EQ(plan.pages, 20);
  EXPECT_GE(plan.time.count(), 20);
  EXPECT_GT(plan.bytes(), plan.master_bytes);
}

TEST_F(BatchSurvey, MoreWorkersNeedLessTime) {
  file("a.pdf", "100");
  const auto survey = look();
  EXPECT_NEAR(static_cast<double>(judge(survey, 5, 1).time.count()) /
                  static_cast<double>(judge(survey, 5, 2).time.count()),
              1.95, 0.05);
}

TEST_F(BatchSurvey, ASampleOfAllPagesLeavesNoDoubt) {
  file("a.pdf", "3");
  const auto plan = judge(look(), 50, 1);
  EXPECT_EQ(plan.sampled, 3);
  EXPECT_EQ(plan.low, plan.time);
  EXPECT_EQ(plan.high, plan.time);
}

TEST_F(BatchSurvey, PagesOfTheSampleThatCannotBeReadAreCounted) {
  file("a.pdf", "4");
  opener_.before_raster = [](int page) {
    if (page > 1) throw core::Error(testing::kTorn, {});
  };
  const auto plan = judge(look(), 4, 1);
  EXPECT_EQ(plan.failed, 2);
  EXPECT_EQ(plan.sampled, 2);
}

TEST_F(BatchSurvey, NothingToReadCostsNothing) {
  const auto plan = judge(look(), 12, 2);
  EXPECT_EQ(plan.time.count(), 0);
  EXPECT_EQ(plan.bytes(), 0U);
}

}  // namespace
}  // namespace sohoa::pipeline

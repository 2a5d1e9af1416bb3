#include "pipeline/review_rules.h"

#include <gmock/gmock.h>

namespace sohoa::pipeline {
namespace {

const core::KindInfo kKind{"cong_van",
                           "Công văn",
                           {{.name = "so_dinh_danh", .id = true},
                            {.name = "so_ky_hieu", .required = true},
                            {.name = "trich_yeu"}}};
const ReviewRules kRules{core::ReviewWait::kDoubtful, 0.9, 0.97};

core::Document with(std::map<std::string, double> confidences) {
  core::Document document;
  document.kind = "cong_van";
  for (const auto& [name, confidence] : confidences) {
    document.fields[name].value = "1";
    document.fields[name].confidence = confidence;
  }
  return document;
}

core::PageResult page() {
  core::PageResult result;
  const auto word = [](const char* text, int x) { return core::Word{text, {x, 10, 60, 20}, 0.5}; };
  result.blocks = {{{}, {{{}, {word("Uy", 0), word("ban", 70)}}, {{}, {word("nhân", 0)}}}}};
  return result;
}

TEST(ReviewRules, ADocumentIsDoubtfulByWhatItMustHave) {
  EXPECT_FALSE(doubtOf(with({{"so_ky_hieu", 0.95}}), kKind, kRules).doubtful);
  EXPECT_TRUE(doubtOf(with({{"so_ky_hieu", 0.85}}), kKind, kRules).doubtful);
  EXPECT_TRUE(doubtOf(with({}), kKind, kRules).doubtful);
  EXPECT_EQ(doubtOf(with({}), kKind, kRules).certainty, 0);
  EXPECT_FALSE(doubtOf(with({{"so_ky_hieu", 1}, {"trich_yeu", 0.1}}), kKind, kRules).doubtful);
  EXPECT_TRUE(doubtOf(with({{"so_ky_hieu", 1}, {"so_dinh_danh", 0.95}}), kKind, kRules).doubtful);
  EXPECT_FALSE(doubtOf(with({{"so_ky_hieu", 1}, {"so_dinh_danh", 0.98}}), kKind, kRules).doubtful);
}

TEST(ReviewRules, ADocumentOfNoKnownKindIsDoubtful) {
  auto document = with({{"so_ky_hieu", 1}});
  document.kind = "unknown";
  EXPECT_TRUE(doubtOf(document, {}, kRules).doubtful);
}

TEST(ReviewRules, AnIdIsEnteredTwiceWhenItWasReadWithDoubtOrTyped) {
  const auto doubtful = with({{"so_dinh_danh", 0.5}});
  EXPECT_THAT(dueTwice(doubtful, doubtful, {}, kKind, kRules),
              testing::ElementsAre("so_dinh_danh"));
  EXPECT_THAT(dueTwice(doubtful, doubtful, {"so_dinh_danh"}, kKind, kRules), testing::IsEmpty());
  const auto sure = with({{"so_dinh_danh", 0.99}});
  EXPECT_THAT(dueTwice(sure, sure, {}, kKind, kRules), testing::IsEmpty());
  auto typed = sure;
  typed.fields["so_dinh_danh"].value = "2";
  EXPECT_THAT(dueTwice(sure, typed, {}, kKind, kRules), testing::ElementsAre("so_dinh_danh"));
  typed.fields["so_dinh_danh"].value = "";
  EXPECT_THAT(dueTwice(sure, typed, {}, kKind, kRules), testing::IsEmpty());
}

TEST(ReviewRules, ACorrectedWordIsCertainAndStaysInItsPlace) {
  const auto better = corrected(page(), {{0, "Ủy"}, {2, "nhân dân"}});
  EXPECT_EQ(better.text(), "Ủy ban\nnhân dân\n");
  const auto words = better.words();
  EXPECT_EQ(words[0].confidence, 1);
  EXPECT_EQ(words[1].confidence, 0.5);
  EXPECT_EQ(words[2].box.right(), words[3].box.x);
  EXPECT_EQ(words[3].box.right(), 60);
}

TEST(ReviewRules, AWordIsTakenOutAndItsLineWithIt) {
  EXPECT_EQ(corrected(page(), {{2, ""}}).text(), "Uy ban\n");
  EXPECT_EQ(corrected(page(), {{0, ""}, {1, " "}, {2, ""}}).blocks.size(), 0U);
  EXPECT_EQ(corrected(page(), {{99, "x"}}).text(), page().text());
}

}  // namespace
}  // namespace sohoa::pipeline

#include "pipeline/review_desk.h"

#include <gmock/gmock.h>

#include "core/ports/errors.h"
#include "pipeline/rerun.h"
#include "store/sql_review_book.h"
#include "tests/pipeline/fakes.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using core::Stage;
using test::slugOf;

// As the bench reads, and proposals have a date.
class DatedDocuments final : public core::DocumentReader {
 public:
  explicit DatedDocuments(const testing::FakeDocuments& read) : read_(read) {}
  std::string date;  // of a proposal; empty: none was read

  std::vector<core::Document> split(std::span<const core::PageResult> pages) const override {
    return read_.split(pages);
  }
  core::Document extract(std::span<const core::PageResult> pages, const core::Document& document,
                         const core::GivenFields& given) const override {
    auto full = read_.extract(pages, document, given);
    if (!date.empty()) full.fields.insert({"ngay_ban_hanh", {date, date, 1, 0, {}, "fake"}});
    return full;
  }
  std::vector<core::KindInfo> kinds() const override {
    auto kinds = read_.kinds();
    kinds.at(1).fields.push_back({.name = "ngay_ban_hanh", .date = true});
    return kinds;
  }
  std::string version() const override { return read_.version(); }

 private:
  const testing::FakeDocuments& read_;
};

// A home whose documents all wait, one of them with the number read at `certainty`.
struct Reviewing {
  explicit Reviewing(double certainty = 1, core::ReviewWait wait = core::ReviewWait::kAlways) {
    bench.documents.certainty = certainty;
    runner.emplace(
        StagePorts{bench.store, bench.blobs, bench.opener, bench.reader, bench.documents,
                   bench.assembler, bench.signer, bench.verifier, bench.warehouse, bench.clock},
        StageOptions{.scratch = bench.folder.path(), .unit = "p01", .review = {wait, 0.9, 0.97}});
  }
  std::vector<Stage> drain() {
    std::vector<Stage> stages;
    while (const auto lease = bench.store.claim("w", bench.clock.now())) {
      stages.push_back(lease->stage);
      runner->run(*lease);
    }
    return stages;
  }
  // A file of four pages, of which the second is blank.
  std::string feed() {
    const auto master = bench.add("a.tif", "4");
    drain();
    for (const auto& row : bench.store.documents("lo-1")) {
      if (row.master == master.id) return row.copy_id;
    }
    return {};
  }
  core::ReviewTurn turn(const std::string& id) {
    const auto entry = book.find(id);
    return {entry->document, entry->revision, "an", bench.clock.now()};
  }
  testing::Bench bench;
  store::SqlReviewBook book{bench.folder.path() / "work.db"};
  DatedDocuments documents{bench.documents};
  ReviewDesk desk{{book, bench.store, bench.blobs, documents, bench.clock},
                  {core::ReviewWait::kAlways, 0.9, 0.97}};
  std::optional<StageRunner> runner;
};

const std::string kSentTo = "Như trên";

TEST(ReviewDesk, NothingIsSignedBeforeAPersonApproved) {
  Reviewing at;
  const auto id = at.feed();
  EXPECT_TRUE(at.bench.signer.requests.empty());
  EXPECT_EQ(at.bench.store.progress("lo-1").reviews_waiting, 1);
  at.desk.approve(at.turn(id), std::chrono::seconds(1));
  EXPECT_THAT(at.drain(),
              ::testing::ElementsAre(Stage::kAssemble, Stage::kSignOperator, Stage::kExtract,
                                     Stage::kSignAgency, Stage::kDeliver));
  EXPECT_THAT(at.bench.store.inconsistencies(), ::testing::IsEmpty());
}

TEST(ReviewDesk, OnlyDoubtfulDocumentsWaitWhereTheHouseSaysSo) {
  Reviewing sure(0.99, core::ReviewWait::kDoubtful);
  static_cast<void>(sure.feed());
  EXPECT_EQ(sure.bench.store.progress("lo-1").copies_done, 1);
  Reviewing doubtful(0.6, core::ReviewWait::kDoubtful);
  static_cast<void>(doubtful.feed());
  EXPECT_EQ(doubtful.bench.store.progress("lo-1").reviews_waiting, 1);
}

TEST(ReviewDesk, ABatchHasItsOwnWord) {
  Reviewing at(0.2, core::ReviewWait::kNever);
  at.bench.store.createBatch(
      {.id = "lo-2", .created = at.bench.clock.now(), .review = core::ReviewWait::kAlways});
  static_cast<void>(at.feed());
  EXPECT_EQ(at.bench.store.progress("lo-1").copies_done, 1);
  const std::string two = "2";
  const auto blob =
      at.bench.blobs.put({reinterpret_cast<const std::uint8_t*>(two.data()), two.size()});
  static_cast<void>(
      at.bench.store.addMaster("lo-2", "/in/b", "b", blob.id, 1, at.bench.clock.now()));
  at.drain();
  EXPECT_EQ(at.bench.store.progress("lo-2").reviews_waiting, 1);
}

TEST(ReviewDesk, AnApprovedPaperInQuarantineGoesOnAsItWasApproved) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "V/v chúc Tết"}}});
  at.desk.approve(at.turn(id), std::chrono::seconds(1));
  at.bench.signer.before = [] { throw core::Error(testing::kTorn, {}); };
  at.drain();
  const auto held = at.bench.store.quarantined("lo-1");
  ASSERT_EQ(held.size(), 1U);
  at.bench.signer.before = [] {};
  Rerun rerun(at.bench.store, at.bench.ledger, at.bench.clock, {"ocr.language=eng"});
  rerun.again(held.front());
  EXPECT_THAT(rerun.left(), ::testing::IsEmpty());
  EXPECT_EQ(rerun.continued(), 1);
  EXPECT_EQ(rerun.started(), 0);
  at.drain();
  const auto row = at.bench.store.findDocument(id);
  ASSERT_TRUE(row->agency_pdf);
  EXPECT_EQ(row->document.fields.at("trich_yeu").value, core::FieldContent("V/v chúc Tết"));
}

TEST(ReviewDesk, WhatAPersonCorrectedReachesTheCopyItsTextAndItsFields) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id),
                 {.fields = {{"trich_yeu", "V/v chúc Tết"}}, .words = {{0, {{0, "Trang"}}}}});
  at.desk.approve(at.turn(id), std::chrono::seconds(1));
  at.drain();
  const auto row = at.bench.store.findDocument(id);
  ASSERT_TRUE(row->agency_pdf);
  const auto base = at.bench.blobs.get(*row->base_pdf);
  EXPECT_THAT(std::string(base.begin(), base.end()), ::testing::HasSubstr("Trang 0"));
  const auto field = row->document.fields.at("trich_yeu");
  EXPECT_EQ(field.value, core::FieldContent("V/v chúc Tết"));
  EXPECT_EQ(field.rule, "người soát");
  EXPECT_EQ(field.confidence, 1);
  EXPECT_EQ(field.accepted_by, "an");
  EXPECT_EQ(row->document.fields.at("so_dinh_danh").accepted_by, "an");
  EXPECT_THAT(at.bench.warehouse.copies.at(id).text, ::testing::HasSubstr("Trang 0"));
}

TEST(ReviewDesk, ADoubtfulIdIsEnteredTwiceBeforeApproval) {
  Reviewing at(0.6);
  const auto id = at.feed();
  EXPECT_THAT(at.desk.view(id).due_twice, ::testing::ElementsAre("so_dinh_danh"));
  EXPECT_EQ(slugOf([&] { at.desk.approve(at.turn(id), {}); }), kNotEnteredTwice.slug);
  const auto differ = [&] {
    at.desk.change(at.turn(id), {.fields = {{"so_dinh_danh", "079300000002"}},
                                 .twice = {{"so_dinh_danh", "079300000003"}}});
  };
  EXPECT_EQ(slugOf(differ), kNotEnteredTwice.slug);
  at.desk.change(at.turn(id), {.fields = {{"so_dinh_danh", "079300000002"}},
                               .twice = {{"so_dinh_danh", "079300000002"}}});
  EXPECT_THAT(at.desk.view(id).due_twice, ::testing::IsEmpty());
  at.desk.change(at.turn(id), {.fields = {{"so_dinh_danh", "079300000009"}}});
  EXPECT_THAT(at.desk.view(id).due_twice, ::testing::ElementsAre("so_dinh_danh"));
}

TEST(ReviewDesk, AnotherKindBringsItsOwnFields) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.kind = "to_trinh"});
  const auto view = at.desk.view(id);
  EXPECT_EQ(view.content.document.title, "Tờ trình");
  EXPECT_EQ(view.kind.id, "to_trinh");
  EXPECT_EQ(slugOf([&] { at.desk.change(at.turn(id), {.kind = "no such"}); }), kBadReview.slug);
}

TEST(ReviewDesk, WhatWasDecidedUnderAKindComesBackWithIt) {
  Reviewing at(0.6);
  const auto id = at.feed();
  at.desk.change(at.turn(id),
                 {.fields = {{"so_dinh_danh", "079300000002"}, {"noi_nhan", std::vector{kSentTo}}},
                  .twice = {{"so_dinh_danh", "079300000002"}}});
  at.desk.change(at.turn(id), {.kind = "to_trinh"});
  at.desk.change(at.turn(id), {.kind = "unknown"});
  EXPECT_FALSE(at.desk.view(id).content.document.fields.contains("noi_nhan"));
  at.desk.change(at.turn(id), {.kind = "cong_van"});
  const auto view = at.desk.view(id);
  const auto& fields = view.content.document.fields;
  EXPECT_EQ(fields.at("so_dinh_danh").value, core::FieldContent("079300000002"));
  EXPECT_EQ(fields.at("noi_nhan").accepted_by, "an");
  EXPECT_THAT(view.due_twice, ::testing::IsEmpty());
}

TEST(ReviewDesk, WhatWasUndoneUnderAKindStaysUndoneWhenItComesBack) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.fields = {{"noi_nhan", std::vector{kSentTo}}}});
  at.desk.goBack(at.turn(id), 1);
  at.desk.change(at.turn(id), {.kind = "to_trinh"});
  at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "sau"}}});
  at.desk.change(at.turn(id), {.kind = "cong_van"});
  const auto fields = at.desk.view(id).content.document.fields;
  EXPECT_FALSE(fields.contains("noi_nhan"));
  EXPECT_EQ(fields.at("trich_yeu").value, core::FieldContent("sau"));
}

TEST(ReviewDesk, AKindBringsBackNothingOfPagesThatWent) {
  Reviewing at;
  const auto id = at.feed();
  const auto last = at.desk.view(id).content.document.pages.back();
  auto turn = at.turn(id);
  auto content = at.book.content(turn.document, turn.revision);
  auto& field = content.document.fields["noi_nhan"];
  field.value = std::vector{kSentTo};
  field.page = last;
  field.accepted_by = "an";
  static_cast<void>(at.book.change(turn, "change", content));
  at.desk.change(at.turn(id), {.kind = "to_trinh"});
  static_cast<void>(at.desk.split(at.turn(id), 1));
  at.desk.change(at.turn(id), {.kind = "cong_van"});
  EXPECT_FALSE(at.desk.view(id).content.document.fields.contains("noi_nhan"));
}

TEST(ReviewDesk, AnIdOfAnotherKindWasNotEnteredTwiceForThisOne) {
  Reviewing at(0.6);
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.kind = "to_trinh"});
  auto turn = at.turn(id);
  auto content = at.book.content(turn.document, turn.revision);
  content.twice.insert("so_dinh_danh");  // as it may lie in a store
  static_cast<void>(at.book.change(turn, "change", content));
  at.desk.change(at.turn(id), {.kind = "unknown"});
  at.desk.change(at.turn(id), {.kind = "cong_van"});
  EXPECT_THAT(at.desk.view(id).due_twice, ::testing::ElementsAre("so_dinh_danh"));
}

TEST(ReviewDesk, NobodyUndoesWhatSomebodyElseDid) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "của an"}}});
  auto theirs = at.turn(id);
  theirs.author = "binh";
  at.desk.change(theirs, {.fields = {{"trich_yeu", "của bình"}}});
  EXPECT_EQ(slugOf([&] { at.desk.goBack(at.turn(id), 1); }), kOthersStep.slug);
  EXPECT_EQ(at.desk.view(id).content.document.fields.at("trich_yeu").value,
            core::FieldContent("của bình"));
  at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "lại của an"}}});
  at.desk.goBack(at.turn(id), 3);
  EXPECT_EQ(at.desk.view(id).content.document.fields.at("trich_yeu").value,
            core::FieldContent("của bình"));
  EXPECT_EQ(slugOf([&] { at.desk.goBack(at.turn(id), 2); }), kOthersStep.slug);
}

TEST(ReviewDesk, ADateIsADayOfTheCalendarOrNothing) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.kind = "to_trinh"});
  for (const char* typed : {"5/3/25", "31/4/2025", "2025-04-31", "2025-3-5", "2025-03-05 nhé",
                            "0000-01-01", "-025-01-01", "2025-02-29", "năm 2025"}) {
    const auto set = [&] { at.desk.change(at.turn(id), {.fields = {{"ngay_ban_hanh", typed}}}); };
    EXPECT_EQ(slugOf(set), kNotADate.slug) << typed;
  }
  EXPECT_EQ(at.book.find(id)->revision, 2);
  for (const char* typed : {"2024-02-29", "1899-12-31", ""}) {
    at.desk.change(at.turn(id), {.fields = {{"ngay_ban_hanh", typed}}});
  }
  at.desk.approve(at.turn(id), {});
}

TEST(ReviewDesk, ADateThatWasReadWrongIsPutRightOrTakenOutBeforeApproval) {
  for (const char* right : {"2025-03-05", ""}) {
    Reviewing at;
    at.documents.date = "5 tháng 3";
    const auto id = at.feed();
    at.desk.change(at.turn(id), {.kind = "to_trinh"});
    const auto accept = [&] { at.desk.change(at.turn(id), {.accepted = {"ngay_ban_hanh"}}); };
    EXPECT_EQ(slugOf(accept), kNotADate.slug);
    EXPECT_EQ(slugOf([&] { at.desk.approve(at.turn(id), {}); }), kNotADate.slug);
    at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "việc khác"}}});
    at.desk.change(at.turn(id), {.fields = {{"ngay_ban_hanh", right}}});
    at.desk.approve(at.turn(id), {});
    at.drain();
    EXPECT_EQ(at.bench.store.progress("lo-1").copies_done, 1) << right;
  }
}

TEST(ReviewDesk, GoingBackUndoesFieldsAndWords) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "sai"}}, .words = {{0, {{0, "x"}}}}});
  at.desk.goBack(at.turn(id), 1);
  const auto view = at.desk.view(id);
  EXPECT_FALSE(view.content.document.fields.contains("trich_yeu"));
  EXPECT_TRUE(view.content.words.empty());
  EXPECT_EQ(view.steps.size(), 3U);
}

TEST(ReviewDesk, ADocumentIsSplitAndPutTogetherAgain) {
  Reviewing at;
  const auto id = at.feed();
  const auto pages = at.desk.view(id).content.document.pages;
  ASSERT_GE(pages.size(), 2U);
  const auto second = at.desk.split(at.turn(id), 1);
  EXPECT_EQ(at.desk.view(id).content.document.pages.size(), 1U);
  EXPECT_EQ(at.desk.view(id).next_in_file, second);
  at.desk.merge(at.turn(id), second);
  EXPECT_EQ(at.desk.view(id).content.document.pages, pages);
  EXPECT_EQ(slugOf([&] { static_cast<void>(at.desk.split(at.turn(id), 0)); }),
            core::kReviewCut.slug);
  at.desk.approve(at.turn(id), {});
  at.drain();
  EXPECT_EQ(at.bench.store.progress("lo-1").copies_done, 1);
  EXPECT_THAT(at.bench.store.inconsistencies(), ::testing::IsEmpty());
}

TEST(ReviewDesk, WhatDoesNotFitTheDocumentIsRefused) {
  Reviewing at;
  const auto id = at.feed();
  for (const auto& change :
       {ReviewChange{.fields = {{"no_such", "x"}}}, ReviewChange{.accepted = {"no_such"}},
        ReviewChange{.words = {{99, {{0, "x"}}}}}, ReviewChange{.words = {{0, {{9999, "x"}}}}}}) {
    EXPECT_EQ(slugOf([&] { at.desk.change(at.turn(id), change); }), kBadReview.slug);
  }
  EXPECT_EQ(slugOf([&] { at.desk.holdSecret(at.turn(id), "hơi mật"); }), kBadReview.slug);
  EXPECT_EQ(at.book.find(id)->revision, 1);
}

TEST(ReviewDesk, AMarkOfSecrecyThatAPersonMadeLegibleStopsThePaper) {
  Reviewing at;
  const auto id = at.feed();
  at.bench.documents.secret = "TỐI MẬT";  // as the mended words are read
  EXPECT_EQ(slugOf([&] { at.desk.approve(at.turn(id), {}); }), core::kSecretHeld.slug);
  at.drain();
  EXPECT_TRUE(at.bench.signer.requests.empty());
  EXPECT_TRUE(at.bench.warehouse.copies.empty());
  EXPECT_EQ(at.bench.store.findDocument(id)->document.secret, "TỐI MẬT");
}

TEST(ReviewDesk, WhatWasDecidedOfOnePartStandsWhenItJoinsAnother) {
  Reviewing at(0.6);
  const auto id = at.feed();
  const auto second = at.desk.split(at.turn(id), 1);
  at.desk.change(at.turn(second), {.fields = {{"so_dinh_danh", "079300000002"}},
                                   .twice = {{"so_dinh_danh", "079300000002"}}});
  at.desk.merge(at.turn(id), second);
  const auto view = at.desk.view(id);
  EXPECT_EQ(view.content.document.fields.at("so_dinh_danh").value,
            core::FieldContent("079300000002"));
  EXPECT_THAT(view.due_twice, ::testing::IsEmpty());
}

TEST(ReviewDesk, AFieldThatWasTakenOutComesBackByNoOtherStep) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.fields = {{"so_dinh_danh", ""}}});
  static_cast<void>(at.desk.split(at.turn(id), 1));
  EXPECT_EQ(at.desk.view(id).content.document.fields.at("so_dinh_danh").value,
            core::FieldContent(""));
}

TEST(ReviewDesk, CountsWhatAPersonCorrected) {
  Reviewing at;
  const auto id = at.feed();
  at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "a"}}});
  at.desk.change(at.turn(id), {.fields = {{"trich_yeu", "b"}}, .words = {{0, {{0, "x"}}}}});
  at.desk.approve(at.turn(id), std::chrono::seconds(5));
  const auto efforts = at.book.efforts({}, at.bench.clock.now() + std::chrono::hours(1));
  ASSERT_EQ(efforts.size(), 1U);
  EXPECT_EQ(efforts[0].corrections.at("trich_yeu"), 2);
  EXPECT_EQ(efforts[0].corrections.at("#text"), 1);
}

}  // namespace
}  // namespace sohoa::pipeline

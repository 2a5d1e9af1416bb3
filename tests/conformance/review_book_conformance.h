#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "core/file.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/errors.h"
#include "core/ports/review_book.h"
#include "core/ports/work_store.h"
#include "tests/support/slug_of.h"

// What every review book promises, whichever way it keeps its rows.
namespace sohoa::conformance {

// All three open the same place, made when absent, for the same folder.
struct ReviewMaker {
  std::string name;
  std::function<std::unique_ptr<core::WorkStore>(const std::filesystem::path& folder)> store;
  std::function<std::unique_ptr<core::ReviewBook>(const std::filesystem::path& folder)> book;
  std::function<std::unique_ptr<core::BatchLedger>(const std::filesystem::path& folder)> ledger;
};
inline std::ostream& operator<<(std::ostream& out, const ReviewMaker& maker) {
  return out << maker.name;
}

using test::slugOf;

class ReviewBookConformance : public testing::TestWithParam<ReviewMaker> {
 protected:
  void SetUp() override {
    store_->createBatch({"b1", moment(0), core::Lane::kCase, "p01"});
    store_->registerWorker("w1", "host", 1, "w1.lock", moment(0));
  }
  void TearDown() override { EXPECT_THAT(store_->inconsistencies(), testing::IsEmpty()); }

  static core::Timestamp moment(int seconds) {
    return core::Timestamp(std::chrono::seconds(1'800'000'000 + seconds));
  }
  core::Lease claim(core::Stage stage) {
    auto lease = store_->claim("w1", moment(10));
    EXPECT_TRUE(lease);
    EXPECT_EQ(core::slug(lease->stage), core::slug(stage));
    return *lease;
  }
  static core::Document paper(std::vector<int> pages) {
    core::Document document;
    document.pages = std::move(pages);
    document.kind = "cong_van";
    core::FieldValue number;
    number.value = "12/UBND";
    number.confidence = 0.5;
    document.fields["so_ky_hieu"] = number;
    return document;
  }
  // A file of so many pages, cut into documents of which those of `held` wait; their public ids.
  std::vector<std::string> feed(const std::string& path, int pages,
                                const std::vector<core::Document>& documents,
                                const std::vector<core::ReviewHold>& holds,
                                const std::string& batch = "b1") {
    const auto master = store_->addMaster(batch, path, path, core::sha256(path), 10, moment(1));
    store_->finishOpen(claim(core::Stage::kOpen), std::vector<std::int64_t>(std::size_t(pages), 0),
                       moment(2));
    for (int page = 0; page < pages; ++page) {
      store_->finishRead(claim(core::Stage::kRead), core::PageMark::kKept,
                         core::sha256(path + std::to_string(page)), moment(3));
    }
    store_->finishCompose(claim(core::Stage::kCompose), documents, holds, moment(4));
    std::vector<std::string> ids;
    for (const auto& row : store_->documents(batch)) {
      if (row.master == master.id) ids.push_back(row.copy_id);
    }
    return ids;
  }
  std::string feedOne(const std::string& path) {
    return feed(path, 1, {paper({0})}, {{0, 0.5, false}}).front();
  }
  core::ReviewTurn turn(const std::string& id, int revision, const std::string& author = "an") {
    return {book_->find(id)->document, revision, author, moment(20)};
  }
  core::ReviewContent at(const std::string& id, int revision) {
    return book_->content(book_->find(id)->document, revision);
  }
  static core::ReviewEffort effort(const std::string& id) {
    return {.batch = "b1",
            .copy_id = id,
            .kind = "cong_van",
            .person = "an",
            .at = moment(20),
            .work = std::chrono::seconds(9),
            .corrections = {{"so_ky_hieu", 2}, {"#text", 1}}};
  }

  // A file of two pages that one paper had until its second page was split off; what was decided
  // before speaks of both.
  // `left`: the first paper keeps a field of the page that it loses.
  std::pair<std::string, std::string> feedSplit(bool left = false) {
    const auto first = feed("a.pdf", 2, {paper({0, 1})}, {{0, 0.5, false}}).front();
    auto content = at(first, 1);
    core::FieldValue other;
    other.value = "chuyện mật";
    other.raw = "chuyện mật đọc được";
    other.page = 1;
    content.document.fields["trich_yeu"] = other;
    content.document.unread = {{"nguoi_ky", 1, {}}, {"ngay", 0, {}}};
    content.document.file_name = "chuyen-mat";
    content.words = {{0, {{3, "thường"}}}, {1, {{2, "mật"}}}};
    content.twice = {"so_ky_hieu", "trich_yeu"};
    book_->change(turn(first, 1), "change", content);
    auto kept = at(first, left ? 2 : 1);
    kept.document.pages = {0};
    auto taken = content;
    taken.document.pages = {1};
    return {first, book_->split(turn(first, 2), kept, taken)};
  }
  void expectForgotten(const std::string& id) {
    const auto before = at(id, 2);
    EXPECT_EQ(before.document.fields.size(), 1U);
    EXPECT_TRUE(before.document.fields.contains("so_ky_hieu"));
    EXPECT_EQ(before.document.unread.size(), 1U);
    EXPECT_EQ(before.document.file_name, "");
    ASSERT_EQ(before.words.size(), 1U);
    EXPECT_EQ(before.words.at(0).at(3), "thường");
    EXPECT_THAT(before.twice, testing::ElementsAre("so_ky_hieu"));
    EXPECT_EQ(at(id, 1).document.fields.size(), 1U);
    EXPECT_EQ(book_->find(id)->revision, 3);
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::WorkStore> store_ = GetParam().store(folder_.path());
  std::unique_ptr<core::ReviewBook> book_ = GetParam().book(folder_.path());
};

TEST_P(ReviewBookConformance, ADocumentThatIsHeldHasNoJobUntilAPersonApprovesIt) {
  const auto id = feedOne("a.pdf");
  EXPECT_EQ(store_->jobsOpen(), 0);
  EXPECT_FALSE(store_->claim("w1", moment(10)));
  const auto progress = store_->progress("b1");
  EXPECT_EQ(progress.reviews_waiting, 1);
  EXPECT_EQ(progress.jobs_open, 0);
  EXPECT_THAT(store_->inconsistencies(), testing::IsEmpty());
  book_->approve(turn(id, 1), at(id, 1), {}, effort(id));
  EXPECT_EQ(store_->progress("b1").reviews_waiting, 0);
  EXPECT_EQ(book_->count(std::nullopt), 0);
  EXPECT_EQ(claim(core::Stage::kAssemble).subject, book_->find(id)->document);
}

TEST_P(ReviewBookConformance, OthersOfTheSameFileGoOnWithoutWaiting) {
  const auto ids = feed("a.pdf", 2, {paper({0}), paper({1})}, {{1, 0.2, false}});
  EXPECT_EQ(claim(core::Stage::kAssemble).subject, store_->findDocument(ids[0])->id);
  EXPECT_FALSE(book_->find(ids[0]));
  EXPECT_EQ(book_->find(ids[1])->certainty, 0.2);
}

TEST_P(ReviewBookConformance, TheQueueShowsTheCounterFirstAndOnlyUnitsThatWereAskedFor) {
  store_->createBatch({"desk", moment(5), core::Lane::kCounter, "p02"});
  const auto doubtful = feed("a.pdf", 1, {paper({0})}, {{0, 0.1, false}}).front();
  const auto later = feed("b.pdf", 1, {paper({0})}, {{0, 0.05, false}}).front();
  const auto counter = feed("c.pdf", 1, {paper({0})}, {{0, 0.9, false}}, "desk").front();
  const auto ids = [&](const core::ReviewBook::Wanted& wanted) {
    std::vector<std::string> found;
    for (const auto& entry : book_->waiting(wanted)) found.push_back(entry.copy_id);
    return found;
  };
  EXPECT_THAT(ids({}), testing::ElementsAre(counter, doubtful, later));
  EXPECT_THAT(ids({.units = {}, .least_certain_first = true}),
              testing::ElementsAre(counter, later, doubtful));
  EXPECT_THAT(ids({.units = {{"p01"}}}), testing::ElementsAre(doubtful, later));
  EXPECT_THAT(ids({.units = {{"nobody"}}}), testing::IsEmpty());
  EXPECT_THAT(ids({.units = {}, .most = 1, .skip = 1}), testing::ElementsAre(doubtful));
  EXPECT_EQ(book_->count({{"p02"}}), 1);
  EXPECT_EQ(book_->count(std::nullopt), 3);
}

TEST_P(ReviewBookConformance, WhoComesSecondOverwritesNothing) {
  const auto id = feedOne("a.pdf");
  auto mine = at(id, 1);
  mine.document.fields["so_ky_hieu"].value = "13/UBND";
  EXPECT_EQ(book_->change(turn(id, 1, "an"), "change", mine), 2);
  auto theirs = at(id, 1);
  theirs.document.fields["so_ky_hieu"].value = "99/UBND";
  EXPECT_EQ(slugOf([&] { book_->change(turn(id, 1, "binh"), "change", theirs); }),
            core::kReviewChanged.slug);
  EXPECT_EQ(slugOf([&] { book_->approve(turn(id, 1), theirs, {}, effort(id)); }),
            core::kReviewChanged.slug);
  const auto entry = book_->find(id);
  EXPECT_EQ(entry->revision, 2);
  EXPECT_EQ(entry->author, "an");
  EXPECT_EQ(at(id, 2).document.fields["so_ky_hieu"].value, core::FieldContent("13/UBND"));
  EXPECT_EQ(store_->findDocument(id)->document.fields["so_ky_hieu"].value,
            core::FieldContent("13/UBND"));
}

TEST_P(ReviewBookConformance, EveryStepCanBeReadAgain) {
  const auto id = feedOne("a.pdf");
  auto content = at(id, 1);
  content.words[0][3] = "chữ đúng";
  content.twice = {"so_ky_hieu"};
  book_->change(turn(id, 1), "change", content);
  book_->change(turn(id, 2, "binh"), "back", at(id, 1));
  EXPECT_EQ(at(id, 2).words.at(0).at(3), "chữ đúng");
  EXPECT_THAT(at(id, 2).twice, testing::ElementsAre("so_ky_hieu"));
  EXPECT_TRUE(at(id, 3).words.empty());
  const auto steps = book_->steps(book_->find(id)->document);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].action, "draft");
  EXPECT_EQ(steps[2].action, "back");
  EXPECT_EQ(steps[2].author, "binh");
  EXPECT_EQ(slugOf([&] { static_cast<void>(at(id, 9)); }), "store.no_such_item");
}

TEST_P(ReviewBookConformance, ADocumentIsCutInTwoAndBothWait) {
  const auto id = feed("a.pdf", 3, {paper({0, 1, 2})}, {{0, 0.5, false}}).front();
  auto kept = at(id, 1);
  auto taken = kept;
  kept.document.pages = {0};
  taken.document.pages = {1, 2};
  const auto second = book_->split(turn(id, 1), kept, taken);
  EXPECT_NE(second, id);
  EXPECT_EQ(store_->findDocument(id)->document.pages, std::vector<int>({0}));
  EXPECT_EQ(store_->findDocument(second)->document.pages, std::vector<int>({1, 2}));
  EXPECT_EQ(store_->progress("b1").reviews_waiting, 2);
  EXPECT_EQ(book_->find(second)->revision, 1);
  EXPECT_EQ(at(second, 1).document.number, 2);
  EXPECT_THAT(store_->inconsistencies(), testing::IsEmpty());
}

TEST_P(ReviewBookConformance, ACutThatLosesOrDoublesAPageIsRefused) {
  const auto id = feed("a.pdf", 2, {paper({0, 1})}, {{0, 0.5, false}}).front();
  auto kept = at(id, 1);
  auto taken = kept;
  kept.document.pages = {0};
  for (const auto& pages : {std::vector<int>{}, {0}, {0, 1}, {7}}) {
    taken.document.pages = pages;
    EXPECT_EQ(slugOf([&] { static_cast<void>(book_->split(turn(id, 1), kept, taken)); }),
              core::kReviewCut.slug);
  }
  EXPECT_EQ(book_->find(id)->revision, 1);
}

TEST_P(ReviewBookConformance, AFileThatCarriesASignatureStaysOneDocument) {
  const auto id = feed("a.pdf", 2, {paper({0, 1})}, {{0, 0.5, true}}).front();
  auto kept = at(id, 1);
  auto taken = kept;
  kept.document.pages = {0};
  taken.document.pages = {1};
  EXPECT_EQ(slugOf([&] { static_cast<void>(book_->split(turn(id, 1), kept, taken)); }),
            core::kReviewCut.slug);
}

TEST_P(ReviewBookConformance, TwoDocumentsOfAFileBecomeOne) {
  const auto ids = feed("a.pdf", 2, {paper({0}), paper({1})}, {{0, 0.5, false}, {1, 0.5, false}});
  auto both = at(ids[0], 1);
  both.document.pages = {0, 1};
  EXPECT_EQ(slugOf([&] { book_->merge(turn(ids[0], 1), ids[1], 7, both); }),
            core::kReviewChanged.slug);
  book_->merge(turn(ids[0], 1), ids[1], 1, both);
  EXPECT_FALSE(store_->findDocument(ids[1]));
  EXPECT_FALSE(book_->find(ids[1]));
  EXPECT_EQ(store_->findDocument(ids[0])->document.pages, std::vector<int>({0, 1}));
  book_->approve(turn(ids[0], 2), at(ids[0], 2), {}, effort(ids[0]));
  EXPECT_EQ(claim(core::Stage::kAssemble).subject, book_->find(ids[0])->document);
}

TEST_P(ReviewBookConformance, DocumentsOfDifferentFilesStayApart) {
  const auto first = feedOne("a.pdf");
  const auto second = feedOne("b.pdf");
  EXPECT_EQ(slugOf([&] { book_->merge(turn(first, 1), second, 1, at(first, 1)); }),
            core::kReviewCut.slug);
  EXPECT_EQ(slugOf([&] { book_->merge(turn(first, 1), first, 1, at(first, 1)); }),
            core::kReviewCut.slug);
}

TEST_P(ReviewBookConformance, CorrectedPagesTakeThePlaceOfWhatWasReadAndBothAreKept) {
  const auto id = feedOne("a.pdf");
  const auto better = core::sha256("better");
  EXPECT_EQ(slugOf([&] {
              book_->approve(turn(id, 1), at(id, 1), {{4, better}}, effort(id));
            }),
            core::kReviewCut.slug);
  book_->approve(turn(id, 1), at(id, 1), {{0, better}}, effort(id));
  const auto pages = store_->pages(book_->find(id)->master);
  EXPECT_EQ(pages.front().result, better);
  std::set<std::string> named;
  store_->forEachBlobReference(
      [&](const core::Sha256& blob, const std::string&) { named.insert(blob.hex()); });
  EXPECT_TRUE(named.contains(better.hex()));
  EXPECT_TRUE(named.contains(core::sha256("a.pdf0").hex()));
}

TEST_P(ReviewBookConformance, WhatWasApprovedWaitsNoMore) {
  const auto id = feedOne("a.pdf");
  const auto content = at(id, 1);
  book_->approve(turn(id, 1), content, {}, effort(id));
  EXPECT_EQ(book_->find(id)->state, core::ReviewEntry::State::kOver);
  EXPECT_EQ(slugOf([&] { book_->change(turn(id, 2), "change", content); }), core::kReviewOver.slug);
  EXPECT_EQ(slugOf([&] { book_->approve(turn(id, 2), content, {}, effort(id)); }),
            core::kReviewOver.slug);
}

TEST_P(ReviewBookConformance, ASecretThatAPersonFoundGoesToQuarantineAndNothingIsKeptOfItsReview) {
  const auto id = feedOne("a.pdf");
  book_->change(turn(id, 1), "change", at(id, 1));
  book_->holdSecret(turn(id, 2), "MẬT");
  const auto held = store_->quarantined("b1");
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].code, "metadata.state_secret");
  EXPECT_EQ(slugOf([&] { store_->retryQuarantined(held[0].id, moment(30)); }),
            core::kSecretHeld.slug);
  const auto row = store_->findDocument(id);
  EXPECT_EQ(row->document.secret, "MẬT");
  EXPECT_TRUE(row->document.fields.empty());
  EXPECT_THAT(book_->steps(row->id), testing::IsEmpty());
  EXPECT_THAT(store_->mastersToSeal(), testing::ElementsAre(row->master));
  EXPECT_EQ(store_->progress("b1").reviews_waiting, 0);
}

TEST_P(ReviewBookConformance, APageThatAPersonHoldsAsSecretIsForgottenWhereItWasBefore) {
  const auto [first, second] = feedSplit();
  book_->holdSecret(turn(second, 1), "MẬT");
  expectForgotten(first);
}

TEST_P(ReviewBookConformance, AFieldOfASecretPageThatWasLeftBehindGoesFromThePaperToo) {
  const auto [first, second] = feedSplit(true);
  ASSERT_TRUE(store_->findDocument(first)->document.fields.contains("trich_yeu"));
  book_->holdSecret(turn(second, 1), "MẬT");
  expectForgotten(first);
  const auto document = store_->findDocument(first)->document;
  EXPECT_FALSE(document.fields.contains("trich_yeu"));
  EXPECT_TRUE(document.fields.contains("so_ky_hieu"));
  EXPECT_THAT(document.pages, testing::ElementsAre(0));
}

TEST_P(ReviewBookConformance, APageThatExtractionHoldsAsSecretIsForgottenWhereItWasBefore) {
  const auto [first, second] = feedSplit();
  book_->approve(turn(second, 1), at(second, 1), {}, effort(second));
  store_->finishPdf(claim(core::Stage::kAssemble), core::sha256("base"), moment(21));
  store_->finishPdf(claim(core::Stage::kSignOperator), core::sha256("operator"), moment(22));
  auto document = store_->findDocument(second)->document;
  document.secret = "MẬT";
  document.fields.clear();
  store_->finishExtract(claim(core::Stage::kExtract), document, moment(23));
  expectForgotten(first);
}

TEST_P(ReviewBookConformance, WhatSomebodyWorksOnComesLastForOthersUntilItsTimeIsOver) {
  const auto one = feedOne("a.pdf");
  const auto two = feedOne("b.pdf");
  const auto first = [&](const std::string& person, int now) {
    return book_->waiting({.units = {}, .person = person, .now = moment(now)}).front().copy_id;
  };
  const auto claimed = [&](const std::string& id) { return book_->find(id)->claimed_by; };
  book_->claim(book_->find(one)->document, "an", moment(30), moment(90));
  EXPECT_EQ(first("an", 31), one);
  EXPECT_EQ(first("binh", 31), two);
  EXPECT_EQ(first("binh", 90), one);
  EXPECT_EQ(first("", 31), one);
  // Nobody takes it away, and nobody is kept from working on it.
  book_->claim(book_->find(one)->document, "binh", moment(40), moment(100));
  EXPECT_EQ(claimed(one), "an");
  EXPECT_EQ(book_->change(turn(one, 1, "binh"), "change", at(one, 1)), 2);
  // The next one is looked at while this one is worked on.
  book_->claim(book_->find(two)->document, "an", moment(50), moment(110));
  EXPECT_EQ(claimed(one), "an");
  EXPECT_EQ(claimed(two), "an");
  EXPECT_EQ(book_->find(two)->claimed_until, moment(110));
  book_->claim(book_->find(two)->document, "binh", moment(110), moment(170));
  EXPECT_EQ(claimed(two), "binh");
}

TEST_P(ReviewBookConformance, ABatchThatIsCalledOffTakesItsReviewsAlongAndBringsThemBack) {
  const auto id = feedOne("a.pdf");
  EXPECT_EQ(store_->cancelBatch("b1", moment(6)), 1);
  EXPECT_EQ(store_->progress("b1").reviews_waiting, 0);
  EXPECT_EQ(slugOf([&] { book_->change(turn(id, 1), "change", at(id, 1)); }),
            core::kReviewOver.slug);
  store_->retryQuarantined(store_->quarantined("b1").front().id, moment(7));
  EXPECT_EQ(store_->jobsOpen(), 0);
  EXPECT_EQ(store_->progress("b1").reviews_waiting, 1);
  book_->approve(turn(id, 1), at(id, 1), {}, effort(id));
  EXPECT_EQ(store_->jobsOpen(), 1);
}

TEST_P(ReviewBookConformance, WhatAPersonDecidedIsNotLostByDoingTheFileAgain) {
  const auto ledger = GetParam().ledger(folder_.path());
  const auto id = feedOne("a.pdf");
  const auto master = book_->find(id)->master;
  const auto again = [&](int now) {
    return slugOf([&] { ledger->startAgain(master, {}, moment(now)); });
  };
  auto content = at(id, 1);
  content.document.fields["so_ky_hieu"].value = "13/UBND";
  book_->change(turn(id, 1), "change", content);
  EXPECT_EQ(again(21), core::kReviewInHand.slug);
  EXPECT_EQ(at(id, 2).document.fields["so_ky_hieu"].value, core::FieldContent("13/UBND"));
  book_->approve(turn(id, 2), at(id, 2), {}, effort(id));
  EXPECT_EQ(again(22), core::kReviewApproved.slug);
  EXPECT_EQ(claim(core::Stage::kAssemble).subject, book_->find(id)->document);
}

TEST_P(ReviewBookConformance, WhatStandsAsItWasReadIsDoneAgainWhenNobodyWorksOnIt) {
  const auto ledger = GetParam().ledger(folder_.path());
  const auto id = feedOne("a.pdf");
  const auto master = book_->find(id)->master;
  auto content = at(id, 1);
  content.document.fields["so_ky_hieu"].value = "13/UBND";
  book_->change(turn(id, 1), "change", content);
  book_->change(turn(id, 2), "back", at(id, 1));
  book_->claim(book_->find(id)->document, "an", moment(21), moment(60));
  EXPECT_EQ(slugOf([&] { ledger->startAgain(master, {}, moment(22)); }), core::kReviewInHand.slug);
  ledger->startAgain(master, {}, moment(60));
  EXPECT_FALSE(book_->find(id));
  EXPECT_EQ(store_->jobsOpen(), 1);
}

TEST_P(ReviewBookConformance, APausedBatchCanBeReviewedAndItsCopiesWait) {
  const auto id = feedOne("a.pdf");
  store_->pauseBatch("b1", true);
  book_->approve(turn(id, 1), at(id, 1), {}, effort(id));
  EXPECT_EQ(store_->progress("b1").jobs_held, 1);
  EXPECT_FALSE(store_->claim("w1", moment(30)));
}

TEST_P(ReviewBookConformance, TheWorkOfPeopleIsToldByDocumentAndField) {
  const auto id = feedOne("a.pdf");
  book_->approve(turn(id, 1), at(id, 1), {}, effort(id));
  const auto efforts = book_->efforts(moment(0), moment(100));
  ASSERT_EQ(efforts.size(), 1U);
  EXPECT_EQ(efforts[0].copy_id, id);
  EXPECT_EQ(efforts[0].work, std::chrono::seconds(9));
  EXPECT_EQ(efforts[0].person, "an");
  EXPECT_THAT(efforts[0].corrections, testing::UnorderedElementsAre(testing::Pair("so_ky_hieu", 2),
                                                                    testing::Pair("#text", 1)));
  EXPECT_THAT(book_->efforts(moment(21), moment(100)), testing::IsEmpty());
}

TEST_P(ReviewBookConformance, ABatchSaysWhichOfItsDocumentsWait) {
  store_->createBatch({.id = "all", .created = moment(5), .review = core::ReviewWait::kAlways});
  const auto master = store_->addMaster("all", "x", "x", core::sha256("x"), 1, moment(6));
  EXPECT_EQ(store_->master(master.id).review, core::ReviewWait::kAlways);
  EXPECT_EQ(store_->batches().back().review, core::ReviewWait::kAlways);
}

}  // namespace sohoa::conformance

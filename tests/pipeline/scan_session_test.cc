#include "pipeline/scan_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>

#include "core/ports/scanner.h"
#include "core/ports/scanner_errors.h"
#include "pipeline/sheet_feed.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;
using test::slugOf;
using ::testing::ElementsAre;

// Pictures are text files here.
class TextImages final : public core::SheetImages {
 public:
  core::SheetLook look(const fs::path&) override { return {{10, 10}, 300, 0, {}}; }
  void bind(const std::vector<fs::path>& pages, const fs::path& out) override {
    std::string all;
    for (const auto& page : pages) all += core::readText(page) + " ";
    core::writeFileAtomically(out, all);
  }
};

// "A1" is a side, "scanner.jam" a stop.
class ScriptedFeed final : public core::PaperFeed {
 public:
  ScriptedFeed(fs::path folder, std::vector<std::string> script)
      : folder_(std::move(folder)), script_(std::move(script)) {}
  [[nodiscard]] const core::ScanSetup& setup() const override { return setup_; }
  core::SideAnswer next(const std::string& name) override {
    if (at_ == script_.size()) return {core::Error(core::kScannerEmpty, {}), {}};
    const auto event = script_[at_++];
    if (event.find('.') != std::string::npos) {
      return {core::Error(core::scannerError(event), {}), {}};
    }
    core::writeFileAtomically(folder_ / name, event);
    return {};
  }

 private:
  fs::path folder_;
  std::vector<std::string> script_;
  std::size_t at_ = 0;
  core::ScanSetup setup_;
};

class Session : public ::testing::Test {
 protected:
  ScanSession begin() {
    return ScanSession::begin(place_, {"quet-1", clock_.now(), {}, {}, "HS-1"}, images_, clock_);
  }
  ScanSession resume() { return ScanSession::resume(place_, images_, clock_); }

  std::string feed(ScanSession& session, std::vector<std::string> script, int sides = 1,
                   FeedOrder order = {}) {
    SheetFeed sheets(session, order, [](const auto&, int) {});
    ScriptedFeed paper(place_, std::move(script));
    const std::atomic<bool> stop{false};
    const auto why = sheets.run(paper, sides, stop);
    return why ? std::string(why->code().slug) : "";
  }
  static std::vector<std::string> texts(const ScanSession& session) {
    std::vector<std::string> all;
    for (const auto& page : session.book().pages()) {
      all.push_back(core::readText(session.folder() / page.file));
    }
    return all;
  }

  core::TemporaryFolder folder_;
  fs::path place_ = folder_.path() / "quet-1";
  core::FixedClock clock_{core::parseIso8601("2026-11-22T08:00:00+07:00")};
  TextImages images_;
};

TEST_F(Session, AJamTakesTheSheetAgainWithBothSides) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A1", "A2", "B1", "scanner.jam"}, 2), "scanner.jam");
  EXPECT_THAT(texts(session), ElementsAre("A1", "A2"));
  EXPECT_EQ(feed(session, {"B1", "B2", "C1", "C2"}, 2), "scanner.empty");
  EXPECT_THAT(texts(session), ElementsAre("A1", "A2", "B1", "B2", "C1", "C2"));
}

TEST_F(Session, AFrontWithoutABackIsToldAsSuch) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A1"}, 2), "scanner.no_back");
  EXPECT_EQ(session.book().sheets(), 0);
}

TEST_F(Session, StopsAtTheNumberOfPagesAskedFor) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A", "B", "C"}, 1, {2, {}}), "");
  EXPECT_THAT(texts(session), ElementsAre("A", "B"));
}

TEST_F(Session, SheetsPutInFollowEachOtherAndReplacedOnesAreKeptAside) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A", "B", "C"}), "scanner.empty");
  EXPECT_EQ(feed(session, {"x", "y"}, 1, {std::nullopt, {1, std::nullopt}}), "scanner.empty");
  EXPECT_EQ(feed(session, {"0"}, 1, {1, {0, std::nullopt}}), "");
  EXPECT_EQ(feed(session, {"c"}, 1, {1, {std::nullopt, 3}}), "");
  EXPECT_THAT(texts(session), ElementsAre("0", "A", "x", "y", "B", "c"));
  EXPECT_EQ(core::readText(place_ / "bo-ra" / "to-00003-a.tif"), "C");
  EXPECT_EQ(core::readText(session.bind("ho-so")), "0 A x y B c ");
}

FeedOrder withoutNote(int sheet, int side) {
  FeedOrder order{1, {}};
  order.place.bares = SheetSide{sheet, side};
  return order;
}

TEST_F(Session, APageWithoutItsNoteStandsRightBehindThePageWithIt) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A1", "A2", "B1", "B2"}, 2), "scanner.empty");
  EXPECT_EQ(feed(session, {"a1"}, 1, withoutNote(1, 0)), "");
  EXPECT_EQ(feed(session, {"b2"}, 1, withoutNote(2, 1)), "");
  EXPECT_THAT(texts(session), ElementsAre("A1", "a1", "A2", "B1", "B2", "b2"));
  EXPECT_THAT(session.book().secondImages(), ElementsAre(1, 5));
  EXPECT_EQ(session.book().sheets(), 2);
  const auto again = readSession(place_);
  ASSERT_TRUE(again);
  EXPECT_THAT(again->secondImages(), ElementsAre(1, 5));
}

TEST_F(Session, ASecondImageIsReplacedAndGoesWithItsSheet) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A", "B"}), "scanner.empty");
  EXPECT_EQ(feed(session, {"a"}, 1, withoutNote(1, 0)), "");
  EXPECT_EQ(feed(session, {"aa"}, 1, withoutNote(1, 0)), "");
  EXPECT_THAT(texts(session), ElementsAre("A", "aa", "B"));
  EXPECT_EQ(feed(session, {"A2"}, 1, {1, {std::nullopt, 1}}), "");
  EXPECT_THAT(texts(session), ElementsAre("A2", "B"));
  EXPECT_THAT(session.book().secondImages(), ElementsAre());
  EXPECT_TRUE(std::filesystem::exists(place_ / "bo-ra" / "to-00004-a.tif"));
}

TEST_F(Session, AReplacementThatJamsLeavesTheOldSheet) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A1", "A2"}, 2), "scanner.empty");
  EXPECT_EQ(feed(session, {"B1", "scanner.jam"}, 2, {2, {std::nullopt, 1}}), "scanner.jam");
  EXPECT_THAT(texts(session), ElementsAre("A1", "A2"));
}

TEST_F(Session, APictureThatIsWholeButNotWrittenDownIsTakenOver) {
  {
    auto session = begin();
    EXPECT_EQ(feed(session, {"A"}), "scanner.empty");
    const int sheet = session.beginSheet(1, {});
    core::writeFileAtomically(place_ / ScanSession::fileFor(sheet, 0), "B");
    core::writeFileAtomically(place_ / "to-00009-a.tif.XyZ123", "half");
  }
  const auto session = resume();
  EXPECT_THAT(texts(session), ElementsAre("A", "B"));
  EXPECT_FALSE(fs::exists(place_ / "to-00009-a.tif.XyZ123"));
}

TEST_F(Session, ASheetWithOneSideIsPutAsideAndFedAgain) {
  {
    auto session = begin();
    const int sheet = session.beginSheet(2, {});
    core::writeFileAtomically(place_ / ScanSession::fileFor(sheet, 0), "A1");
  }
  auto session = resume();
  EXPECT_EQ(session.book().sheets(), 0);
  EXPECT_EQ(feed(session, {"A1", "A2"}, 2), "scanner.empty");
  EXPECT_THAT(texts(session), ElementsAre("A1", "A2"));
}

TEST_F(Session, EveryCutOfTheManifestGivesWholeSheetsInOrder) {
  {
    auto session = begin();
    EXPECT_EQ(feed(session, {"A1", "A2", "B1", "B2", "C1", "C2"}, 2), "scanner.empty");
  }
  const auto whole = core::readText(place_ / "phien.jsonl");
  const auto head = whole.find('\n') + 1;
  fs::copy(place_, folder_.path() / "kept", fs::copy_options::recursive);
  const std::vector<std::string> all{"A1", "A2", "B1", "B2", "C1", "C2"};
  for (std::size_t cut = head; cut < whole.size(); cut += 13) {
    fs::remove_all(place_);
    fs::copy(folder_.path() / "kept", place_, fs::copy_options::recursive);
    core::writeFileAtomically(place_ / "phien.jsonl", whole.substr(0, cut));
    const auto found = texts(resume());
    ASSERT_EQ(found.size() % 2, 0U) << cut;
    ASSERT_TRUE(std::equal(found.begin(), found.end(), all.begin())) << cut;
    ASSERT_EQ(texts(resume()), found) << cut;
  }
}

TEST_F(Session, OneCommandAtATime) {
  const auto session = begin();
  EXPECT_EQ(slugOf([&] { static_cast<void>(resume()); }), "scan.session_busy");
}

TEST_F(Session, AMissingSessionIsAnError) {
  EXPECT_EQ(slugOf([&] { static_cast<void>(resume()); }), "scan.no_session");
}

TEST_F(Session, AChangedPictureIsNeverTakenIn) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A", "B"}), "scanner.empty");
  core::writeFileAtomically(place_ / "to-00002-a.tif", "b");
  EXPECT_EQ(slugOf([&] { static_cast<void>(session.bind("ho-so")); }), "scan.session_damaged");
}

TEST_F(Session, PicturesGoWhenTheyAreSafeElsewhereAndTheManifestStays) {
  auto session = begin();
  EXPECT_EQ(feed(session, {"A"}), "scanner.empty");
  static_cast<void>(session.bind("ho-so"));
  session.markTaken("lo-1", false);
  EXPECT_FALSE(fs::exists(place_ / "to-00001-a.tif"));
  EXPECT_EQ(readSession(place_)->batch(), "lo-1");
}

TEST(SessionBook, DamagedLinesNeverDoMoreThanFail) {
  SessionBook good;
  good.apply(SessionBook::headLine({"q", {}, {}, {core::Lane::kCounter, "p01"}, ""}));
  const auto line = SessionBook::sheetLine(1, 2, {0, std::nullopt});
  std::mt19937 dice(6);
  for (int i = 0; i < 5000; ++i) {
    auto bad = line;
    for (int n = 0; n < 2; ++n) bad[dice() % bad.size()] = static_cast<char>(dice());
    auto book = good;
    const auto slug = slugOf([&] { book.apply(bad); });
    ASSERT_TRUE(slug.empty() || slug == "scan.session_damaged") << bad;
  }
}

TEST(SessionBook, ContradictionsAreDamage) {
  for (const char* line :
       {"", "[]", "{}", R"({"session":{}})", R"({"stop":{"sheet":1,"code":"x"}})",
        R"({"page":{"sheet":1}})", R"({"sheet":{"number":0,"sides":1}})",
        R"({"sheet":{"number":1,"sides":3}})", R"({"sheet":{"number":1,"sides":1,"after":5}})",
        R"({"sheet":{"number":1,"sides":1,"replaces":1}})", R"({"khac":1})"}) {
    SessionBook book;
    book.apply(SessionBook::headLine({"q", {}, {}, {}, ""}));
    EXPECT_EQ(slugOf([&] { book.apply(line); }), "scan.session_damaged") << line;
  }
}

}  // namespace
}  // namespace sohoa::pipeline

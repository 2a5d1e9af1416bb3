#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/errors.h"
#include "core/ports/warehouse.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

// What every Warehouse must do.
namespace sohoa::conformance {

using test::slugOf;

// A warehouse that keeps its state in a folder, and what puts a copy's bytes where it takes them.
class WarehouseHouse {
 public:
  virtual ~WarehouseHouse() = default;
  virtual core::Warehouse& warehouse() = 0;
  virtual core::Sha256 store(const std::string& pdf) = 0;
};

struct WarehouseMaker {
  std::string name;
  std::function<std::unique_ptr<WarehouseHouse>(const std::filesystem::path& folder)> open;
};
inline std::ostream& operator<<(std::ostream& out, const WarehouseMaker& maker) {
  return out << maker.name;
}

class WarehouseConformance : public testing::TestWithParam<WarehouseMaker> {
 protected:
  void SetUp() override { house_ = GetParam().open(folder_.path()); }
  [[nodiscard]] core::Warehouse& warehouse() const { return house_->warehouse(); }

  core::SignedCopy copy(const std::string& id, const std::string& text, int second = 0) {
    const std::string pdf = "%PDF of " + id;
    core::SignedCopy copy;
    copy.id = id;
    copy.kind = "quyet_dinh";
    copy.title = "Quyết định";
    copy.unit = "P001";
    copy.batch = "b1";
    copy.subject = "079200000001";
    copy.fields = {{"so_ky_hieu", "12/QĐ-UBND"},
                   {"noi_nhan", std::vector<std::string>{"Sở Tư pháp", "Lưu: VT"}}};
    copy.text = text;
    copy.pages = 2;
    copy.level = "B-T";
    copy.content = house_->store(pdf);
    copy.size = pdf.size();
    copy.created = core::Timestamp(std::chrono::seconds(1'800'000'000 + second));
    return copy;
  }
  void deliver(const std::string& id, const std::string& text, int second = 0) {
    static_cast<void>(warehouse().deliver(copy(id, text, second)));
  }
  [[nodiscard]] std::vector<std::string> search(const std::string& words) const {
    return ids(warehouse().search({.words = words, .subject = {}, .kind = {}, .cursor = {}}));
  }
  [[nodiscard]] static std::vector<std::string> ids(const core::SearchPage& page) {
    std::vector<std::string> found;
    for (const auto& hit : page.hits) found.push_back(hit.id);
    return found;
  }
  core::TemporaryFolder folder_;
  std::unique_ptr<WarehouseHouse> house_;
};

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST_P(WarehouseConformance, ACopyDeliveredCanBeFoundAndFetched) {
  const auto sent = copy("c1", "nội dung");
  const auto receipt = warehouse().deliver(sent);
  EXPECT_EQ(receipt.copy_id, "c1");
  EXPECT_EQ(receipt.content, sent.content);
  const auto hit = warehouse().find("c1");
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->kind, sent.kind);
  EXPECT_EQ(hit->title, sent.title);
  EXPECT_EQ(hit->fields, sent.fields);
  EXPECT_EQ(hit->pages, 2);
  EXPECT_EQ(hit->level, "B-T");
  EXPECT_EQ(hit->content, sent.content);
  EXPECT_EQ(hit->created, sent.created);
  warehouse().fetch("c1", folder_.path() / "out.pdf");
  EXPECT_EQ(core::readText(folder_.path() / "out.pdf"), "%PDF of c1");
}

TEST_P(WarehouseConformance, DeliveringAgainGivesTheFirstReceipt) {
  const auto first = warehouse().deliver(copy("c1", "một"));
  const auto second = warehouse().deliver(copy("c1", "một"));
  EXPECT_EQ(second.accepted, first.accepted);
  EXPECT_THAT(search(""), SizeIs(1));
}

TEST_P(WarehouseConformance, OtherContentUnderAKnownIdIsRefused) {
  auto sent = copy("c1", "một");
  static_cast<void>(warehouse().deliver(sent));
  const auto first = sent.content;
  sent.content = house_->store("other bytes");
  EXPECT_EQ(slugOf([&] { static_cast<void>(warehouse().deliver(sent)); }),
            core::kCopyConflict.slug);
  EXPECT_EQ(warehouse().find("c1")->content, first);
}

TEST_P(WarehouseConformance, ACopyWhoseBytesAreNotThereIsNotAccepted) {
  auto sent = copy("c1", "một");
  sent.content = core::sha256("never stored");
  EXPECT_NE(slugOf([&] { static_cast<void>(warehouse().deliver(sent)); }), "");
  EXPECT_FALSE(warehouse().find("c1"));
}

TEST_P(WarehouseConformance, AnUnknownCopyIsNotFound) {
  EXPECT_FALSE(warehouse().find("none"));
  EXPECT_EQ(slugOf([&] { warehouse().fetch("none", folder_.path() / "out.pdf"); }),
            core::kNoSuchCopy.slug);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out.pdf"));
}

TEST_P(WarehouseConformance, WordsWithMarksRankTheirOwnSpellingFirst) {
  deliver("exact", "ông Nguyễn Văn Hòa", 1);
  deliver("plain", "ong Nguyen Van Hoa", 2);
  deliver("other", "ông Nguyên Vạn Hoà", 3);
  deliver("none", "bà Trần Thị Lan", 4);
  EXPECT_THAT(search("Nguyễn Văn Hòa"), ElementsAre("exact", "other", "plain"));
}

TEST_P(WarehouseConformance, WordsWithoutMarksFindAllSpellings) {
  deliver("a", "Đường số 5", 1);
  deliver("b", "duong so 5", 2);
  EXPECT_THAT(search("DUONG SO"), ElementsAre("b", "a"));
}

TEST_P(WarehouseConformance, EveryWordMustOccurAndTheLastMayGoOn) {
  deliver("a", "giấy khai sinh");
  deliver("b", "giấy chứng nhận");
  EXPECT_THAT(search("giay khai"), ElementsAre("a"));
  EXPECT_THAT(search("giấy chứ"), ElementsAre("b"));
  EXPECT_THAT(search("gia khai"), IsEmpty());
}

TEST_P(WarehouseConformance, QuotedWordsStandTogetherInOrder) {
  deliver("a", "khai sinh");
  deliver("b", "sinh khai");
  deliver("c", "khai báo sinh");
  EXPECT_THAT(search("\"khai sinh\""), ElementsAre("a"));
  EXPECT_THAT(search("khai sinh"), UnorderedElementsAre("a", "b", "c"));
}

TEST_P(WarehouseConformance, NumbersAndLongQuotesStandTogetherToTheirEnd) {
  deliver("a", "Số 12/QĐ-UBND về khai sinh của trẻ em", 1);
  deliver("b", "Số 12/KH và QĐ-UBND, khai sinh, sinh của", 2);
  deliver("c", "so 12/qd-ubnd ve khai sinh cua tre em", 3);
  EXPECT_THAT(search("so 12/qd-ubnd ve"), ElementsAre("c", "a"));
  EXPECT_THAT(search("số 12/QĐ-UB"), ElementsAre("b", "a", "c")) << "it is in the fields of all";
  EXPECT_THAT(search("\"khai sinh của trẻ\""), ElementsAre("a", "c"));
  EXPECT_THAT(search("\"khai sinh cua\""), ElementsAre("c", "a"));
  EXPECT_THAT(search("\"sinh cua\""), ElementsAre("c", "b", "a"));
  EXPECT_THAT(search("\"khai sin\""), IsEmpty()) << "what is quoted does not go on";
}

TEST_P(WarehouseConformance, TitlesAndFieldsAreSearchedToo) {
  deliver("a", "văn bản");
  EXPECT_THAT(search("quyết định 12/QĐ-UBND"), ElementsAre("a"));
  EXPECT_THAT(search("sở tư pháp"), ElementsAre("a"));
}

TEST_P(WarehouseConformance, DecomposedTextIsFoundByComposedWords) {
  deliver("a", "Quye\u0302\u0301t");  // NFD
  EXPECT_THAT(search("quyết"), ElementsAre("a"));
}

TEST_P(WarehouseConformance, WhatIsTypedIsNeverSyntax) {
  deliver("a", "giấy khai sinh");
  for (const std::string words :
       {"\"", "\"\"\"", "a AND", "NOT", "NEAR(a b)", "exact:x", "*", "^giay", "{exact folded}: x",
        "a'; DROP TABLE copy; --", "(", "-", "\xff\xfe", "★", "\"*\"", "giay\" OR \"x"}) {
    SCOPED_TRACE(words);
    EXPECT_EQ(slugOf([&] { static_cast<void>(search(words)); }), "");
  }
  EXPECT_THAT(search("khai OR nothing"), IsEmpty());
  EXPECT_THAT(search("★ khai"), ElementsAre("a"));
  EXPECT_THAT(search("giay"), ElementsAre("a"));
}

TEST_P(WarehouseConformance, SubjectAndKindNarrowTheSearch) {
  auto other = copy("b", "giấy");
  other.subject = "079200000002";
  other.kind = "giay_khai_sinh";
  deliver("a", "giấy");
  static_cast<void>(warehouse().deliver(other));
  const auto narrowed = [&](const std::string& words, std::optional<std::string> subject,
                            std::optional<std::string> kind) {
    return ids(warehouse().search(
        {.words = words, .subject = std::move(subject), .kind = std::move(kind), .cursor = {}}));
  };
  EXPECT_THAT(narrowed("giay", "079200000002", {}), ElementsAre("b"));
  EXPECT_THAT(narrowed("", "079200000001", {}), ElementsAre("a"));
  EXPECT_THAT(narrowed("giấy", {}, "giay_khai_sinh"), ElementsAre("b"));
  EXPECT_THAT(narrowed("", "079200000001", "giay_khai_sinh"), IsEmpty());
}

TEST_P(WarehouseConformance, PagesOfResultsNeitherRepeatNorSkipWhileCopiesComeIn) {
  for (const std::string words : {"", "giay", "giấy"}) {
    SCOPED_TRACE(words);
    house_.reset();
    const core::TemporaryFolder fresh;
    house_ = GetParam().open(fresh.path());
    for (int i = 0; i < 7; ++i) {
      deliver("c" + std::to_string(i), i % 2 == 0 ? "giấy" : "giay", i / 2);
    }
    core::SearchQuery query{.words = words, .subject = {}, .kind = {}, .cursor = {}, .limit = 3};
    std::vector<std::string> found;
    for (int page = 0; page < 9; ++page) {
      const auto result = warehouse().search(query);
      for (const auto& id : ids(result)) found.push_back(id);
      if (!result.next) break;
      query.cursor = result.next;
      deliver("late" + std::to_string(page), "giấy", 100 + page);  // before the cursor
    }
    EXPECT_THAT(found, UnorderedElementsAre("c0", "c1", "c2", "c3", "c4", "c5", "c6"));
    house_.reset();
  }
}

TEST_P(WarehouseConformance, AForeignCursorIsRefused) {
  for (int i = 0; i < 3; ++i) deliver("c" + std::to_string(i), "giấy");
  core::SearchQuery query{.words = "giay", .subject = {}, .kind = {}, .cursor = {}, .limit = 1};
  const auto cursor = warehouse().search(query).next;
  ASSERT_TRUE(cursor);
  const std::string bad(core::kBadCursor.slug);
  for (const std::string words : {"other", "giay "}) {
    query = {.words = words, .subject = {}, .kind = {}, .cursor = cursor, .limit = 1};
    EXPECT_EQ(slugOf([&] { static_cast<void>(warehouse().search(query)); }), bad);
  }
  for (const std::string& text : {std::string(), std::string("zz"), std::string(64, 'z'),
                                  cursor->substr(1), "-" + cursor->substr(1)}) {
    query = {.words = "giay", .subject = {}, .kind = {}, .cursor = text, .limit = 1};
    EXPECT_EQ(slugOf([&] { static_cast<void>(warehouse().search(query)); }), bad);
  }
}

TEST_P(WarehouseConformance, APageHoldsBetweenOneAndTwoHundredHits) {
  for (const int limit : {0, -1, 201}) {
    const core::SearchQuery query{
        .words = "", .subject = {}, .kind = {}, .cursor = {}, .limit = limit};
    EXPECT_EQ(slugOf([&] { static_cast<void>(warehouse().search(query)); }), core::kBadQuery.slug);
  }
}

TEST_P(WarehouseConformance, ProcessesDeliveringTheSameCopiesAgree) {
  const auto folder = folder_.path();
  house_.reset();
  std::vector<std::unique_ptr<ForkedProcess>> processes;
  for (int p = 0; p < 2; ++p) {
    processes.push_back(std::make_unique<ForkedProcess>([&](int) {
      house_ = GetParam().open(folder);
      for (int i = 0; i < 10; ++i) deliver("c" + std::to_string(i), "giấy");
      house_.reset();
    }));
  }
  for (const auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  house_ = GetParam().open(folder);
  EXPECT_THAT(search("giay"), SizeIs(10));
}

}  // namespace sohoa::conformance

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
#include "core/ports/certification_register.h"
#include "core/ports/errors.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

// What every CertificationRegister must do.
namespace sohoa::conformance {

using test::slugOf;

struct RegisterMaker {
  std::string name;
  std::function<std::unique_ptr<core::CertificationRegister>(const std::filesystem::path& folder)>
      open;
};
inline std::ostream& operator<<(std::ostream& out, const RegisterMaker& maker) {
  return out << maker.name;
}

class RegisterConformance : public testing::TestWithParam<RegisterMaker> {
 protected:
  void SetUp() override { entries_ = GetParam().open(folder_.path()); }
  [[nodiscard]] core::CertificationRegister& entries() const { return *entries_; }

  static core::Timestamp at(const std::string& time) { return core::parseIso8601(time); }
  core::RegisterEntry open(const std::string& source,
                           const std::string& time = "2026-11-22T08:30:00+07:00") {
    return entries().open("p01", source, at(time));
  }
  core::RegisterEntry issue(const std::string& source) {
    auto entry = open(source);
    entry.book = "01/2026-SCT/BS";
    entry.certifier = "Trần Văn Mẫu";
    entry.policy = "chung-thuc/1";
    entry.content = core::sha256(source);
    entries().issue(entry, at("2026-11-22T08:31:00+07:00"));
    return entry;
  }

  core::TemporaryFolder folder_;

 private:
  std::unique_ptr<core::CertificationRegister> entries_;
};

TEST_P(RegisterConformance, NumbersCountFromOneInEveryUnitAndYear) {
  EXPECT_EQ(open("a").number, 1);
  EXPECT_EQ(open("b").number, 2);
  EXPECT_EQ(entries().open("p02", "c", at("2026-11-22T08:30:00+07:00")).number, 1);
  EXPECT_EQ(open("d", "2027-01-01T00:00:00+07:00").number, 1);
  EXPECT_EQ(open("d").year, 2027);
}

TEST_P(RegisterConformance, TheYearIsThatOfVietnam) {
  EXPECT_EQ(open("a", "2026-12-31T16:59:59Z").year, 2026);
  EXPECT_EQ(open("b", "2026-12-31T17:00:00Z").year, 2027);
}

TEST_P(RegisterConformance, ASourceCutShortKeepsItsNumberAndCopy) {
  const auto first = open("a");
  const auto again = open("a", "2026-11-23T08:30:00+07:00");
  EXPECT_EQ(again.number, first.number);
  EXPECT_EQ(again.copy_id, first.copy_id);
  EXPECT_EQ(again.opened, first.opened);
}

TEST_P(RegisterConformance, ASourceIssuedGetsTheNextNumberAndAnotherCopy) {
  const auto first = issue("a");
  const auto second = open("a");
  EXPECT_EQ(second.number, first.number + 1);
  EXPECT_NE(second.copy_id, first.copy_id);
}

TEST_P(RegisterConformance, AnIssuedEntryTellsAllThatWasPrinted) {
  const auto issued = issue("a");
  const auto held = entries().list("p01", 2026).at(0);
  EXPECT_EQ(held.state, core::EntryState::kIssued);
  EXPECT_EQ(held.book, issued.book);
  EXPECT_EQ(held.certifier, issued.certifier);
  EXPECT_EQ(held.policy, issued.policy);
  EXPECT_EQ(held.content, issued.content);
  EXPECT_EQ(held.closed, at("2026-11-22T08:31:00+07:00"));
}

TEST_P(RegisterConformance, IssuingTwiceChangesNothingAndNeverAnotherCopy) {
  auto issued = issue("a");
  entries().issue(issued, at("2026-11-23T00:00:00+07:00"));
  EXPECT_EQ(entries().all().at(0).closed, at("2026-11-22T08:31:00+07:00"));
  issued.content = core::sha256(std::string_view("another"));
  EXPECT_EQ(slugOf([&] { entries().issue(issued, at("2026-11-23T00:00:00+07:00")); }),
            core::kEntryClosed.slug);
  issued.content.reset();
  EXPECT_EQ(slugOf([&] { entries().issue(issued, at("2026-11-23T00:00:00+07:00")); }),
            core::kInternal.slug);
}

TEST_P(RegisterConformance, AVoidNumberStaysInItsPlaceWithItsReason) {
  const auto first = open("a");
  entries().cancel("p01", first.year, first.number, "Nhầm giấy tờ", at("2026-11-22T09:00:00Z"));
  EXPECT_EQ(open("a").number, 2);
  const auto held = entries().list("p01", 2026).at(0);
  EXPECT_EQ(held.state, core::EntryState::kVoid);
  EXPECT_EQ(held.reason, "Nhầm giấy tờ");
}

TEST_P(RegisterConformance, WhatIsClosedOrUnknownCannotBeDeclaredVoid) {
  const auto issued = issue("a");
  const auto now = at("2026-11-22T09:00:00Z");
  EXPECT_EQ(slugOf([&] { entries().cancel("p01", issued.year, issued.number, "x", now); }),
            core::kEntryClosed.slug);
  EXPECT_EQ(slugOf([&] { entries().cancel("p01", 2026, 99, "x", now); }), core::kNoSuchItem.slug);
}

TEST_P(RegisterConformance, AllEntriesOfASourceAreFound) {
  issue("a");
  issue("b");
  open("a");
  const auto found = entries().ofSource("a");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].number, 1);
  EXPECT_EQ(found[1].number, 3);
  EXPECT_TRUE(entries().ofSource("nobody").empty());
}

TEST_P(RegisterConformance, TheEntryOfACertifiedCopyIsFound) {
  issue("a");
  const auto entry = issue("b");
  const auto found = entries().ofCopy(entry.copy_id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->number, 2);
  EXPECT_EQ(found->source, "b");
  EXPECT_FALSE(entries().ofCopy("nobody"));
}

TEST_P(RegisterConformance, EntriesAreThereForTheNextOneWhoOpensIt) {
  issue("a");
  EXPECT_EQ(GetParam().open(folder_.path())->all().size(), 1U);
}

class RegisterProcessConformance : public RegisterConformance {};

TEST_P(RegisterProcessConformance, ProcessesAtOnceGetNumbersWithoutGapOrDouble) {
  constexpr int kProcesses = 4;
  constexpr int kEach = 25;
  {
    std::vector<std::unique_ptr<ForkedProcess>> processes;
    for (int process = 0; process < kProcesses; ++process) {
      processes.push_back(std::make_unique<ForkedProcess>([&, process](int) {
        const auto own = GetParam().open(folder_.path());
        for (int n = 0; n < kEach; ++n) {
          own->open("p01", std::to_string(process) + "/" + std::to_string(n),
                    at("2026-11-22T08:30:00+07:00"));
        }
      }));
    }
    for (auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  }
  const auto all = entries().list("p01", 2026);
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kProcesses * kEach));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].number, static_cast<int>(i) + 1);
}

}  // namespace sohoa::conformance

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
#include "core/ports/copy_versions.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

// What every CopyVersions must do.
namespace sohoa::conformance {

struct CopyVersionsMaker {
  std::string name;
  std::function<std::unique_ptr<core::CopyVersions>(const std::filesystem::path& folder)> open;
};
inline std::ostream& operator<<(std::ostream& out, const CopyVersionsMaker& maker) {
  return out << maker.name;
}

class CopyVersionsConformance : public testing::TestWithParam<CopyVersionsMaker> {
 protected:
  void SetUp() override { versions_ = GetParam().open(folder_.path()); }
  static core::CopyVersion version(const std::string& copy, const std::string& bytes) {
    return {.copy = copy,
            .content = core::sha256(bytes),
            .size = bytes.size(),
            .level = "B-LTA",
            .reason = "augmented",
            .created = core::Timestamp(std::chrono::seconds(1'800'000'000))};
  }
  core::TemporaryFolder folder_;
  std::unique_ptr<core::CopyVersions> versions_;
};

TEST_P(CopyVersionsConformance, VersionsAreNumberedFromTwoForEachCopy) {
  EXPECT_TRUE(versions_->of("c1").empty());
  EXPECT_EQ(versions_->add(version("c1", "one")).number, 2);
  EXPECT_EQ(versions_->add(version("c1", "two")).number, 3);
  EXPECT_EQ(versions_->add(version("c2", "one")).number, 2);
  const auto held = versions_->of("c1");
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[1].number, 3);
  EXPECT_EQ(held[1].content, core::sha256(std::string_view("two")));
  EXPECT_EQ(held[1].size, 3U);
  EXPECT_EQ(held[1].level, "B-LTA");
  EXPECT_EQ(held[1].reason, "augmented");
  EXPECT_EQ(held[1].created, version("", "").created);
}

TEST_P(CopyVersionsConformance, TheSameBytesAreNoNewVersion) {
  static_cast<void>(versions_->add(version("c1", "one")));
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(versions_->add(version("c1", "one"))); }),
            core::kVersionThere.slug);
  EXPECT_EQ(versions_->of("c1").size(), 1U);
}

TEST_P(CopyVersionsConformance, TheChangesAreReadPageByPage) {
  for (int i = 0; i < 5; ++i) {
    static_cast<void>(versions_->add(version("c" + std::to_string(i), "x")));
  }
  const auto first = versions_->changes(0, 3);
  ASSERT_EQ(first.versions.size(), 3U);
  const auto rest = versions_->changes(first.last, 3);
  ASSERT_EQ(rest.versions.size(), 2U);
  EXPECT_EQ(rest.versions[0].copy, "c3");
  const auto none = versions_->changes(rest.last, 3);
  EXPECT_TRUE(none.versions.empty());
  EXPECT_EQ(none.last, rest.last);
}

TEST_P(CopyVersionsConformance, ProcessesAtOnceLeaveNoGap) {
  versions_.reset();
  {
    std::vector<std::unique_ptr<ForkedProcess>> processes;
    for (int p = 0; p < 4; ++p) {
      processes.push_back(std::make_unique<ForkedProcess>([&, p](int) {
        const auto own = GetParam().open(folder_.path());
        for (int i = 0; i < 10; ++i) {
          static_cast<void>(own->add(version("c1", std::to_string(100 * p + i))));
        }
      }));
    }
    for (auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  }
  versions_ = GetParam().open(folder_.path());
  const auto held = versions_->of("c1");
  ASSERT_EQ(held.size(), 40U);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(held[static_cast<std::size_t>(i)].number, i + 2);
}

}  // namespace sohoa::conformance

#include "config/offices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class Offices : public testing::Test {
 protected:
  core::UnitTree load(const std::string& text, const std::string& day = "2026-11-22") {
    core::writeFileAtomically(folder_.path() / "offices.toml", text);
    return loadOffices(folder_.path() / "offices.toml", day);
  }
  std::string complaint(const std::string& text) {
    try {
      static_cast<void>(load(text));
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), core::kBadSettings);
      EXPECT_THAT(error.context().file, HasSubstr("offices.toml"));
      return error.context().detail;
    }
    return "no complaint";
  }
  core::TemporaryFolder folder_;
};

TEST_F(Offices, AreATree) {
  const auto tree = load(
      "[[offices]]\nid = \"p01\"\nname = \"Phường 1\"\nparent = \"tinh\"\n"
      "[[offices]]\nid = \"tinh\"\n");
  EXPECT_THAT(*tree.scope("tinh"), UnorderedElementsAre("tinh", "p01"));
  EXPECT_EQ(tree.offices().at(0).name, "Phường 1");
}

TEST_F(Offices, ThoseOfAnotherTimeAreLeftOut) {
  const std::string text =
      "[[offices]]\nid = \"quan\"\nuntil = \"2025-06-30\"\n"
      "[[offices]]\nid = \"p01\"\nparent = \"quan\"\nfrom = \"2020-01-01\"\n";
  EXPECT_THAT(*load(text, "2025-06-30").scope("quan"), UnorderedElementsAre("quan", "p01"));
  const auto later = load(text, "2025-07-01");
  EXPECT_THAT(*later.scope("quan"), ElementsAre("quan"));
  EXPECT_EQ(later.offices().size(), 1U);
  EXPECT_EQ(later.offices().at(0).parent, "");
  EXPECT_EQ(load(text, "2019-12-31").offices().size(), 1U);
  EXPECT_EQ(load(text, "2020-01-01").offices().size(), 2U);
}

TEST_F(Offices, AnOfficeMayBeNamedAgainForAnotherTime) {
  const std::string text =
      "[[offices]]\nid = \"p01\"\nname = \"cũ\"\nuntil = \"2025-06-30\"\n"
      "[[offices]]\nid = \"p01\"\nname = \"mới\"\nfrom = \"2025-07-01\"\n";
  EXPECT_EQ(load(text, "2025-06-30").offices().at(0).name, "cũ");
  EXPECT_EQ(load(text, "2025-07-01").offices().at(0).name, "mới");
}

TEST_F(Offices, AnEmptyFileIsAnEmptyTree) { EXPECT_TRUE(load("").offices().empty()); }

TEST_F(Offices, WhatIsWrongIsNamed) {
  for (const char* text :
       {"offices = 5", "offices = [1, 2]", "[[offices]]\nname = \"x\"", "[[offices]]\nid = \"\"",
        "[[offices]]\nid = \"*\"", "[[offices]]\nid = 5", "[[offices]]\nid = \"a\"\nfoo = 1",
        "[[offices]]\nid = \"a\"\nfrom = \"01/07/2025\"", "[[office]]\nid = \"a\"",
        "[[offices]]\nid = \"a\"\nfrom = 2025-07-01", "[[offices]\n"}) {
    EXPECT_NE(complaint(text), "no complaint") << text;
  }
  EXPECT_THAT(complaint("[[offices]]\nid = \"a\"\nparent = \"b\""), HasSubstr("b"));
  EXPECT_THAT(complaint("[[offices]]\nid = \"a\"\n[[offices]]\nid = \"a\""), HasSubstr("a"));
  EXPECT_THAT(complaint("[[offices]]\nid = \"a\"\nparent = \"a\""), HasSubstr("a"));
}

}  // namespace
}  // namespace sohoa::config

#include "core/unit_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace sohoa::core {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

UnitTree tree() {
  return UnitTree({{"p01", "Phường 1", "quan"},
                   {"tinh", "Tỉnh", ""},
                   {"quan", "Quận", "tinh"},
                   {"p02", "Phường 2", "quan"},
                   {"so", "Sở", "tinh"}});
}

std::string fault(std::vector<UnitTree::Office> offices) {
  try {
    const UnitTree made(std::move(offices));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

TEST(UnitTree, AScopeIsTheUnitAndAllBelowIt) {
  EXPECT_THAT(*tree().scope("tinh"), UnorderedElementsAre("tinh", "quan", "so", "p01", "p02"));
  EXPECT_THAT(*tree().scope("quan"), UnorderedElementsAre("quan", "p01", "p02"));
  EXPECT_THAT(*tree().scope("p01"), ElementsAre("p01"));
}

TEST(UnitTree, EveryUnitHasNoLimitAndAnUnknownOneStandsAlone) {
  EXPECT_EQ(tree().scope("*"), std::nullopt);
  EXPECT_THAT(*tree().scope("elsewhere"), ElementsAre("elsewhere"));
  EXPECT_THAT(*tree().scope(""), ElementsAre(""));
  EXPECT_THAT(*UnitTree().scope("p01"), ElementsAre("p01"));
}

TEST(UnitTree, WithinLooksUpAndNeverDown) {
  EXPECT_TRUE(tree().within("p01", "tinh"));
  EXPECT_TRUE(tree().within("p01", "p01"));
  EXPECT_TRUE(tree().within("anything", "*"));
  EXPECT_FALSE(tree().within("tinh", "p01"));
  EXPECT_FALSE(tree().within("so", "quan"));
  EXPECT_FALSE(tree().within("*", "tinh"));
}

TEST(UnitTree, ChangesWithAllItsCopies) {
  const auto before = tree();
  const auto copy = before;
  before.become(UnitTree({{"xa", "Xã", ""}, {"p01", "Phường 1", "xa"}}));
  EXPECT_THAT(*copy.scope("xa"), ElementsAre("xa", "p01"));
  EXPECT_THAT(*copy.scope("tinh"), ElementsAre("tinh"));
  ASSERT_TRUE(copy.find("p01"));
  EXPECT_EQ(copy.find("p01")->parent, "xa");
  EXPECT_FALSE(copy.find("tinh"));
}

TEST(UnitTree, WhatIsNoTreeIsRefusedByName) {
  EXPECT_EQ(fault({{"a", "", ""}, {"a", "", ""}}), "a");
  EXPECT_EQ(fault({{"a", "", "b"}}), "b");
  EXPECT_EQ(fault({{"a", "", "a"}}), "a");
  EXPECT_NE(fault({{"a", "", "b"}, {"b", "", "a"}}), "none");
  EXPECT_NE(fault({{"x", "", "a"}, {"a", "", "b"}, {"b", "", "c"}, {"c", "", "a"}}), "none");
}

}  // namespace
}  // namespace sohoa::core

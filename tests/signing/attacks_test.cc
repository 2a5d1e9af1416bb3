#include "tests/signing/attacks.h"

#include "tests/signing/augmenter_fixture.h"

namespace sohoa::test {
namespace {

using core::Verdict;
using Policy = core::VerifyRequest::Policy;

class AttackTest : public AugmenterTest, public ::testing::WithParamInterface<Attack> {};

TEST_P(AttackTest, IsRefusedUnderBothPoliciesForTheRightReason) {
  const auto pdf = GetParam().make(twice());
  ASSERT_NE(pdf, twice());
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kGeneric), GetParam().code));
  EXPECT_TRUE(rejectedWith(verify(pdf, Policy::kSohoa), GetParam().code));
}

// Evidence and a timestamp that are rightly there must not open a door.
TEST_P(AttackTest, IsRefusedOnACopyAtTheHighestLevelToo) {
  static const std::string lasting = augmented(twice(), core::PadesLevel::kBLTA);
  if (GetParam().name.starts_with("Store")) GTEST_SKIP() << "that copy has a store already";
  const auto pdf = GetParam().make(lasting);
  ASSERT_NE(pdf, lasting);
  EXPECT_NE(verify(pdf, Policy::kGeneric).verdict, Verdict::kTotalPassed);
  EXPECT_NE(verify(pdf, Policy::kSohoa).verdict, Verdict::kTotalPassed);
}

INSTANTIATE_TEST_SUITE_P(Attacks, AttackTest, ::testing::ValuesIn(attacks()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace sohoa::test

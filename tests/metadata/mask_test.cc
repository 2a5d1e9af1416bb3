#include "metadata/mask.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sohoa::metadata {
namespace {

TEST(Mask, FindsTwelveDigitsOnlyWhereTheyStandAlone) {
  const Mask mask("9{12}");
  EXPECT_EQ(mask.find("Căn cước số 048115572568, cấp"), "048115572568");
  EXPECT_FALSE(mask.find("0481155725681"));
  EXPECT_FALSE(mask.find("A048115572568"));
}

TEST(Mask, ReadsADossierCode) {
  const Mask mask("A9+.9+-9{6}-9+");
  EXPECT_EQ(mask.find("H31.181-251221-0221|x"), "H31.181-251221-0221");
  EXPECT_FALSE(mask.find("H31.181-25122-0221"));
}

TEST(Mask, TakesSignsAsTheyAre) {
  EXPECT_EQ(Mask("\\9a?").find("9"), "9");
  EXPECT_EQ(Mask("AA-9+").find("ĐH-12"), "ĐH-12");
}

TEST(Mask, RefusesShapesThatMakeNoSense) {
  for (const char* shape :
       {"", "+", "?9", "9{", "9{0}", "9{x}", "{3}", "9\\", "9{64}", "9{99999}"}) {
    EXPECT_THROW(Mask{shape}, std::invalid_argument) << shape;
  }
}

TEST(Mask, IsDoneQuicklyWithTextMadeToTakeLong) {
  EXPECT_FALSE(Mask("9+9+9+9+9+9+9+9+9+9+A").find(std::string(1'000'000, '1')));
}

}  // namespace
}  // namespace sohoa::metadata

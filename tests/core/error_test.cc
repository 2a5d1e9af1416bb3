#include "core/error.h"

#include <gtest/gtest.h>

namespace sohoa::core {
namespace {

constexpr ErrorCode kTorn{"test.torn", Retry::kNever, "Trang bị rách.", "The page is torn."};

TEST(Error, TellsFilePageCauseAndDetail) {
  const Error error(kTorn, {.file = "a.tif", .page = 2, .detail = "strip 7"});
  EXPECT_EQ(error.describe(Language::kVietnamese),
            "a.tif, trang 3: Trang bị rách. [test.torn: strip 7]");
  EXPECT_EQ(error.describe(Language::kEnglish),
            "a.tif, page 3: The page is torn. [test.torn: strip 7]");
  EXPECT_STREQ(error.what(), "test.torn: a.tif, page 3: strip 7");
}

TEST(Error, PlaceFoundFurtherDownIsKept) {
  const Error error = Error(kTorn, {.file = "inner.tif"}).at("outer.pdf", 4);
  EXPECT_EQ(error.context().file, "inner.tif");
  EXPECT_EQ(error.context().page, 4);
}

}  // namespace
}  // namespace sohoa::core

#include "core/random.h"

#include <gtest/gtest.h>

namespace sohoa::core {
namespace {

TEST(RandomHex, HasTwoDigitsAByte) {
  for (const int bytes : {0, 1, 8, 16, 64}) {
    const auto text = randomHex(bytes);
    EXPECT_EQ(text.size(), 2U * static_cast<unsigned>(bytes));
    EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
  EXPECT_NE(randomHex(16), randomHex(16));
}

}  // namespace
}  // namespace sohoa::core

#include "server/key_turns.h"

#include <gtest/gtest.h>

#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

using std::chrono::milliseconds;

TEST(KeyTurns, OneAtATimeHasAName) {
  KeyTurns turns;
  {
    const auto one = turns.wait("a");
    const auto other = turns.wait("b");
    EXPECT_EQ(test::slugOf([&] { static_cast<void>(turns.wait("a", milliseconds(1))); }),
              kOverloaded.slug);
  }
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(turns.wait("a", milliseconds(1))); }), "");
}

}  // namespace
}  // namespace sohoa::server

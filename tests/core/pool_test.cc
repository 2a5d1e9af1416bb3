#include "core/pool.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/support/slug_of.h"

namespace sohoa::core {
namespace {

std::unique_ptr<int> made() { return std::make_unique<int>(7); }

TEST(Pool, LendsWhatWasGivenBackBeforeItMakesAnother) {
  Pool<int> pool(made, 2);
  {
    const auto one = pool.borrow();
    *one = 8;
  }
  EXPECT_EQ(*pool.borrow(), 8);
}

TEST(Pool, WhoWaitsGetsWhatComesBack) {
  Pool<int> pool(made, 1, std::chrono::minutes(1));
  std::future<int> other;
  {
    const auto one = pool.borrow();
    other = std::async(std::launch::async, [&] { return *pool.borrow(); });
  }
  EXPECT_EQ(other.get(), 7);
}

TEST(Pool, WhoWaitsTooLongIsToldToComeAgain) {
  Pool<int> pool(made, 1, std::chrono::milliseconds(1));
  const auto one = pool.borrow();
  EXPECT_EQ(test::slugOf([&] { static_cast<void>(pool.borrow()); }), "store.busy");
}

TEST(Pool, AThingThatCouldNotBeMadeTakesNoPlace) {
  bool broken = true;
  Pool<int> pool(
      [&] {
        if (broken) throw Error(kStoreBusy, {});
        return made();
      },
      1);
  EXPECT_THROW(static_cast<void>(pool.borrow()), Error);
  broken = false;
  EXPECT_EQ(*pool.borrow(), 7);
}

}  // namespace
}  // namespace sohoa::core

#include "core/seats.h"

#include <gtest/gtest.h>

#include <optional>

#include "core/ports/errors.h"

namespace sohoa::core {
namespace {

constexpr std::chrono::milliseconds kAtOnce{0};
const Error kFull(kStoreBusy, {.detail = "seats"});

TEST(Seats, AreRefusedInWordsWhenAllAreTaken) {
  Seats seats(2);
  const Seats::Seat first(seats, kFull, kAtOnce);
  std::optional<Seats::Seat> second;
  second.emplace(seats, kFull, kAtOnce);
  try {
    const Seats::Seat third(seats, kFull, kAtOnce);
    FAIL() << "there were two";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), kStoreBusy);
  }
  second.reset();
  EXPECT_NO_THROW(Seats::Seat(seats, kFull, kAtOnce));
}

}  // namespace
}  // namespace sohoa::core

#pragma once

// How long to wait between rounds of asking services.

#include <chrono>

namespace sohoa::signing {

struct BackoffOptions {
  int rounds = 3;                                 // through all services
  std::chrono::milliseconds first_delay{500};     // doubled after each round, up to longest_delay,
  std::chrono::milliseconds longest_delay{4000};  // and drawn at random from the upper half
};

// The wait before round `round` (from 1), so that machines that failed together do not come back
// together.
[[nodiscard]] std::chrono::milliseconds backoff(const BackoffOptions& options, int round);

}  // namespace sohoa::signing

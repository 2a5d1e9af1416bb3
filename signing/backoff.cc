#include "signing/backoff.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstdint>

namespace sohoa::signing {

std::chrono::milliseconds backoff(const BackoffOptions& options, int round) {
  auto delay = options.first_delay;
  for (int i = 1; i < round && delay < options.longest_delay; ++i) delay *= 2;
  delay = std::min(delay, options.longest_delay);
  std::uint16_t random = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&random), sizeof random) != 1) return delay;
  return delay / 2 + delay / 2 * random / 0xffff;
}

}  // namespace sohoa::signing

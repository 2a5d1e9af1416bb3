#pragma once

// Private to signing/: the SHA-256 compression of several messages side by side (FIPS 180-4).

#include <array>
#include <cstddef>
#include <cstdint>

namespace sohoa::signing {

using Sha256Words = std::array<std::uint32_t, 8>;

inline constexpr std::size_t kSha256Lanes = 8;
inline constexpr std::size_t kSha256Block = 64;  // bytes

// One message: the state so far, and where its next block stands.
struct Sha256Lane {
  Sha256Words* state = nullptr;
  const std::uint8_t* data = nullptr;
};

// True when hashing side by side saves time here: there are vectors of eight words, and no
// instructions for SHA-256 itself, which are faster for a single message.
[[nodiscard]] bool sha256LanesHelp();

// True when advanceLanes() can run at all on this computer.
[[nodiscard]] bool sha256LanesRun();

// Takes `blocks` whole blocks of every lane into its state. A lane may stand in several places only
// when nobody looks at its state.
void advanceLanes(const std::array<Sha256Lane, kSha256Lanes>& lanes, std::size_t blocks);

}  // namespace sohoa::signing

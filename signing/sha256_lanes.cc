#include "signing/sha256_lanes.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <cstring>

namespace sohoa::signing {
namespace {

#if defined(__x86_64__)

using Words = std::uint32_t __attribute__((vector_size(4 * kSha256Lanes)));

constexpr std::array<std::uint32_t, 64> kRound{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// The instruction set comes from the function these are drawn into, so each must be drawn in.
#define SOHOA_INLINE [[gnu::always_inline]] inline

SOHOA_INLINE Words turned(Words x, int bits) { return (x >> bits) | (x << (32 - bits)); }

// FIPS 180-4 clause 6.2.2, every word eight times.
SOHOA_INLINE void compress(std::array<Words, 8>& state, std::array<Words, 16>& w) {
  auto [a, b, c, d, e, f, g, h] = state;
#pragma GCC unroll 64
  for (std::size_t t = 0; t < kRound.size(); ++t) {
    if (t >= 16) {
      const Words before = w[(t + 1) & 15U];
      const Words last = w[(t + 14) & 15U];
      w[t & 15U] += (turned(before, 7) ^ turned(before, 18) ^ (before >> 3)) + w[(t + 9) & 15U] +
                    (turned(last, 17) ^ turned(last, 19) ^ (last >> 10));
    }
    const Words first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) +
                        kRound[t] + w[t & 15U];
    const Words second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) | (c & (a | b)));
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + second;
  }
  const std::array<Words, 8> added{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += added[i];
}

SOHOA_INLINE void advance(const std::array<Sha256Lane, kSha256Lanes>& lanes, std::size_t blocks) {
  std::array<Words, 8> state;
  for (std::size_t i = 0; i < state.size(); ++i) {
    for (std::size_t lane = 0; lane < kSha256Lanes; ++lane) {
      state[i][lane] = (*lanes[lane].state)[i];
    }
  }
  for (std::size_t block = 0; block < blocks; ++block) {
    std::array<Words, 16> w;
    for (std::size_t lane = 0; lane < kSha256Lanes; ++lane) {
      const auto* from = lanes[lane].data + block * kSha256Block;
      for (std::size_t t = 0; t < w.size(); ++t) {
        std::uint32_t word = 0;
        std::memcpy(&word, from + 4 * t, sizeof word);
        w[t][lane] = __builtin_bswap32(word);
      }
    }
    compress(state, w);
  }
  for (std::size_t i = 0; i < state.size(); ++i) {
    for (std::size_t lane = 0; lane < kSha256Lanes; ++lane) {
      (*lanes[lane].state)[i] = state[i][lane];
    }
  }
}

[[gnu::target("avx2")]] void advanceAvx2(const std::array<Sha256Lane, kSha256Lanes>& lanes,
                                         std::size_t blocks) {
  advance(lanes, blocks);
}

// Turns words in one instruction instead of three.
[[gnu::target("avx512f,avx512vl,avx512bw")]] void advanceAvx512(
    const std::array<Sha256Lane, kSha256Lanes>& lanes, std::size_t blocks) {
  advance(lanes, blocks);
}

bool hasShaInstructions() {
  constexpr unsigned kShaBit = 1U << 29U;  // leaf 7, EBX
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) == 1 && (b & kShaBit) != 0;
}

#endif

}  // namespace

#if defined(__x86_64__)

bool sha256LanesRun() { return __builtin_cpu_supports("avx2") != 0; }

bool sha256LanesHelp() {
  static const bool help = sha256LanesRun() && !hasShaInstructions();
  return help;
}

void advanceLanes(const std::array<Sha256Lane, kSha256Lanes>& lanes, std::size_t blocks) {
  static const bool wide =
      __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512bw") != 0;
  wide ? advanceAvx512(lanes, blocks) : advanceAvx2(lanes, blocks);
}

#else

bool sha256LanesRun() { return false; }
bool sha256LanesHelp() { return false; }
void advanceLanes(const std::array<Sha256Lane, kSha256Lanes>& /*lanes*/, std::size_t /*blocks*/) {}

#endif

}  // namespace sohoa::signing

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sohoa::core {

// A SHA-256 value (FIPS 180-4): the name of every stored blob.
class Sha256 {
 public:
  static constexpr std::size_t kSize = 32;

  Sha256() = default;
  explicit Sha256(const std::array<std::uint8_t, kSize>& bytes) : bytes_(bytes) {}

  // Reads 64 hex digits, lower or upper case. Throws Error(kInternal) on anything else.
  [[nodiscard]] static Sha256 fromHex(std::string_view hex);
  // 64 lower-case hex digits.
  [[nodiscard]] std::string hex() const;
  [[nodiscard]] std::span<const std::uint8_t, kSize> bytes() const { return bytes_; }

  friend auto operator<=>(const Sha256&, const Sha256&) = default;

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

// Hashes a stream piece by piece. Movable, one thread at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;

  void update(std::span<const std::uint8_t> bytes);
  // May be called once.
  [[nodiscard]] Sha256 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Sha256 sha256(std::span<const std::uint8_t> bytes);
[[nodiscard]] Sha256 sha256(std::string_view bytes);

// RFC 2104 with SHA-256.
[[nodiscard]] Sha256 hmacSha256(std::span<const std::uint8_t> key, std::string_view text);

}  // namespace sohoa::core

template <>
struct std::hash<sohoa::core::Sha256> {
  std::size_t operator()(const sohoa::core::Sha256& value) const noexcept {
    std::size_t result = 0;
    for (std::size_t i = 0; i < sizeof result; ++i) result = (result << 8) | value.bytes()[i];
    return result;
  }
};

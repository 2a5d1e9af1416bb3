#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace sohoa::core {

// Hashes a stream by SHA-512 (FIPS 180-4), for manifests of others' making. As Sha256Stream.
class Sha512Stream {
 public:
  Sha512Stream();
  ~Sha512Stream();
  Sha512Stream(Sha512Stream&&) noexcept;
  Sha512Stream& operator=(Sha512Stream&&) noexcept;

  void update(std::span<const std::uint8_t> bytes);
  // 128 lower-case hex digits. May be called once.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::core

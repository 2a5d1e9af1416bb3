#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sohoa::core {

// Seals bytes so that only the officer responsible for state secrets can open them. This program
// holds no key to open what it sealed. Safe for several threads.
class Vault {
 public:
  virtual ~Vault() = default;
  // CMS AuthEnvelopedData or EnvelopedData, DER (RFC 5652, RFC 5083).
  [[nodiscard]] virtual std::vector<std::uint8_t> seal(
      std::span<const std::uint8_t> bytes) const = 0;
};

}  // namespace sohoa::core

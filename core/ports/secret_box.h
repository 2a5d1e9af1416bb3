#pragma once

#include <string>
#include <string_view>

namespace sohoa::core {

// How sealed texts begin; no secret does.
inline constexpr std::string_view kSealed = "sealed:";
// In place of a sealed text whose key is lost for good: no key opens it, and none is missed.
inline constexpr std::string_view kGivenUp = "sealed:given-up";

// Seals short secrets that a store keeps, under a key that does not lie in the store. Safe for
// several threads and processes.
class SecretBox {
 public:
  virtual ~SecretBox() = default;

  // `use` says whose secret it is ("operator op:1"), and is needed to open it; a text that is
  // sealed already, or empty, stays as it is. Throws Error.
  [[nodiscard]] virtual std::string seal(const std::string& text, const std::string& use) const = 0;
  // The text. What is sealed and cannot be opened (the key is gone or another, or it was sealed for
  // another use) stays sealed: it fits no one's answer, and must not be taken for no secret at all.
  [[nodiscard]] virtual std::string open(const std::string& sealed,
                                         const std::string& use) const = 0;
};

}  // namespace sohoa::core

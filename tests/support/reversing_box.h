#pragma once

#include <string>

#include "core/ports/secret_box.h"

namespace sohoa::test {

// Seals a text by turning it round; as good as any to see what a store does with sealed texts.
class ReversingBox final : public core::SecretBox {
 public:
  [[nodiscard]] std::string seal(const std::string& text, const std::string& use) const override {
    if (text.empty() || text.starts_with(core::kSealed)) return text;
    return std::string(core::kSealed) + use + "|" + std::string(text.rbegin(), text.rend());
  }
  [[nodiscard]] std::string open(const std::string& sealed, const std::string& use) const override {
    const auto head = std::string(core::kSealed) + use + "|";
    if (lost || !sealed.starts_with(head)) return sealed;
    return {sealed.rbegin(), sealed.rend() - static_cast<std::ptrdiff_t>(head.size())};
  }
  bool lost = false;  // its key
};

}  // namespace sohoa::test

#pragma once

#include <cstring>
#include <string>
#include <vector>

namespace sohoa::core {

// A text that must not stay in memory: it is wiped here, and where it came from, as soon as it is
// not needed any more.
class SecretText {
 public:
  // `text` is empty afterwards, its bytes overwritten.
  explicit SecretText(std::string& text) : bytes_(text.begin(), text.end()) {
    ::explicit_bzero(text.data(), text.size());
    text.clear();
  }
  ~SecretText() { ::explicit_bzero(bytes_.data(), bytes_.size()); }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;

  // Whoever takes it wipes it.
  [[nodiscard]] std::string text() const { return {bytes_.begin(), bytes_.end()}; }

 private:
  std::vector<char> bytes_;
};

}  // namespace sohoa::core

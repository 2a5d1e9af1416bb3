#pragma once

#include <filesystem>
#include <memory>

#include "core/ports/secret_box.h"

namespace sohoa::server {

// AES-256-GCM (NIST SP 800-38D) under a key of 32 random bytes in a file, which is made with the
// first secret, for this user only. Throws Error(server.bad_secret_key) for a file that holds none,
// and Error(kIo).
class SecretFile final : public core::SecretBox {
 public:
  explicit SecretFile(std::filesystem::path key);
  ~SecretFile() override;

  [[nodiscard]] std::string seal(const std::string& text, const std::string& use) const override;
  [[nodiscard]] std::string open(const std::string& sealed, const std::string& use) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::server

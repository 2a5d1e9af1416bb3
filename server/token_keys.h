#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace sohoa::server {

// The P-256 keys of access tokens and receipts: the one in a file, which signs, and those that were
// in its place before, beside it as NAME-UNTIL.key (seconds since 1970), which are taken until then
// and no longer. Sees a key that another process put in place. Safe for several threads.
class TokenKeys {
 public:
  // Reads the keys; makes the one of the file, for this user only, when it is not there. Throws
  // Error(server.bad_token_key), Error(kIo).
  explicit TokenKeys(const std::filesystem::path& file);
  ~TokenKeys();

  // Puts another key in place of the one in the file, which is taken until then, or some seconds
  // longer where a former key has that very end. Several processes may do so at once.
  static void renew(const std::filesystem::path& file, core::Timestamp until);

  // A compact JWS (RFC 7515) by ES256 of claims, a JSON object; its head names type and key.
  [[nodiscard]] std::string sign(std::string_view type, const std::string& claims) const;
  // Whether the key of that id ("": the one that signs now) made this signature of the text, and is
  // taken still.
  [[nodiscard]] bool verifies(const std::string& id, std::string_view text,
                              std::span<const std::uint8_t> signature, core::Timestamp now) const;
  // The public keys that are taken, as a JSON Web Key Set (RFC 7517).
  [[nodiscard]] std::string keySet(core::Timestamp now) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::server

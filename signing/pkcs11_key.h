#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "signing/key.h"
#include "signing/pin.h"

namespace sohoa::signing {

struct Pkcs11Options {
  std::filesystem::path module;        // the token's PKCS#11 library
  std::string token;                   // label; "" when the module shows one token
  std::string label;                   // of the private key; "" when the token holds one
  PinSource pin;                       // user PIN
  PinSource signing_pin;               // for keys that ask at each signature; `pin` when empty
  std::filesystem::path certificates;  // PEM, when the token holds none; may be empty
  // The PIN is a person's, who must show it now: refused when this process is logged in already.
  bool own_login = false;
  std::size_t sessions = 8;  // at most, shared by the keys of one token
};

// A key that stays in a token or HSM (PKCS#11 2.40, called directly). One login serves all keys of
// a token in this process; sessions are kept in a pool. When sessions or the login are lost - token
// pulled and put back, computer asleep, another program logged out - they are set up again once and
// the signature is tried again. A refused PIN is never offered a second time, since tokens lock
// after a few. Hashes are made here; the token sees CKM_RSA_PKCS with a DigestInfo,
// CKM_RSA_PKCS_PSS or CKM_ECDSA.
class Pkcs11Key final : public SigningKey {
 public:
  // Throws Error(kModuleUnusable, kTokenAbsent, kTokenBusy, kKeyNotInToken, kPinUnavailable,
  // kKeyMismatch), and for a wrong PIN Error(kPinRefused), or where the token tells more
  // Error(kPinFewLeft, kPinLastTry, kPinLocked).
  explicit Pkcs11Key(const Pkcs11Options& options);
  ~Pkcs11Key() override;

  [[nodiscard]] const Bytes& certificate() const override;
  [[nodiscard]] const std::vector<Bytes>& chain() const override;
  // Throws Error(kTokenAbsent), which is transient, when the token is gone.
  [[nodiscard]] Bytes sign(ByteView message, const SignatureScheme& scheme) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::signing

#pragma once

// Private to signing/: one token, its login and its sessions.

#include <p11-kit/pkcs11.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "signing/bytes.h"
#include "signing/pin.h"

namespace sohoa::signing {

// A call that the module answered with something else than CKR_OK.
struct Pkcs11Failure {
  CK_RV code;
  std::string call;
};

// Safe for several threads.
class Pkcs11Token {
 public:
  // The token with this label, opened once in a process however often it is asked for: a login
  // belongs to the whole process. `own_login`: not when it is open, so that the PIN is looked at;
  // throws Error(kTokenBusy) then, or once the first session finds itself logged in. Throws
  // Error(kModuleUnusable, kTokenAbsent).
  static std::shared_ptr<Pkcs11Token> open(const std::filesystem::path& module,
                                           const std::string& label, const PinSource& pin,
                                           std::size_t sessions, bool own_login = false);
  ~Pkcs11Token();
  Pkcs11Token(const Pkcs11Token&) = delete;
  Pkcs11Token& operator=(const Pkcs11Token&) = delete;

  // A logged-in session that goes back to the pool at the end, unless it is broken.
  class Session {
   public:
    Session(Pkcs11Token& token, CK_SESSION_HANDLE handle, unsigned generation)
        : token_(token), handle_(handle), generation_(generation) {}
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] CK_SESSION_HANDLE handle() const { return handle_; }
    // Object handles are good within one generation only.
    [[nodiscard]] unsigned generation() const { return generation_; }
    void broken() { broken_ = true; }

   private:
    Pkcs11Token& token_;
    CK_SESSION_HANDLE handle_;
    unsigned generation_;
    bool broken_ = false;
  };

  // Waits for a free session. Throws Error(kTokenAbsent, kPinRefused, kPinUnavailable),
  // Pkcs11Failure.
  [[nodiscard]] std::unique_ptr<Session> session();
  // Forgets all sessions, so that the next one logs in anew. Does nothing when that happened after
  // `generation` already.
  void reset(unsigned generation);

  [[nodiscard]] CK_FUNCTION_LIST& functions() const;
  // Objects that match the template.
  [[nodiscard]] std::vector<CK_OBJECT_HANDLE> find(const Session& session,
                                                   std::vector<CK_ATTRIBUTE> wanted) const;
  // The value of an attribute; nothing when the object has none.
  [[nodiscard]] std::optional<Bytes> attribute(const Session& session, CK_OBJECT_HANDLE object,
                                               CK_ATTRIBUTE_TYPE type) const;
  // Throws Pkcs11Failure.
  static void check(CK_RV code, const char* call);

  // Whether setting up the sessions anew may help.
  [[nodiscard]] static bool isLost(CK_RV code);

 private:
  struct Module;
  Pkcs11Token(std::shared_ptr<Module> module, std::string label, PinSource pin,
              std::size_t sessions, bool own_login);
  [[nodiscard]] CK_SLOT_ID findSlot() const;
  void login(CK_SESSION_HANDLE session);
  // What the token says of the tries that are left.
  [[nodiscard]] const core::ErrorCode& refusal(CK_RV code) const;
  void giveBack(CK_SESSION_HANDLE handle, unsigned generation, bool broken);

  std::shared_ptr<Module> module_;
  std::string label_;
  PinSource pin_;
  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable freed_;
  CK_SLOT_ID slot_ = 0;
  unsigned generation_ = 0;
  std::size_t open_ = 0;  // of this generation
  std::vector<CK_SESSION_HANDLE> idle_;
  bool must_log_in_;  // nobody has shown a PIN yet who must
  bool pin_refused_ = false;
};

}  // namespace sohoa::signing

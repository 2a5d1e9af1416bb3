#include "signing/pkcs11_token.h"

#include <dlfcn.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "signing/errors.h"

namespace sohoa::signing {
namespace {

std::string codeText(CK_RV code) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%08lx", code);
  return text;
}

std::string trimmed(const unsigned char* text, std::size_t size) {
  std::string result(reinterpret_cast<const char*>(text), size);
  result.resize(result.find_last_not_of(' ') + 1);
  return result;
}

}  // namespace

// A loaded library. C_Initialize and C_Finalize are for the whole process.
struct Pkcs11Token::Module {
  void* library = nullptr;
  CK_FUNCTION_LIST* functions = nullptr;
  bool ours = false;  // nobody else had initialised it

  explicit Module(const std::filesystem::path& path) {
    library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      const char* reason = ::dlerror();
      throw core::Error(kModuleUnusable,
                        {.file = path.string(), .detail = reason != nullptr ? reason : "dlopen"});
    }
    const auto get =
        reinterpret_cast<CK_RV (*)(CK_FUNCTION_LIST**)>(::dlsym(library, "C_GetFunctionList"));
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    if (get != nullptr && get(&functions) == CKR_OK && functions != nullptr) {
      const CK_RV code = functions->C_Initialize(&arguments);
      ours = code == CKR_OK;
      if (ours || code == CKR_CRYPTOKI_ALREADY_INITIALIZED) return;
    }
    ::dlclose(library);
    throw core::Error(kModuleUnusable, {.file = path.string(), .detail = "C_Initialize"});
  }
  ~Module() {
    if (ours) functions->C_Finalize(nullptr);
    ::dlclose(library);
  }
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
};

Pkcs11Token::Session::~Session() { token_.giveBack(handle_, generation_, broken_); }

void Pkcs11Token::check(CK_RV code, const char* call) {
  if (code != CKR_OK) throw Pkcs11Failure{code, std::string(call) + " " + codeText(code)};
}

bool Pkcs11Token::isLost(CK_RV code) {
  constexpr CK_RV kCodes[] = {CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED,
                              CKR_USER_NOT_LOGGED_IN,     CKR_KEY_HANDLE_INVALID,
                              CKR_OBJECT_HANDLE_INVALID,  CKR_DEVICE_REMOVED,
                              CKR_TOKEN_NOT_PRESENT,      CKR_DEVICE_ERROR,
                              CKR_TOKEN_NOT_RECOGNIZED,   CKR_SLOT_ID_INVALID};
  return std::ranges::find(kCodes, code) != std::end(kCodes);
}

std::shared_ptr<Pkcs11Token> Pkcs11Token::open(const std::filesystem::path& module,
                                               const std::string& label, const PinSource& pin,
                                               std::size_t sessions, bool own_login) {
  static std::mutex mutex;
  static std::map<std::filesystem::path, std::weak_ptr<Module>> modules;
  static std::map<std::pair<std::filesystem::path, std::string>, std::weak_ptr<Pkcs11Token>> tokens;
  const std::lock_guard lock(mutex);
  auto& known = tokens[{module, label}];
  if (auto token = known.lock()) {
    if (own_login) throw core::Error(kTokenBusy, {.detail = "token '" + label + "'"});
    return token;
  }
  auto loaded = modules[module].lock();
  if (!loaded) {
    loaded = std::make_shared<Module>(module);
    modules[module] = loaded;
  }
  std::shared_ptr<Pkcs11Token> token(new Pkcs11Token(loaded, label, pin, sessions, own_login));
  known = token;
  return token;
}

Pkcs11Token::Pkcs11Token(std::shared_ptr<Module> module, std::string label, PinSource pin,
                         std::size_t sessions, bool own_login)
    : module_(std::move(module)),
      label_(std::move(label)),
      pin_(std::move(pin)),
      most_(std::max<std::size_t>(sessions, 1)),
      slot_(findSlot()),
      must_log_in_(own_login) {}

Pkcs11Token::~Pkcs11Token() {
  for (const auto handle : idle_) module_->functions->C_CloseSession(handle);
}

CK_FUNCTION_LIST& Pkcs11Token::functions() const { return *module_->functions; }

CK_SLOT_ID Pkcs11Token::findSlot() const {
  auto& f = functions();
  CK_ULONG count = 0;
  if (f.C_GetSlotList(CK_TRUE, nullptr, &count) != CKR_OK) count = 0;
  std::vector<CK_SLOT_ID> slots(count);
  if (count > 0 && f.C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) count = 0;
  slots.resize(std::min<std::size_t>(count, slots.size()));
  std::vector<CK_SLOT_ID> matching;
  for (const auto slot : slots) {
    CK_TOKEN_INFO info{};
    if (f.C_GetTokenInfo(slot, &info) != CKR_OK || (info.flags & CKF_TOKEN_INITIALIZED) == 0) {
      continue;
    }
    if (label_.empty() || trimmed(info.label, sizeof info.label) == label_) {
      matching.push_back(slot);
    }
  }
  if (matching.empty()) throw core::Error(kTokenAbsent, {.detail = "token '" + label_ + "'"});
  if (matching.size() > 1) {
    throw core::Error(kModuleUnusable, {.detail = "several tokens fit '" + label_ + "'"});
  }
  return matching.front();
}

void Pkcs11Token::login(CK_SESSION_HANDLE session) {
  CK_SESSION_INFO info{};
  check(functions().C_GetSessionInfo(session, &info), "C_GetSessionInfo");
  if (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS) {
    if (must_log_in_) throw core::Error(kTokenBusy, {.detail = "logged in already"});
    return;
  }
  if (pin_refused_) throw core::Error(kPinRefused, {.detail = "not offered again"});
  std::string pin = pin_ ? pin_() : std::string{};
  const CK_RV code = functions().C_Login(session, CKU_USER,
                                         reinterpret_cast<CK_UTF8CHAR*>(pin.data()), pin.size());
  OPENSSL_cleanse(pin.data(), pin.size());
  if (code == CKR_OK) must_log_in_ = false;
  if (code == CKR_USER_ALREADY_LOGGED_IN && must_log_in_) {
    throw core::Error(kTokenBusy, {.detail = "logged in already"});
  }
  if (code == CKR_OK || code == CKR_USER_ALREADY_LOGGED_IN) return;
  if (code == CKR_PIN_INCORRECT || code == CKR_PIN_LOCKED || code == CKR_PIN_INVALID ||
      code == CKR_PIN_LEN_RANGE || code == CKR_PIN_EXPIRED) {
    pin_refused_ = true;
    throw core::Error(refusal(code), {.detail = codeText(code)});
  }
  check(code, "C_Login");
}

const core::ErrorCode& Pkcs11Token::refusal(CK_RV code) const {
  CK_TOKEN_INFO info{};
  if (functions().C_GetTokenInfo(slot_, &info) != CKR_OK) info.flags = 0;
  if (code == CKR_PIN_LOCKED || (info.flags & CKF_USER_PIN_LOCKED) != 0) return kPinLocked;
  if ((info.flags & CKF_USER_PIN_FINAL_TRY) != 0) return kPinLastTry;
  return (info.flags & CKF_USER_PIN_COUNT_LOW) != 0 ? kPinFewLeft : kPinRefused;
}

std::unique_ptr<Pkcs11Token::Session> Pkcs11Token::session() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return !idle_.empty() || open_ < most_; });
  if (!idle_.empty()) {
    const auto handle = idle_.back();
    idle_.pop_back();
    return std::make_unique<Session>(*this, handle, generation_);
  }
  if (open_ == 0) slot_ = findSlot();  // it may have moved while nothing was open
  CK_SESSION_HANDLE handle = 0;
  check(functions().C_OpenSession(slot_, CKF_SERIAL_SESSION, nullptr, nullptr, &handle),
        "C_OpenSession");
  try {
    login(handle);
  } catch (...) {
    functions().C_CloseSession(handle);
    throw;
  }
  ++open_;
  return std::make_unique<Session>(*this, handle, generation_);
}

void Pkcs11Token::giveBack(CK_SESSION_HANDLE handle, unsigned generation, bool broken) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_ || broken) {
    functions().C_CloseSession(handle);
    if (generation == generation_) --open_;
  } else {
    idle_.push_back(handle);
  }
  freed_.notify_one();
}

void Pkcs11Token::reset(unsigned generation) {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return;
  for (const auto handle : idle_) functions().C_CloseSession(handle);
  idle_.clear();
  open_ = 0;
  ++generation_;
  freed_.notify_all();
}

std::vector<CK_OBJECT_HANDLE> Pkcs11Token::find(const Session& session,
                                                std::vector<CK_ATTRIBUTE> wanted) const {
  auto& f = functions();
  check(f.C_FindObjectsInit(session.handle(), wanted.data(), wanted.size()), "C_FindObjectsInit");
  std::vector<CK_OBJECT_HANDLE> found;
  for (;;) {
    CK_OBJECT_HANDLE batch[32];
    CK_ULONG count = 0;
    const CK_RV code = f.C_FindObjects(session.handle(), batch, std::size(batch), &count);
    if (code != CKR_OK || count == 0) {
      f.C_FindObjectsFinal(session.handle());
      check(code, "C_FindObjects");
      return found;
    }
    found.insert(found.end(), batch, batch + count);
  }
}

std::optional<Bytes> Pkcs11Token::attribute(const Session& session, CK_OBJECT_HANDLE object,
                                            CK_ATTRIBUTE_TYPE type) const {
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  if (functions().C_GetAttributeValue(session.handle(), object, &wanted, 1) != CKR_OK ||
      wanted.ulValueLen == CK_UNAVAILABLE_INFORMATION) {
    return std::nullopt;
  }
  Bytes value(wanted.ulValueLen);
  wanted.pValue = value.data();
  if (functions().C_GetAttributeValue(session.handle(), object, &wanted, 1) != CKR_OK) {
    return std::nullopt;
  }
  value.resize(wanted.ulValueLen);
  return value;
}

}  // namespace sohoa::signing

// A PKCS#11 module over SoftHSM2 whose token can be pulled: it is out while the file named by
// PULLED_TOKEN exists, and PULLED_TOKEN_AFTER=N pulls it by itself after N signatures.

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>

namespace {

CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST shown;
std::atomic<long> signed_so_far{0};

const char* markFile() {
  const char* name = std::getenv("PULLED_TOKEN");
  return name == nullptr ? "" : name;
}

bool isOut() { return std::filesystem::exists(markFile()); }

CK_RV getSlotList(CK_BBOOL present, CK_SLOT_ID* slots, CK_ULONG* count) {
  if (present == CK_FALSE || !isOut()) return real->C_GetSlotList(present, slots, count);
  *count = 0;
  return CKR_OK;
}

CK_RV getTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
  return isOut() ? CKR_TOKEN_NOT_PRESENT : real->C_GetTokenInfo(slot, info);
}

CK_RV openSession(CK_SLOT_ID slot, CK_FLAGS flags, void* data, CK_NOTIFY notify,
                  CK_SESSION_HANDLE* session) {
  return isOut() ? CKR_TOKEN_NOT_PRESENT : real->C_OpenSession(slot, flags, data, notify, session);
}

CK_RV sign(CK_SESSION_HANDLE session, unsigned char* data, CK_ULONG size, unsigned char* value,
           CK_ULONG* value_size) {
  const char* after = std::getenv("PULLED_TOKEN_AFTER");
  if (after != nullptr && value != nullptr && ++signed_so_far > std::atol(after)) {
    if (std::FILE* mark = std::fopen(markFile(), "w"); mark != nullptr) std::fclose(mark);
  }
  return isOut() ? CKR_DEVICE_REMOVED : real->C_Sign(session, data, size, value, value_size);
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
  static std::once_flag once;
  std::call_once(once, [] {
    void* module = ::dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW);
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(
        module == nullptr ? nullptr : ::dlsym(module, "C_GetFunctionList"));
    if (get == nullptr || get(&real) != CKR_OK) return;
    shown = *real;
    shown.C_GetSlotList = &getSlotList;
    shown.C_GetTokenInfo = &getTokenInfo;
    shown.C_OpenSession = &openSession;
    shown.C_Sign = &sign;
  });
  if (real == nullptr) return CKR_GENERAL_ERROR;
  *list = &shown;
  return CKR_OK;
}

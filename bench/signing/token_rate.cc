// token_rate MODULE TOKEN KEY CERTIFICATE PIN THREADS SECONDS
// Signatures a second of a token's own C_Sign, one session a thread, and of our key over the same
// token with its pool of sessions, in turns. Prints both medians of five: "raw ours".

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "signing/pkcs11_key.h"

namespace {

using namespace sohoa;

void check(CK_RV code, const char* call) {
  if (code == CKR_OK) return;
  std::fprintf(stderr, "%s: %lu\n", call, code);
  std::exit(1);
}

double rate(int threads, double seconds, const std::function<std::function<void()>()>& starter) {
  std::atomic<bool> stop{false};
  std::atomic<long> done{0};
  const auto began = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i) {
      running.emplace_back([&] {
        const auto sign = starter();
        for (; !stop; ++done) sign();
      });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  return static_cast<double>(done) / took.count();
}

// The key by its label, in the first slot with a token; the process is logged in already.
std::function<void()> rawSigner(CK_FUNCTION_LIST* token, CK_SLOT_ID slot, char* label, bool rsa) {
  CK_SESSION_HANDLE session = 0;
  check(token->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session),
        "C_OpenSession");
  CK_OBJECT_CLASS kind = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &kind, sizeof kind}, {CKA_LABEL, label, std::strlen(label)}};
  CK_OBJECT_HANDLE key = 0;
  CK_ULONG found = 0;
  check(token->C_FindObjectsInit(session, wanted, 2), "C_FindObjectsInit");
  check(token->C_FindObjects(session, &key, 1, &found), "C_FindObjects");
  check(token->C_FindObjectsFinal(session), "C_FindObjectsFinal");
  return [=] {
    CK_MECHANISM mechanism{rsa ? CKM_RSA_PKCS : CKM_ECDSA, nullptr, 0};
    unsigned char data[51] = {1};  // as long as a DigestInfo of SHA-256
    unsigned char value[1024];
    CK_ULONG size = sizeof value;
    check(token->C_SignInit(session, &mechanism, key), "C_SignInit");
    check(token->C_Sign(session, data, rsa ? 51 : 32, value, &size), "C_Sign");
  };
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) return 2;
  const int threads = std::atoi(argv[6]);
  const double seconds = std::atof(argv[7]);
  signing::Pkcs11Options options;
  options.module = argv[1];
  options.token = argv[2];
  options.label = argv[3];
  options.certificates = argv[4];
  options.pin = [pin = std::string(argv[5])] { return pin; };
  const signing::Pkcs11Key key(options);  // logs in
  const auto scheme = signing::schemeFor(key.certificate(), signing::RsaPadding::kPkcs1);
  const bool rsa = scheme.algorithm != signing::SignatureAlgorithm::kEcdsa;

  auto* module = ::dlopen(argv[1], RTLD_NOW);
  const auto functions = reinterpret_cast<CK_C_GetFunctionList>(
      module == nullptr ? nullptr : ::dlsym(module, "C_GetFunctionList"));
  CK_FUNCTION_LIST* token = nullptr;
  if (functions == nullptr) return 1;
  check(functions(&token), "C_GetFunctionList");
  CK_SLOT_ID slots[16];
  CK_ULONG count = 16;
  check(token->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");

  std::vector<double> raw;
  std::vector<double> ours;
  const signing::Bytes message(300, 7);  // about what signed attributes take
  for (int round = 0; round < 5; ++round) {
    raw.push_back(rate(threads, seconds, [&] { return rawSigner(token, slots[0], argv[3], rsa); }));
    ours.push_back(rate(threads, seconds,
                        [&] { return [&] { static_cast<void>(key.sign(message, scheme)); }; }));
  }
  std::printf("%.0f %.0f\n", median(raw), median(ours));
}

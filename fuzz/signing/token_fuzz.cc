#include "signing/verify_timestamp.h"

// A timestamp token, which may come in BER and is then encoded anew.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa;
  signing::CertificateCache cache;
  for (const bool padded : {true, false}) {
    std::string_view problem;
    const auto token = signing::readTimestamp({data, data + size}, padded, cache, problem);
    if (!token) {
      if (problem.empty()) __builtin_trap();
      continue;
    }
    signing::Judgement judgement;
    signing::judgeTimestamp(
        *token, [](const EVP_MD*) { return signing::Bytes(32); }, judgement);
  }
  return 0;
}

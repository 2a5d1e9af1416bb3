#include "signing/verify_cms.h"

// What stands in /Contents: a SignedData, padded or not, and its signature over an empty document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sohoa;
  signing::CertificateCache cache;
  for (const bool padded : {true, false}) {
    signing::CmsProblem problem;
    const auto read = signing::readSignedData({data, data + size}, padded, cache, problem);
    if (!read) {
      if (problem.code.empty()) __builtin_trap();
      continue;
    }
    signing::Judgement judgement;
    signing::judgeSignature(*read, signing::Bytes(32), true, judgement);
  }
  return 0;
}

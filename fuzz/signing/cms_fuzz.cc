#include "signing/verify_cms.h"

namespace {

using namespace sohoa::signing;

void readAndJudge(Bytes encoding, bool padded) {
  CertificateCache cache;
  CmsProblem problem;
  const auto read = readSignedData(std::move(encoding), padded, cache, problem);
  if (!read) {
    if (problem.code.empty()) __builtin_trap();
    return;
  }
  Judgement judgement;
  judgeSignature(*read, Bytes(32), true, judgement);
}

}  // namespace

// What stands in /Contents: a SignedData, padded or not, in DER or BER, and its signature over an
// empty document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const bool padded : {true, false}) readAndJudge({data, data + size}, padded);
  if (auto anew = encodedAnew({data, size}); !anew.empty()) readAndJudge(std::move(anew), false);
  return 0;
}
